import type { Recorded, RunRow } from '@perdura/database';
import { isTerminal } from '@perdura/database';
import type { RunSnapshot } from '@perdura/definition/run';
import type { WorkflowExecutionDescription } from '@temporalio/client';
import { refill } from './admission.ts';
import type { ControlDependencies } from './dependencies.ts';

/** What Temporal's history says of the reset that led to an execution. */
export interface Reset {
  /** Temporal's run id of the execution that was reset. */
  baseRunId: string;
  reason: string;
  /** Whether the execution's history holds the run from its beginning; not so where it continues as new. */
  whole: boolean;
}

/** How the audit log names housekeeping. */
const SYSTEM = { actorType: 'system', actorId: 'reconciler', actor: 'reconciler' } as const;

const EVENTS_PER_PAGE = 1_000;

/**
 * The reset that led to the described execution; null when none did, or when the row follows it already.
 *
 * @throws TemporalUnavailable
 */
export async function resetToFollow(
  deps: ControlDependencies,
  run: RunRow,
  { runId, raw }: WorkflowExecutionDescription,
): Promise<Reset | null> {
  const wasReset = raw.workflowExtendedInfo?.lastResetTime != null;
  return wasReset && run.resetRunId !== runId ? await findReset(deps, run.temporalWorkflowId, runId) : null;
}

/**
 * Brings a row to the execution that a reset led to. The audit log tells of it, with the reason that was given.
 *
 * @param snapshot what that execution knows; null when it has ended and nobody can tell
 * @returns false when the row followed the reset already
 */
export async function followReset(
  deps: ControlDependencies,
  run: RunRow,
  temporalRunId: string,
  reset: Reset,
  snapshot: RunSnapshot | null,
): Promise<boolean> {
  const { projectId, id: runId } = run;
  const { baseRunId, reason, whole } = reset;
  const entry = {
    ...SYSTEM,
    ...{ action: 'run.reset', target: runId },
    before: { status: run.status, temporalRunId: run.temporalRunId },
    after: { status: snapshot?.status ?? 'running', temporalRunId, reason },
  };
  const announced = await deps.database.audit.announce(projectId, entry);
  let followed: Recorded | null = null;
  try {
    followed = await deps.database.runResets.follow({
      ...{ projectId, runId, temporalRunId, left: [baseRunId], snapshot, whole },
    });
  } finally {
    await deps.database.audit.settle(projectId, announced, followed === null ? [] : [entry]);
  }
  if (followed === null) return false;
  if (followed.freed !== null) await refill(deps, followed.freed);
  const fields = { runId, workflowId: run.workflowId, reason, wasEnded: isTerminal(run.status) };
  deps.logger.warn(fields, 'a run follows its reset in Temporal');
  return true;
}

/** Reads an execution's history up to the reset that made it. */
async function findReset({ temporal }: ControlDependencies, workflowId: string, runId: string): Promise<Reset | null> {
  let nextPageToken: Uint8Array | null | undefined;
  let whole = true;
  do {
    const page = await temporal.call(({ workflowService }) =>
      workflowService.getWorkflowExecutionHistory({
        ...{ namespace: temporal.namespace, execution: { workflowId, runId } },
        ...{ maximumPageSize: EVENTS_PER_PAGE, nextPageToken: nextPageToken ?? null },
      }),
    );
    for (const event of page.history?.events ?? []) {
      if (event.workflowExecutionStartedEventAttributes?.continuedExecutionRunId) whole = false;
      const { newRunId, baseRunId, failure } = event.workflowTaskFailedEventAttributes ?? {};
      if (newRunId === runId && baseRunId) return { baseRunId, reason: failure?.message ?? '', whole };
    }
    nextPageToken = page.nextPageToken;
  } while (nextPageToken?.length);
  return null;
}
