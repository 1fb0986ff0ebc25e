import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { accountMailer, approvalMailer, createActivities } from '@perdura/activities';
import { connectTemporal, createHousekeeping, type Housekeeping, type Temporal } from '@perdura/control-plane';
import { createDatabase, type Database, isDatabaseUnavailable, s3Of } from '@perdura/database';
import { workflowBundle } from '@perdura/interpreter';
import { whenThere } from '@perdura/process';
import { NativeConnection, type Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import { type OpenedDependencies, openDependencies } from './activity-dependencies.ts';
import { type AttemptWriter, createAttemptWriter } from './attempt-writer.ts';
import { createWorker, type WorkerActivities, type WorkerParts } from './create-worker.ts';
import type { Env } from './env.ts';
import { type HealthServer, type PartHealth, startHealthServer } from './health-server.ts';
import { createMetrics, type Metrics, measurePieces } from './metrics.ts';
import { createProgressWriter, type ProgressWriter } from './progress-writer.ts';
import { installRuntime } from './runtime.ts';
import { temporalTls } from './temporal-tls.ts';

const LONGEST_RESTART_PAUSE_MS = 10_000;

/** How Temporal and the history of attempts name this process. */
const IDENTITY = `${process.pid}@${hostname()}`;

/** All of one worker process, from its health server to its housekeeping. */
export class WorkerProcess {
  readonly #env: Env;
  readonly #logger: Logger;
  readonly #metrics: Metrics = createMetrics();
  readonly #stopping = new AbortController();
  readonly #database: Database;
  readonly #temporal: Temporal;
  readonly #housekeeping: Housekeeping;
  readonly #opened: OpenedDependencies;
  readonly #progress: ProgressWriter;
  readonly #attempts: AttemptWriter;
  readonly #bundle: WorkerParts['workflowBundle'];
  #health: HealthServer | null = null;
  #connection: NativeConnection | null = null;
  #worker: Worker | null = null;

  /** @param bundle the interpreter's code; the built one by default */
  constructor(env: Env, logger: Logger, bundle: WorkerParts['workflowBundle'] = workflowBundle) {
    this.#env = env;
    this.#bundle = bundle;
    this.#logger = logger;
    this.#database = openDatabase(env, logger);
    this.#temporal = connectTemporal({ ...temporalOptions(env), taskQueue: env.TEMPORAL_TASK_QUEUE });
    this.#progress = this.#progressWriter();
    this.#attempts = this.#attemptWriter();
    this.#opened = openDependencies({
      env,
      logger,
      database: this.#database,
      temporal: this.#temporal,
      attempts: { note: (attempt) => this.#attempts.note({ ...attempt, worker: IDENTITY }) },
      eventStored: () => this.#housekeeping.wake(),
    });
    measurePieces(this.#metrics.registry, () => this.#opened.dependencies.pieces.runner.stats());
    this.#housekeeping = this.#createHousekeeping();
  }

  /** Port of the health server; null before it listens. */
  get healthPort(): number | null {
    return this.#health?.port ?? null;
  }

  /** Works until `stop` is called; restarts the Temporal worker when it ends by itself. */
  async run(): Promise<void> {
    const runtimeMetrics = await installRuntime(this.#logger);
    this.#health = await this.#startHealth(runtimeMetrics);
    this.#logger.info({ port: this.#health.port }, 'worker starts');
    try {
      await this.#waitFor('PostgreSQL', () => this.#database.ready());
      if (this.#env.HOUSEKEEPING) this.#housekeeping.start();
      await this.#keepWorking();
    } catch (error) {
      if (!this.#stopping.signal.aborted) throw error;
    } finally {
      await this.#close();
    }
  }

  /** Starts nothing new, lets what runs end within the grace time; `run` returns afterwards. */
  stop(): void {
    this.#stopping.abort();
    if (this.#worker?.getState() === 'RUNNING') this.#worker.shutdown();
  }

  async #keepWorking(): Promise<void> {
    const { signal } = this.#stopping;
    for (let failures = 0; !signal.aborted; failures += 1) {
      try {
        const worker = await this.#waitFor('Temporal', () => this.#createWorker());
        this.#logger.info({ taskQueue: this.#env.TEMPORAL_TASK_QUEUE }, 'worker polls');
        await worker.run();
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof Error && error.name === 'ServiceMissing') throw error;
        this.#logger.error({ err: error }, 'worker ended by itself; it starts again');
      }
      this.#worker = null;
      if (!signal.aborted) {
        await pause(Math.min(LONGEST_RESTART_PAUSE_MS, 500 * 2 ** failures), undefined, { signal });
      }
    }
  }

  async #createWorker(): Promise<Worker> {
    const env = this.#env;
    this.#connection ??= await NativeConnection.connect(temporalOptions(env));
    this.#worker = await createWorker({
      connection: this.#connection,
      namespace: env.TEMPORAL_NAMESPACE,
      taskQueue: env.TEMPORAL_TASK_QUEUE,
      workflowBundle: this.#bundle,
      activities: this.#activities(),
      progress: this.#progress,
      identity: IDENTITY,
      maxActivities: env.MAX_ACTIVITIES,
      maxCachedWorkflows: env.MAX_CACHED_WORKFLOWS,
      shutdownGraceMs: env.SHUTDOWN_GRACE_SECONDS * 1_000,
    });
    if (this.#stopping.signal.aborted) throw new Error('The process stops.');
    return this.#worker;
  }

  #activities(): WorkerActivities {
    const activities = createActivities(this.#opened.dependencies);
    return {
      ...activities,
      'record-run': async (snapshot) => {
        await activities['record-run'](snapshot);
        if (snapshot.completedAt === null) return;
        this.#metrics.runsRecorded.inc({ status: snapshot.status });
      },
    };
  }

  #progressWriter(): ProgressWriter {
    let failing = false;
    return createProgressWriter({
      write: (batch) => this.#database.runs.recordProgress(batch),
      isOutage: isDatabaseUnavailable,
      onWritten: (steps) => {
        failing = false;
        this.#metrics.progressWritten.inc(steps);
      },
      onDropped: (steps, error) => {
        if (!failing) this.#logger.warn({ err: error, steps }, 'progress of runs is dropped');
        failing = true;
        this.#metrics.progressDropped.inc(steps);
      },
    });
  }

  #attemptWriter(): AttemptWriter {
    let failing = false;
    return createAttemptWriter({
      write: (batch) => this.#database.stepAttempts.record(batch),
      isOutage: isDatabaseUnavailable,
      onWritten: (attempts) => {
        failing = false;
        this.#metrics.attemptsWritten.inc(attempts);
      },
      onDropped: (attempts, error) => {
        if (!failing) this.#logger.warn({ err: error, attempts }, 'attempts of steps are dropped');
        failing = true;
        this.#metrics.attemptsDropped.inc(attempts);
      },
    });
  }

  #createHousekeeping(): Housekeeping {
    const { housekeepingRounds, housekeepingDone, housekeepingLeads } = this.#metrics;
    return createHousekeeping({
      database: this.#database,
      temporal: this.#temporal,
      logger: this.#logger,
      evaluator: this.#opened.dependencies.evaluator,
      mailApprovers: approvalMailer(this.#opened.dependencies),
      mailAccounts: accountMailer(this.#opened.dependencies),
      settings: {
        eventDepthLimit: this.#env.EVENT_DEPTH_LIMIT,
        retentionDays: this.#env.RETENTION_DAYS ?? null,
      },
      metrics: {
        round: (task, outcome) => housekeepingRounds.inc({ task, outcome }),
        done: (task, count) => housekeepingDone.inc({ task }, count),
        leading: (leads) => housekeepingLeads.set(leads ? 1 : 0),
      },
    });
  }

  #startHealth(runtimeMetrics: () => Promise<string>): Promise<HealthServer> {
    return startHealthServer({
      host: this.#env.METRICS_HOST,
      port: this.#env.METRICS_PORT,
      checks: {
        postgres: async () => {
          await this.#database.ready();
          return { status: 'up' };
        },
        temporal: async () => this.#temporalHealth(),
        worker: async () => this.#workerHealth(),
      },
      metrics: async () => {
        const temporal = await runtimeMetrics().catch(() => '');
        return `${await this.#metrics.registry.metrics()}\n${temporal}`;
      },
    });
  }

  async #temporalHealth(): Promise<PartHealth> {
    await this.#temporal.call((client) => client.workflowService.getSystemInfo({}), 2_000);
    return { status: 'up' };
  }

  #workerHealth(): PartHealth {
    const state = this.#worker?.getState() ?? 'not started';
    return state === 'RUNNING' ? { status: 'up' } : { status: 'down', detail: `The worker is ${state.toLowerCase()}.` };
  }

  #waitFor<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
    const limitMs = this.#env.STARTUP_WAIT_SECONDS * 1_000;
    return whenThere(work, { what, limitMs, logger: this.#logger, signal: this.#stopping.signal });
  }

  async #close(): Promise<void> {
    this.#stopping.abort();
    const parts: (() => Promise<unknown> | undefined)[] = [
      () => this.#progress.stop(),
      () => this.#attempts.stop(),
      () => (this.#env.HOUSEKEEPING ? this.#housekeeping.stop() : undefined),
      () => this.#opened.close(),
      () => this.#connection?.close(),
      () => this.#temporal.close(),
      () => this.#database.close(),
      () => this.#health?.close(),
    ];
    for (const close of parts) {
      await close()?.catch((error: unknown) => this.#logger.warn({ err: error }, 'a part did not close'));
    }
    this.#logger.info('worker has stopped');
  }
}

function openDatabase(env: Env, logger: Logger): Database {
  const s3 = s3Of(env);
  return createDatabase({
    url: env.DATABASE_URL,
    poolSize: env.DATABASE_POOL_SIZE,
    encryptionKeys: env.ENCRYPTION_KEYS,
    maxTableRecords: env.TABLE_RECORDS,
    logger,
    ...(s3 === null ? {} : { s3 }),
  });
}

function temporalOptions(env: Env) {
  return {
    address: env.TEMPORAL_ADDRESS,
    namespace: env.TEMPORAL_NAMESPACE,
    tls: temporalTls(env),
    ...(env.TEMPORAL_API_KEY ? { apiKey: env.TEMPORAL_API_KEY } : {}),
    identity: IDENTITY,
  };
}
