import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadEnvFile } from 'node:process';
import type { DevSettings } from './settings.ts';

/** Parts that the user provides; for these nothing embedded starts. */
export interface ExternalParts {
  databaseUrl: string | null;
  temporalAddress: string | null;
  smtpUrl: string | null;
}

/** Reads the checkout's `.env`, which never overrides what is set already, and tells what is given from outside. */
export function externalParts(root: string): ExternalParts {
  const file = join(root, '.env');
  if (existsSync(file)) loadEnvFile(file);
  return {
    databaseUrl: given('DATABASE_URL'),
    temporalAddress: given('TEMPORAL_ADDRESS'),
    smtpUrl: given('SMTP_URL'),
  };
}

export interface Addresses {
  databaseUrl: string;
  temporalAddress: string;
  smtpUrl: string;
}

/**
 * Environment of the API, the worker and the console. What the user set wins, except for what the stack itself decides.
 * Calls to this machine are allowed here, and only here: production starts with an empty list.
 */
export function serviceEnvironment(settings: DevSettings, addresses: Addresses): NodeJS.ProcessEnv {
  return {
    NODE_ENV: 'development',
    LOG_LEVEL: 'info',
    ENCRYPTION_KEYS: settings.encryptionKeys,
    OUTBOUND_ALLOW_HOSTS: '127.0.0.1,localhost',
    // Processes of many threads otherwise keep a good part of what they freed: the worker stays some 50 MB smaller.
    MALLOC_ARENA_MAX: '2',
    ...signInOf(settings),
    CONSOLE_URL: `http://127.0.0.1:${settings.ports.console}`,
    ...ownVariables(process.env),
    TZ: 'UTC',
    HOST: '127.0.0.1',
    DATABASE_URL: addresses.databaseUrl,
    TEMPORAL_ADDRESS: addresses.temporalAddress,
    SMTP_URL: addresses.smtpUrl,
  };
}

/** The administrator of the stack, who has a password, so that a newcomer can enter the console with it. */
export function signInOf(settings: DevSettings): { ADMIN_EMAIL: string; ADMIN_PASSWORD: string } {
  return {
    ADMIN_EMAIL: given('ADMIN_EMAIL') ?? 'admin@localhost.localdomain',
    ADMIN_PASSWORD: given('ADMIN_PASSWORD') ?? settings.adminPassword,
  };
}

/** Empty variables count as absent; npx and pnpm leave hundreds behind that mean nothing to a service. */
function ownVariables(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const foreign = /^(npm_|pnpm_|PNPM_|TURBO_)/;
  return Object.fromEntries(Object.entries(env).filter(([name, value]) => value !== '' && !foreign.test(name)));
}

function given(name: string): string | null {
  const value = process.env[name];
  return value === undefined || value === '' ? null : value;
}
