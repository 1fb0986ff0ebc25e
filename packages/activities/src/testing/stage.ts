import { createDatabase, type Database, DEVELOPMENT_ENCRYPTION_KEYS } from '@perdura/database';
import type { NodeActivityInput } from '@perdura/definition/run';
import type { Evaluator } from '@perdura/sandbox';
import { createTestDatabase } from '@perdura/testkit';
import { type AiSettings, createLanguageModels } from '../ai/models.ts';
import { AttemptSecrets } from '../attempt-secrets.ts';
import { type ActivityDependencies, DEFAULT_ACTIVITY_SETTINGS, type PlatformEvent } from '../dependencies.ts';
import { StepFailure } from '../failures.ts';
import { Files } from '../files/files.ts';
import { createMailer, type MailSettings } from '../mail/mailer.ts';
import type { NodeContext } from '../node-context.ts';
import { createOutbound } from '../outbound/outbound.ts';
import type { ToolContext } from '../tools/tool-context.ts';
import { withoutPieces } from './without-pieces.ts';

export const RUN_ID = '66a000000000000000000001';

export interface StageOptions {
  mail?: Partial<MailSettings>;
  ai?: Partial<AiSettings>;
  /** @default the loopback address, as in development */
  allowHosts?: string[];
}

/** Everything that a side effect runs on, real: PostgreSQL, the guarded way out, mail and models. */
export interface Stage {
  dependencies: ActivityDependencies;
  projectId: string;
  /** Connection string of its database. */
  url: string;
  /** Events of the platform so far. */
  events: PlatformEvent[];
  /** Everything that was logged, as text. */
  logged: string[];
  /** The same database with other settings. */
  with(options: StageOptions): Stage;
  close(): Promise<void>;
}

export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const { url, drop } = await createTestDatabase();
  const database = createDatabase({ url, encryptionKeys: DEVELOPMENT_ENCRYPTION_KEYS });
  const project = await database.projects.create({ name: 'test' });
  const stages: Stage[] = [];
  const open = (given: StageOptions): Stage => {
    const stage = stageOn({ database, url, projectId: project.id }, given, open);
    stages.push(stage);
    return stage;
  };
  const first = open(options);
  return {
    ...first,
    async close() {
      await Promise.all(stages.map((stage) => stage.close()));
      await database.close();
      await drop();
    },
  };
}

const NO_INPUT = {} as NodeActivityInput;

/** A node's context on a stage, and the warnings that it was given. */
export function contextOn(stage: Stage, given: Partial<NodeContext> = {}): NodeContext & { warnings: string[] } {
  const warnings: string[] = [];
  const { nodeId = 'fetch', iteration = '0' } = given;
  return {
    run: {
      id: RUN_ID,
      projectId: stage.projectId,
      workflowId: '66a000000000000000000000',
      version: 1,
      triggeredBy: 'api',
      createdAt: '2026-04-12T08:00:00.000Z',
      depth: 0,
    },
    nodeId,
    iteration,
    attempt: 1,
    idempotencyKey: `${RUN_ID}/${nodeId}/${iteration}`,
    signal: new AbortController().signal,
    warn: (message) => warnings.push(message),
    dependencies: stage.dependencies,
    input: NO_INPUT,
    open: () => undefined,
    respond: () => undefined,
    stop: () => undefined,
    secrets: new AttemptSecrets(),
    log: () => undefined,
    files: new Files({
      database: stage.dependencies.database,
      owner: { projectId: stage.projectId, runId: RUN_ID },
      maxLoadedBytes: stage.dependencies.settings.maxInputBytes,
      maxFileBytes: stage.dependencies.settings.maxFileBytes,
    }),
    ...given,
    warnings,
  };
}

/** A tool call's context on a stage. */
export function toolContextOn(stage: Stage, given: Partial<ToolContext> = {}): ToolContext {
  return {
    projectId: stage.projectId,
    idempotencyKey: `${RUN_ID}/fetch/0`,
    signal: new AbortController().signal,
    warn: () => undefined,
    source: { runId: RUN_ID, nodeId: 'fetch' },
    depth: 0,
    dependencies: stage.dependencies,
    ...given,
  };
}

/** The step's failure that this work ends with. */
export async function failureOf(work: Promise<unknown>): Promise<StepFailure> {
  const outcome = await work.then(
    (value) => new Error(`expected a failure, got ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
  if (outcome instanceof StepFailure) return outcome;
  throw outcome;
}

function stageOn(
  { database, url, projectId }: { database: Database; url: string; projectId: string },
  { allowHosts = ['127.0.0.1', 'localhost'], mail = {}, ai = {} }: StageOptions,
  open: (options: StageOptions) => Stage,
): Stage {
  const events: PlatformEvent[] = [];
  const logged: string[] = [];
  const outbound = createOutbound({ allowHosts });
  const mailer = createMailer(mail, outbound);
  const log = (fields: object, message: string) => void logged.push(`${message} ${JSON.stringify(fields)}`);
  const dependencies: ActivityDependencies = {
    database,
    evaluator: NO_EVALUATOR,
    logger: { debug: log, info: log, warn: log, error: log },
    settings: DEFAULT_ACTIVITY_SETTINGS,
    outbound,
    mailer,
    control: {
      startChild: () => Promise.reject(new Error('no other run can be started here')),
      cancelRun: () => Promise.resolve(),
      doBulkItem: () => Promise.reject(new Error('no operation over many runs is carried out here')),
      openScheduled: async (fire) => {
        const opened = await database.runs.openScheduled(fire);
        return 'skipped' in opened ? opened : { ...opened, queued: opened.run.admittedAt === null };
      },
      startFlowRun: () => Promise.reject(new Error('no run of a flow is started here')),
      slotFreed: () => undefined,
    },
    models: createLanguageModels(ai, outbound),
    attempts: { note: () => undefined },
    pieces: withoutPieces({ database, outbound }),
    emit: async (event) => void events.push(event),
    eventStored: () => undefined,
  };
  return {
    dependencies,
    projectId,
    url,
    events,
    logged,
    with: open,
    async close() {
      mailer.close();
      await outbound.close();
    },
  };
}

/** Side effects get their config rendered: no expression is evaluated here. */
const NO_EVALUATOR: Evaluator = {
  evaluate: () => Promise.reject(new Error('no expression is expected here')),
  run: () => Promise.reject(new Error('no program is expected here')),
  close: async () => undefined,
};
