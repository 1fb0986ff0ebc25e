import { newId, type VersionedWorkflow } from '@perdura/database';
import { fireTimesUntil } from '@perdura/definition';
import { refill } from './admission.ts';
import type { ControlDependencies } from './dependencies.ts';
import { runPolicies } from './run-policies.ts';
import type { CronTrigger } from './schedule-spec.ts';

/** Times that are to be made up for. */
export interface BackfillRequest {
  /** Exclusive. */
  from: Date;
  /** Inclusive; not in the future. */
  until: Date;
  /** Whether times are run once more that were run before. @default false */
  again?: boolean;
  /** Most of its runs at once. @default one after the other; all where the schedule's overlap is `allow` */
  concurrency?: number;
  startedBy: string | null;
  /** A repeat of the key makes nothing. */
  idempotency?: { key: string; bodyHash: string };
}

/** `too-many`: nothing was made, there are more than {@link MOST_BACKFILLED} times. */
export type BackfillAnswer =
  | { kind: 'accepted'; fires: Date[]; started: number; runIds: string[] }
  | { kind: 'too-many' }
  | { kind: 'no-schedule' };

/** Most times that one request makes up for. */
export const MOST_BACKFILLED = 1_000;

/** Backfilled runs come behind others. */
const PRIORITY = 4;

/**
 * Makes a run for each time within a stretch of the past that the schedule names and that none was started for. They are
 * made all at once, or not at all, and start as their limit allows, the oldest first. They bear the version published now.
 *
 * @throws IdempotencyConflict, DatabaseUnavailable
 */
export async function backfillSchedule(
  deps: ControlDependencies,
  { workflow, version }: VersionedWorkflow,
  request: BackfillRequest,
): Promise<BackfillAnswer> {
  const { trigger, projectId } = workflow;
  if (trigger.type !== 'cron') return { kind: 'no-schedule' };
  const fires = fireTimesUntil(trigger, request.from, request.until, MOST_BACKFILLED + 1);
  if (fires.length > MOST_BACKFILLED) return { kind: 'too-many' };
  const runs = await Promise.all(fires.map((at) => runFor(deps, { workflow, version }, trigger, request, at)));
  const { made, runIds } = await deps.database.schedules.backfill(projectId, {
    workflowId: workflow.id,
    versionId: version.id,
    runs,
    again: request.again ?? false,
    startedBy: request.startedBy,
    ...(request.idempotency ? { idempotency: request.idempotency } : {}),
  });
  // Those without a slot are handed over by housekeeping, a few at a time.
  if (made.some((run) => run.admittedAt === null)) await refill(deps, { workflowId: workflow.id, slotKey: null });
  return { kind: 'accepted', fires, started: made.length, runIds };
}

async function runFor(
  deps: ControlDependencies,
  { workflow, version }: VersionedWorkflow,
  trigger: CronTrigger,
  { concurrency }: BackfillRequest,
  at: Date,
) {
  const { id: workflowId, projectId } = workflow;
  const data = { scheduledAt: at.toISOString(), backfill: true };
  const run = { id: newId(), projectId, workflowId, version: version.version, createdAt: new Date(), data };
  const policies = await runPolicies(deps, version.definition, { ...run, triggeredBy: 'cron' });
  const limit = concurrency ?? (trigger.overlap === 'allow' ? null : 1);
  return {
    ...policies,
    id: run.id,
    at,
    slot: slotFor(workflowId, policies.slot, limit),
    priority: Math.max(PRIORITY, policies.priority),
    triggerData: { value: data },
  };
}

type Slot = Awaited<ReturnType<typeof runPolicies>>['slot'];

/** The workflow's own limit holds where it has one, and then always lets wait; otherwise the backfill has its own. */
function slotFor(workflowId: string, own: Slot, limit: number | null): Slot {
  if (own !== null && (own.limit !== null || limit === null)) return { ...own, policy: 'queue' };
  if (limit === null) return null;
  return { key: `${workflowId}#backfill`, limit, policy: 'queue', rate: own?.rate ?? null };
}
