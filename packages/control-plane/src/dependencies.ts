import type { Database } from '@perdura/database';
import { isDatabaseUnavailable } from '@perdura/database';
import { EvaluationError, type Evaluator } from '@perdura/sandbox';
import type { Coalescer } from './coalescer.ts';
import { errorFields, type Logger } from './logger.ts';
import type { Temporal } from './temporal.ts';
import { isTemporalUnavailable } from './temporal-errors.ts';

/** What every part of the control plane works with. */
export interface ControlDependencies {
  database: Database;
  temporal: Temporal;
  logger: Logger;
  /** Evaluates the event filters that are more than a plain path. */
  evaluator: Pick<Evaluator, 'evaluate'>;
  settings: ControlSettings;
  /** When this process began to look after runs, in milliseconds since 1970. */
  startedAt: number;
  /** Syncs of schedules under way, by workflow. */
  scheduleSyncs: Coalescer;
  /** Mails those approvers of a task who are still to be mailed; absent in processes that send no mail. */
  mailApprovers?: (task: { projectId: string; id: string }, signal: AbortSignal) => Promise<void>;
  /**
   * Mails what is due of links that let somebody into an account; answers how many were due. Absent in processes that
   * send no mail.
   */
  mailAccounts?: (signal: AbortSignal) => Promise<number>;
  /** Admissions under way, by workflow and slot. */
  admissions: Coalescer;
}

export interface ControlSettings {
  /** How long accepting a run waits for Temporal before housekeeping starts it instead, in milliseconds. @default 2500 */
  handOverMs: number;
  /** How deep workflows may start each other through events. @default 5 */
  eventDepthLimit: number;
  /** How deep steps may start runs of workflows below each other. @default 10 */
  childDepthLimit: number;
  /** How long a run may be unknown to Temporal before it counts as lost, in milliseconds. @default 20000 */
  lostAfterMs: number;
  /** How long the repair of an ended run waits for a worker that can tell its steps, in milliseconds. @default 60000 */
  lastWordMs: number;
  /** How often each live run is compared with Temporal, in milliseconds. @default 30000 */
  liveCheckMs: number;
  /** How long ended runs are kept whose workflow does not say it, in days; null: for ever. @default null */
  retentionDays: number | null;
  /** Most runs of one operation over many, and most of such operations of a project that run at once. @default 100000, 5 */
  bulkRuns: number;
  bulkJobs: number;
  /** How long a blob that no run uses is kept after it was last touched, in milliseconds. @default 3600000 */
  blobGraceMs: number;
  /** How often all events that are older than their project keeps them are looked at, in milliseconds. @default 600000 */
  eventSweepMs: number;
}

export const DEFAULT_SETTINGS: ControlSettings = {
  handOverMs: 2_500,
  eventDepthLimit: 5,
  childDepthLimit: 10,
  lostAfterMs: 20_000,
  lastWordMs: 60_000,
  liveCheckMs: 30_000,
  retentionDays: null,
  bulkRuns: 100_000,
  bulkJobs: 5,
  blobGraceMs: 3_600_000,
  eventSweepMs: 600_000,
};

/** Whether the error is about a service that is away, rather than about the thing at hand. */
export function isOutage(error: unknown): boolean {
  if (error instanceof EvaluationError) return error.kind === 'unavailable';
  return isTemporalUnavailable(error) || isDatabaseUnavailable(error);
}

/**
 * Keeps one thing that goes wrong from holding up the others: logs its error and answers false. Outages are thrown on,
 * since the others would meet them as well.
 */
export async function isolated(
  logger: Logger,
  fields: object,
  what: string,
  work: () => Promise<boolean>,
): Promise<boolean> {
  try {
    return await work();
  } catch (error) {
    if (isOutage(error)) throw error;
    logger.error({ ...fields, ...errorFields(error) }, `${what} failed`);
    return false;
  }
}
