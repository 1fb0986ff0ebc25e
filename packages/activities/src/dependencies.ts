import { DEFAULT_LOCALE, type Locale } from '@perdura/contracts';
import type {
  BegunItem,
  BulkJobRow,
  Database,
  FreedSlot,
  RunEnvironment,
  RunRow,
  ScheduledFire,
  SettledItem,
  VersionRow,
} from '@perdura/database';
import type { JsonObject, JsonValue } from '@perdura/definition';
import type { Plan } from '@perdura/definition/plan';
import type { RunIdentity, StepError, StepPlace } from '@perdura/definition/run';
import type { Evaluator } from '@perdura/sandbox';
import type { LanguageModels } from './ai/models.ts';
import type { PieceServices } from './flows/piece-services.ts';
import type { Mailer } from './mail/mailer.ts';
import type { LogLevel } from './node-context.ts';
import type { Outbound } from './outbound/outbound.ts';

/** What the activities need from the process that runs them; made once, in the composition root. */
export interface ActivityDependencies {
  database: Database;
  evaluator: Evaluator;
  logger: Logger;
  settings: ActivitySettings;
  /** The guarded way out, for every call to another machine. */
  outbound: Outbound;
  mailer: Mailer;
  control: RunStarter;
  models: LanguageModels;
  attempts: AttemptLog;
  pieces: PieceServices;
  /** Publishes an event of the platform itself; resolves once it is stored. */
  emit(event: PlatformEvent): Promise<void>;
  /** Called when history wrote an event by itself: the end of a run that somebody listens to. */
  eventStored(): void;
}

export interface ActivitySettings {
  /**
   * Largest result of one step, in bytes of JSON.
   *
   * @default 16 MB
   */
  maxResultBytes: number;
  /**
   * Most that one step may read of earlier results that are stored as blobs, in bytes of JSON.
   *
   * @default 64 MB
   */
  maxInputBytes: number;
  /**
   * Largest text or binary that a step may receive as a file, in bytes.
   *
   * @default 1 GB
   */
  maxFileBytes: number;
  /**
   * Most items that one `for-each`, or one loop of a flow, goes through.
   *
   * @default 100,000
   */
  maxLoopItems: number;
  /**
   * Address under which people reach the API, without a slash at its end: base of the links in mails and of the
   * addresses that pieces hand out.
   *
   * @default 'http://127.0.0.1:8080'
   */
  publicUrl: string;
  /**
   * Address under which people reach the console, without a slash at its end: base of the links by which accounts are
   * entered.
   *
   * @default as `publicUrl`
   */
  consoleUrl: string;
  /**
   * Address at which pieces themselves reach the API, without a slash at its end.
   *
   * @default as `publicUrl`
   */
  apiUrl: string;
  /**
   * A node that takes less may run in the call of the one before it, in milliseconds; 0: each is called alone.
   *
   * @default 150
   */
  quickNodeMs: number;
  /**
   * Limit on one call of a piece or of a code step, in milliseconds: below that of the attempt, which tells less.
   *
   * @default 595,000
   */
  pieceTimeoutMs: number;
  /**
   * Language of mails to people who have none of their own.
   *
   * @default 'zh-CN'
   */
  defaultLocale: Locale;
}

export const DEFAULT_ACTIVITY_SETTINGS: ActivitySettings = {
  maxResultBytes: 16 * 1024 * 1024,
  maxInputBytes: 64 * 1024 * 1024,
  maxFileBytes: 1024 * 1024 * 1024,
  maxLoopItems: 100_000,
  publicUrl: 'http://127.0.0.1:8080',
  consoleUrl: 'http://127.0.0.1:8080',
  apiUrl: 'http://127.0.0.1:8080',
  quickNodeMs: 150,
  pieceTimeoutMs: 595_000,
  defaultLocale: DEFAULT_LOCALE,
};

/** Hears of every attempt that history should tell of by itself. */
export interface AttemptLog {
  /** Must not throw and must not wait: the attempt's answer comes after it. */
  note(attempt: AttemptNote): void;
}

/**
 * One attempt of a step as it ended, or as it is under way, when it lasts. Attempts of the local lane that succeeded and
 * logged nothing are not noted: the step itself has their times. Times are ISO 8601.
 */
export interface AttemptNote extends StepPlace {
  projectId: string;
  runId: string;
  /** From 1. */
  attempt: number;
  /** When it was handed to the workers; null where that is not known. */
  queuedAt: string | null;
  startedAt: string;
  /** Null while it lasts. */
  endedAt: string | null;
  error: StepError | null;
  /** The config with its templates resolved, secrets masked and long values cut; null when it was not rendered. */
  input: JsonValue | null;
  log: LogLine[];
}

/** One line of a step's log. */
export interface LogLine {
  /** ISO 8601. */
  at: string;
  level: LogLevel;
  message: string;
}

/** Starts and ends other runs; the control plane, in a worker. */
export interface RunStarter {
  /**
   * Accepts the run of a `sub-workflow` step; a repeat of the same call answers the same run.
   *
   * @throws {StepFailure} SUB_WORKFLOW_NOT_FOUND, SUB_WORKFLOW_DISABLED, RECURSION_LIMIT, CONFIG_INVALID (the version),
   * CONCURRENCY_SKIPPED (as many runs as the workflow allows are live)
   */
  startChild(request: ChildRequest): Promise<{ runId: string }>;
  cancelRun(projectId: string, runId: string): Promise<void>;
  /**
   * Does what a job over many runs asks of one of them, and says what came of it.
   *
   * @throws what only means that a service is away: the run is to be done later
   */
  doBulkItem(job: BulkJobRow, item: BegunItem, signal: AbortSignal): Promise<SettledItem>;
  /** Gives the fire of a schedule its run, the same one at every call. `queued`: it waits to be admitted. */
  openScheduled(fire: ScheduledFire): Promise<OpenedScheduledRun>;
  /**
   * Accepts a run of a flow for something that its trigger found; a repeat of the same answers the same run. Null where
   * it is left out, since as many runs as the flow allows are live.
   *
   * @throws {StepFailure} CALL_DEPTH_EXCEEDED; QUOTA_EXCEEDED, to be tried again
   */
  startFlowRun(start: FlowRunStart): Promise<{ runId: string } | null>;
  /** Called when a run gave up its place among those that its workflow allows at once. */
  slotFreed(freed: FreedSlot): void;
}

/** A run of a flow for something that its trigger found. */
export interface FlowRunStart {
  /** Chosen beforehand. */
  runId: string;
  projectId: string;
  flowId: string;
  flowVersionId: string;
  /** What the flow's version was compiled to. */
  version: VersionRow;
  /** What was found: `{{trigger}}` of its steps. */
  data: JsonValue;
  environment: RunEnvironment;
  origin: 'webhook' | 'cron';
  /** Depth of the run, where no other run called the flow. */
  depth: number;
  /** The request that it comes from, which may name the run that called the flow; null for a poll. */
  request: JsonObject | null;
  /** Names it within the scope, so that it is run once. */
  key: string;
  scope: string;
}

/** A schedule's fire with its run, or why it shall not run. */
export type OpenedScheduledRun = { run: RunRow; plan: Plan; queued: boolean } | { skipped: string };

export interface ChildRequest {
  /** Identity of the parent's run, and the step of it that wants the child. */
  run: RunIdentity;
  step: StepPlace;
  /**
   * Tells one call of the step from another, as a retry by an operator is; the attempts of a call are the same. Each
   * call has a child of its own.
   */
  call: string;
  workflowId: string;
  /** A number, a label, or `latest`. */
  version: number | string;
  input: JsonValue;
  /** Whether the parent waits, and is to be woken by the child's end. */
  wait: boolean;
}

/** An event that the platform emits by itself, such as `tool.executed`. */
export interface PlatformEvent {
  projectId: string;
  type: string;
  data: JsonObject;
  /** Makes publishing idempotent within the project; null where a repeat is harmless. */
  externalId: string | null;
  /** `depth` of the run that caused it. */
  depth: number;
}

/** The part of pino's interface that is used here. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
