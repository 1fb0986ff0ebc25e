import type { Database, FinishedStep, GivenStep, RunRow } from '@perdura/database';
import type { Plan } from '@perdura/definition/plan';
import type { EarlierStep, GivenResult, OpenedRun, ValueRef } from '@perdura/definition/run';
import { storeValue } from './blobs.ts';

/** Bytes of JSON that all values together may take in the answer; one payload may hold 2 MB, and has the plan too. */
const INLINE_BYTES = 512 * 1024;

/** A value smaller than this is cheaper inline than as a reference. */
const SMALL_BYTES = 512;

type Beginning = Required<Pick<Exclude<OpenedRun, { skipped: string }>, 'earlier' | 'given' | 'position'>>;

/** What a run begins with that an earlier one did, or somebody gave. */
export async function beginning(
  database: Pick<Database, 'carriedSteps' | 'blobs'>,
  { run, plan }: { run: RunRow; plan: Plan },
): Promise<Beginning> {
  const nodeIds = plan.nodes.map(({ id }) => id);
  const { steps, given, position } = await database.carriedSteps.ofRun(run.projectId, run.id, nodeIds);
  const compact = await compactor(database, run, [...steps, ...given]);
  return {
    earlier: await Promise.all(steps.map(async (step) => toEarlier(step, await compact(step.result)))),
    given: Object.fromEntries(
      await Promise.all(given.map(async (step) => [step.nodeId, toGiven(step, await compact(step.result))] as const)),
    ),
    position,
  };
}

/** Leaves values as they are where all of them fit into the answer; otherwise the larger ones become blobs of the run. */
async function compactor(
  database: Pick<Database, 'blobs'>,
  { id: runId, projectId }: RunRow,
  values: { result: ValueRef }[],
): Promise<(ref: ValueRef) => Promise<ValueRef>> {
  const total = values.reduce((sum, { result }) => sum + bytesOf(result), 0);
  if (total <= INLINE_BYTES) return async (ref) => ref;
  return async (ref) =>
    'value' in ref && bytesOf(ref) > SMALL_BYTES ? await storeValue(database, { projectId, runId }, ref.value) : ref;
}

function toEarlier(step: FinishedStep, result: ValueRef): EarlierStep {
  const { nodeId, status, passed, label, errorCode, errorMessage } = step;
  const error = errorCode === null ? null : { code: errorCode, message: errorMessage ?? '' };
  const settlement = passed ? 'passed' : status === 'failed' ? 'failed' : 'success';
  return { nodeId, settlement, label, outcome: { status, result, error: status === 'failed' ? error : null } };
}

function toGiven({ label }: GivenStep, result: ValueRef): GivenResult {
  return { result, label };
}

function bytesOf(ref: ValueRef): number {
  return Buffer.byteLength(JSON.stringify(ref));
}
