import type { PidFolder } from './guard.ts';
import type { ProcessExit } from './managed-process.ts';
import { pause } from './waiting.ts';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** A service that ran this long has earned an immediate restart again. */
const STEADY_AFTER_MS = 30_000;
const START_ATTEMPTS = 3;

/** What a supervisor needs of a running service, whatever started it. */
export interface RunningService {
  pid: number;
  exited: Promise<ProcessExit>;
  stop(): Promise<unknown>;
}

export interface ServiceSpec {
  name: string;
  /**
   * Starts it and resolves once it is ready; called again on each restart, so ports and stores must be fixed. Tells
   * each process that it starts as soon as that runs, so that none is forgotten before it is ready.
   */
  start(onSpawn: (pid: number) => void): Promise<RunningService>;
  /** Part of the process's command line that tells it from a stranger which got the same process id later. */
  marker: string;
  stopSignal?: NodeJS.Signals;
  /** Services that must be ready before this one is started again. */
  dependsOn?: string[];
}

export interface ServiceState {
  name: string;
  status: 'starting' | 'ready' | 'restarting' | 'stopped';
  /** Process id of the last start that became ready; null before the first. */
  pid: number | null;
  restarts: number;
}

export interface SupervisorOptions {
  /** Where process ids are noted, with a guard that ends them when this process is killed. */
  processes: PidFolder;
  /** Told after each change of a service. */
  onChange?: (state: ServiceState) => void;
  /** Told what happened, in words. */
  onMessage?: (message: string) => void;
}

/** Keeps services alive: whatever dies is started again with the same ports and store. */
export interface Supervisor {
  /**
   * Starts a service, waits until it is ready, and keeps it alive from then on.
   * @throws what the last attempt threw when it does not become ready in three attempts.
   */
  add(spec: ServiceSpec): Promise<ServiceState>;
  states(): ServiceState[];
  /** Stops everything, last added first. */
  stopAll(): Promise<void>;
}

interface Service {
  spec: ServiceSpec;
  state: ServiceState;
  running: RunningService | null;
  /** The loop that watches it; resolves when the supervisor stops. */
  watch: Promise<void>;
}

export function createSupervisor(options: SupervisorOptions): Supervisor {
  const services = new Map<string, Service>();
  const abort = new AbortController();
  const context: Context = { ...options, services, stopping: abort.signal };
  return {
    async add(spec) {
      if (services.has(spec.name)) throw new Error(`The service ${spec.name} is supervised already.`);
      const state: ServiceState = { name: spec.name, status: 'starting', pid: null, restarts: 0 };
      const service: Service = { spec, state, running: null, watch: Promise.resolve() };
      services.set(spec.name, service);
      await firstStart(context, service);
      service.watch = keepAlive(context, service);
      return state;
    },
    states: () => [...services.values()].map((service) => ({ ...service.state })),
    async stopAll() {
      abort.abort();
      for (const service of [...services.values()].reverse()) await stopService(context, service);
    },
  };
}

interface Context extends SupervisorOptions {
  services: Map<string, Service>;
  stopping: AbortSignal;
}

async function firstStart(context: Context, service: Service): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await launch(context, service);
      return;
    } catch (error) {
      if (attempt >= START_ATTEMPTS || context.stopping.aborted) throw error;
      context.onMessage?.(`${service.spec.name} did not start (${messageOf(error)}), trying again`);
      await pause(FIRST_PAUSE_MS * attempt);
    }
  }
}

async function launch(context: Context, service: Service): Promise<void> {
  const { name, marker, stopSignal } = service.spec;
  const running = await service.spec.start((pid) => context.processes.add(name, pid, marker, stopSignal));
  service.running = running;
  context.processes.add(name, running.pid, marker, stopSignal);
  change(context, service, { status: 'ready', pid: running.pid });
}

/** Restarts at once after a long life, with growing pauses while it keeps failing. */
async function keepAlive(context: Context, service: Service): Promise<void> {
  let failures = 0;
  while (!context.stopping.aborted) {
    const since = Date.now();
    const exit = await service.running?.exited;
    if (context.stopping.aborted) return;
    failures = Date.now() - since > STEADY_AFTER_MS ? 0 : failures + 1;
    const how = exit?.signal ?? `code ${exit?.code ?? 'unknown'}`;
    context.onMessage?.(`${service.spec.name} ended with ${how}, starting it again`);
    change(context, service, { status: 'restarting' });
    await restart(context, service, failures);
  }
}

async function restart(context: Context, service: Service, earlierFailures: number): Promise<void> {
  for (let failures = earlierFailures; !context.stopping.aborted; failures += 1) {
    // The first death costs no pause.
    if (failures > 1) await interruptiblePause(context.stopping, pauseAfter(failures));
    try {
      await dependenciesReady(context, service.spec);
      if (context.stopping.aborted) return;
      service.state.restarts += 1;
      await launch(context, service);
      return;
    } catch (error) {
      context.onMessage?.(`${service.spec.name} did not come back (${messageOf(error)}), trying again`);
    }
  }
}

async function dependenciesReady(context: Context, spec: ServiceSpec): Promise<void> {
  const names = spec.dependsOn ?? [];
  const ready = () => names.every((name) => (context.services.get(name)?.state.status ?? 'ready') === 'ready');
  while (!ready() && !context.stopping.aborted) await pause(50);
}

async function stopService(context: Context, service: Service): Promise<void> {
  await service.running?.stop();
  await service.watch;
  // A restart that was under way while the supervisor began to stop.
  await service.running?.stop();
  context.processes.remove(service.spec.name);
  change(context, service, { status: 'stopped' });
}

function change(context: Context, service: Service, update: Partial<ServiceState>): void {
  Object.assign(service.state, update);
  context.onChange?.({ ...service.state });
}

function pauseAfter(failures: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** Math.min(failures - 2, 10), LONGEST_PAUSE_MS);
}

function interruptiblePause(signal: AbortSignal, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
