import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  createSupervisor,
  endAllBelow,
  guardedPidFolder,
  type Mailbox,
  removePostgresData,
  type ServiceSpec,
  type Supervisor,
  startMailbox,
  waitUntil,
} from '@perdura/embedded';
import { createDevState, type DevState } from './dev-state.ts';
import { issueKeys, keysWork } from './development-keys.ts';
import { type Addresses, type ExternalParts, externalParts, serviceEnvironment, signInOf } from './environment.ts';
import { runExample } from './example-run.ts';
import { answersOk } from './node-service.ts';
import { type DevOptions, PORTS, type PortName } from './options.ts';
import type { DevPaths } from './paths.ts';
import type { Progress } from './progress.ts';
import {
  apiService,
  type ConsoleUrls,
  consoleService,
  postgresService,
  temporalService,
  workerService,
} from './services.ts';
import { type DevKeys, type DevSettings, loadSettings } from './settings.ts';

/** A development stack that serves. */
export interface DevStack {
  stop(): Promise<void>;
}

interface Bringup {
  paths: DevPaths;
  settings: DevSettings;
  external: ExternalParts;
  progress: Progress;
  supervisor: Supervisor;
  state: DevState;
  mailbox: Mailbox | null;
  addresses: Addresses;
}

/**
 * Brings everything up: stores, schema, mailbox, worker, API and console, then runs the example. Whatever dies from
 * then on is started again.
 * @throws after stopping what it had started
 */
export async function startStack(paths: DevPaths, options: DevOptions, progress: Progress): Promise<DevStack> {
  const external = externalParts(paths.root);
  if (options.reset) forgetData(paths, external, progress);
  mkdirSync(paths.logs, { recursive: true });
  await endAllBelow(paths.processes);
  const settings = await loadSettings(paths.settings, options, portsFor(external));
  const state = createDevState(paths.state);
  const supervisor = createSupervisor({
    processes: guardedPidFolder(join(paths.processes, `${process.pid}-${Date.now()}`)),
    onChange: (change) => state.serviceChanged(change),
    onMessage: (message) => progress.line(`  ! ${message}`),
  });
  const up: Bringup = {
    paths,
    settings,
    external,
    progress,
    supervisor,
    state,
    mailbox: null,
    addresses: plannedAddresses(settings, external),
  };
  const stop = async () => {
    state.remove();
    await supervisor.stopAll();
    await up.mailbox?.close();
  };
  try {
    await bringUp(up);
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

async function bringUp(up: Bringup): Promise<void> {
  const { paths, settings, progress, supervisor, external } = up;
  if (external.smtpUrl === null) {
    up.mailbox = await startMailbox({ smtpPort: settings.ports.smtp, httpPort: settings.ports.mailbox });
  }
  await startStores(up);
  await progress.step('Database schema', () => migrateDatabase(up));
  const env = serviceEnvironment(settings, up.addresses);
  let keys = settings.keys ?? (await progress.step('Development keys', () => issueKeys(paths, settings, env)));
  const add = (spec: ServiceSpec, name: string) => progress.step(name, () => supervisor.add(spec));
  const worker = await workerService(paths, settings, env);
  await Promise.all([add(apiService(paths, settings, env), 'API'), add(worker, 'Worker')]);
  const console = consoleService(paths, settings, consoleUrls(up));
  if (console !== null) await add(console, 'Console');
  const apiUrl = `http://127.0.0.1:${settings.ports.api}`;
  await progress.step('Everything answers', () =>
    waitUntil(() => answersOk(`${apiUrl}/readyz`), { timeoutMs: 90_000, what: `${apiUrl}/readyz to answer 200` }),
  );
  if (!(await keysWork(apiUrl, keys))) {
    keys = await progress.step('New development keys', () => issueKeys(paths, settings, env));
    // The port was free when it was chosen, and another stack that started meanwhile may have been faster.
    if (!(await keysWork(apiUrl, keys))) throw new Error(foreignApi(apiUrl));
  }
  await example(up, apiUrl, keys);
  announce(up, apiUrl, console === null ? null : `http://127.0.0.1:${settings.ports.console}`, keys);
}

function foreignApi(apiUrl: string): string {
  const advice = `Another stack has probably taken the port meanwhile: start again, or choose a port with ${PORTS.api.option}.`;
  return `What answers at ${apiUrl} does not know the keys that this stack has just made, so it is not its API. ${advice}`;
}

async function startStores(up: Bringup): Promise<void> {
  const { paths, settings, external, progress, supervisor } = up;
  const postgres = async () => {
    if (external.databaseUrl !== null) return progress.line('  · PostgreSQL: the one that DATABASE_URL names');
    const spec = postgresService(paths, settings, progress.line, (url) => {
      up.addresses.databaseUrl = url;
    });
    await progress.step('PostgreSQL', () => supervisor.add(spec));
  };
  const temporal = async () => {
    if (external.temporalAddress !== null) return progress.line('  · Temporal: the one that TEMPORAL_ADDRESS names');
    await progress.step('Temporal', () => supervisor.add(temporalService(paths, settings, progress.line)));
  };
  await Promise.all([postgres(), temporal()]);
}

async function migrateDatabase(up: Bringup): Promise<void> {
  const { migrate } = await import('@perdura/database');
  const { length: count } = await migrate(up.addresses.databaseUrl);
  if (count > 0) up.progress.line(`    Migrated the database: ${count} ${count === 1 ? 'migration' : 'migrations'}`);
}

/** The stack is of use even when the example fails, so its failure is told and no more. */
async function example(up: Bringup, apiUrl: string, keys: DevKeys): Promise<void> {
  const { paths, mailbox, progress } = up;
  try {
    await progress.step('Example workflow', () =>
      runExample({ root: paths.root, apiUrl, apiKey: keys.apiKey, mailbox, output: progress.line }),
    );
  } catch (error) {
    progress.line(`  ! The example did not run: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function announce(up: Bringup, apiUrl: string, consoleUrl: string | null, keys: DevKeys): void {
  const { addresses, progress, settings } = up;
  const { ADMIN_EMAIL: adminEmail, ADMIN_PASSWORD: adminPassword } = signInOf(settings);
  const { mailboxUrl, temporalUiUrl } = consoleUrls(up);
  up.state.setFacts({
    apiUrl,
    consoleUrl,
    apiKey: keys.apiKey,
    readOnlyApiKey: keys.readOnlyApiKey,
    adminEmail,
    adminPassword,
    projectId: keys.projectId,
    temporalAddress: addresses.temporalAddress,
    temporalUiUrl,
    databaseUrl: addresses.databaseUrl,
    mailboxUrl,
    supervisorPid: process.pid,
  });
  const shown: [string, string | null][] = [
    ['API', apiUrl],
    ['API pages', `${apiUrl}/docs`],
    ['Console', consoleUrl],
    ['Temporal UI', temporalUiUrl],
    ['Mailbox', mailboxUrl],
    ['Sign in as', `${adminEmail} with ${adminPassword}`],
    ['Key', keys.apiKey],
  ];
  progress.line('');
  for (const [name, value] of shown) if (value !== null) progress.line(`  ${name.padEnd(12)} ${value}`);
  progress.line('');
}

function consoleUrls({ settings, external, mailbox }: Bringup): ConsoleUrls {
  const temporalUi = `http://127.0.0.1:${settings.ports.temporalUi}`;
  return { mailboxUrl: mailbox?.url ?? null, temporalUiUrl: external.temporalAddress === null ? temporalUi : null };
}

function plannedAddresses(settings: DevSettings, external: ExternalParts): Addresses {
  return {
    databaseUrl: external.databaseUrl ?? '',
    temporalAddress: external.temporalAddress ?? `127.0.0.1:${settings.ports.temporal}`,
    smtpUrl: external.smtpUrl ?? `smtp://127.0.0.1:${settings.ports.smtp}`,
  };
}

function portsFor(external: ExternalParts): PortName[] {
  const names: PortName[] = ['api', 'console'];
  if (external.databaseUrl === null) names.push('postgres');
  if (external.temporalAddress === null) names.push('temporal', 'temporalUi');
  if (external.smtpUrl === null) names.push('smtp', 'mailbox');
  return names;
}

/** Removes the embedded stores and the keys; what the user's own servers hold is not ours to remove. */
export function forgetData(paths: DevPaths, external: ExternalParts, progress: Progress): void {
  removePostgresData(paths.postgresData);
  for (const path of [dirname(paths.temporalDatabase), paths.settings, paths.logs]) {
    rmSync(path, { recursive: true, force: true });
  }
  progress.line('  ✓ Forgot all data of the embedded stores');
  if (external.databaseUrl !== null) progress.line('  · DATABASE_URL names a database of yours: its data stays');
}
