import { randomBytes } from 'node:crypto';
import { choosePort, newPostgresPassword } from '@perdura/embedded';
import { isObject, readJsonFile, writeJsonFile } from './json-file.ts';
import { type DevOptions, PORT_NAMES, PORTS, type PortName } from './options.ts';

/** Keys for the API, as `bootstrap-main` gave them, and the database that knows them. */
export interface DevKeys {
  projectId: string;
  apiKey: string;
  readOnlyApiKey: string;
}

/** What one checkout's stack keeps across restarts. */
export interface DevSettings {
  ports: Record<PortName, number>;
  postgresPassword: string;
  /** Value of ENCRYPTION_KEYS: a key that only this checkout has. */
  encryptionKeys: string;
  /** The administrator's, of this checkout alone. */
  adminPassword: string;
  keys: DevKeys | null;
}

/**
 * Reads the settings, completes them and picks the ports: those of the last start again when they are free.
 * @throws PortTakenError when a port that the user asked for is in use
 */
export async function loadSettings(path: string, options: DevOptions, wanted: PortName[]): Promise<DevSettings> {
  const stored = readJsonFile(path) ?? {};
  const settings: DevSettings = {
    ports: await pickPorts(isObject(stored.ports) ? stored.ports : {}, options, wanted),
    postgresPassword: textOr(stored.postgresPassword, newPostgresPassword),
    encryptionKeys: textOr(stored.encryptionKeys, () => `dev:${randomBytes(32).toString('base64')}`),
    adminPassword: textOr(stored.adminPassword, () => randomBytes(9).toString('base64url')),
    keys: keysFrom(stored.keys),
  };
  writeJsonFile(path, settings);
  return settings;
}

/** Keeps the keys for the next start. */
export function rememberKeys(path: string, settings: DevSettings, keys: DevKeys): void {
  settings.keys = keys;
  writeJsonFile(path, settings);
}

/** The keys in what a program printed or a file held; null when one of them is missing. */
export function keysFrom(value: unknown): DevKeys | null {
  if (!isObject(value)) return null;
  const { projectId, apiKey, readOnlyApiKey } = value;
  if (typeof projectId !== 'string' || typeof apiKey !== 'string' || typeof readOnlyApiKey !== 'string') return null;
  return { projectId, apiKey, readOnlyApiKey };
}

async function pickPorts(
  stored: Record<string, unknown>,
  options: DevOptions,
  wanted: PortName[],
): Promise<Record<PortName, number>> {
  const picked: Partial<Record<PortName, number>> = {};
  const reserved = new Set(Object.values(options.ports));
  for (const name of PORT_NAMES) {
    const before = stored[name];
    const preferred = typeof before === 'number' ? before : PORTS[name].preferred;
    const port = wanted.includes(name)
      ? await choosePort({ ...PORTS[name], chosen: options.ports[name], preferred, reserved })
      : preferred;
    picked[name] = port;
    reserved.add(port);
  }
  return complete(picked);
}

function complete(ports: Partial<Record<PortName, number>>): Record<PortName, number> {
  const of = (name: PortName) => ports[name] ?? PORTS[name].preferred;
  return {
    api: of('api'),
    console: of('console'),
    temporal: of('temporal'),
    temporalUi: of('temporalUi'),
    postgres: of('postgres'),
    smtp: of('smtp'),
    mailbox: of('mailbox'),
  };
}

function textOr(value: unknown, make: () => string): string {
  return typeof value === 'string' && value !== '' ? value : make();
}
