import type { Plan } from '@perdura/definition/plan';
import { RUN_QUERY, type RunIdentity, type RunInput, type RunSnapshot, type ValueRef } from '@perdura/definition/run';
import {
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  continueAsNew,
  defineQuery,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { type Carried, decodeCarried, encodeCarried } from './carried.ts';
import { type Ending, Execution } from './execution.ts';
import { currentLimits } from './limits.ts';
import { readFailure } from './node-end.ts';
import { RunRecord } from './run-record.ts';
import { openRun, recordForGood, recordLastWord } from './side-calls.ts';

const runQuery = defineQuery<RunSnapshot | null>(RUN_QUERY);

/**
 * Runs one plan from its first node to its recorded end: the workflow behind every automation.
 *
 * Ends as Completed, as Failed (the failure's type is the error's code, its first detail names the node) or as
 * Cancelled, so that Temporal tells the same as history.
 */
export async function run(input: RunInput): Promise<void> {
  const cancelRequested = CancellationScope.current().cancelRequested;
  let record: RunRecord | null = null;
  setHandler(runQuery, () => record?.snapshot() ?? null);
  const carried = input.kind === 'opened' && input.carried !== undefined ? decodeCarried(input.carried) : null;
  if (input.kind === 'opened') record = newRecord(input.run, carried);
  const opened = openedBy(input) ?? (await open(input, record));
  if (opened === null) return;
  const known = record ?? newRecord(opened.run, null);
  record = known;
  await CancellationScope.nonCancellable(() => interpret({ ...opened, input, carried }, known, cancelRequested));
}

interface Opened {
  run: RunIdentity;
  plan: Plan;
  trigger: ValueRef;
}

/** What one part of a run starts from. */
interface Part extends Opened {
  input: RunInput;
  carried: Carried | null;
}

function newRecord(identity: RunIdentity, carried: Carried | null): RunRecord {
  const { runId, startTime } = workflowInfo();
  return new RunRecord(identity, runId, carried ?? { startedAt: startTime.toISOString(), sequence: 0, position: 0 });
}

/** What the input itself holds; null where `open-run` must be asked. */
function openedBy(input: RunInput): Opened | null {
  if (input.kind !== 'opened' || input.plan === null) return null;
  return { run: input.run, plan: input.plan, trigger: input.trigger };
}

/** The plan and the trigger's data; null when a schedule fired for a workflow that shall not run. */
async function open(input: RunInput, record: RunRecord | null): Promise<Opened | null> {
  try {
    const opened = await openRun(
      input.kind === 'opened'
        ? { runId: input.run.id, projectId: input.run.projectId }
        : { projectId: input.projectId, workflowId: input.workflowId },
    );
    return 'skipped' in opened ? null : opened;
  } catch (error) {
    const ending = endingOf(error);
    if (record === null) throw failureOf(ending);
    return CancellationScope.nonCancellable(() => conclude(record, ending, false));
  }
}

function endingOf(error: unknown): Ending {
  const end = readFailure(error);
  if (end.kind === 'failed' || end.kind === 'lost') return { status: 'failed', error: { ...end.error, nodeId: null } };
  return { status: 'cancelled', error: null };
}

async function interpret(part: Part, record: RunRecord, cancelRequested: Promise<never>): Promise<void> {
  const { plan, trigger, carried } = part;
  if (plan.format !== 1) throw new Error(`This interpreter reads plans of format 1, found ${String(plan.format)}.`);
  const execution = new Execution(plan, record, trigger, currentLimits());
  cancelRequested.catch(() => execution.cancel());
  const how = await execution.execute(carried);
  if (how === 'drained') await handOver(part, record, execution);
  const ending = execution.ending;
  if (ending === null) throw new Error(`Run ${record.run.id} left its graph without an ending.`);
  await conclude(record, ending, execution.localBusy);
}

/** Continues as new, unless the run was stopped meanwhile. What is recorded here is not carried any further. */
async function handOver(part: Part, record: RunRecord, execution: Execution): Promise<void> {
  try {
    await execution.cancellable(() => recordForGood(record.snapshot()));
    const carried = encodeCarried(await execution.cancellable(() => execution.carry()));
    const plan = part.input.kind === 'opened' ? part.input.plan : null;
    if (execution.ending !== null) return;
    await continueAsNew<typeof run>({ kind: 'opened', run: part.run, plan, trigger: part.trigger, carried });
  } catch (error) {
    if (execution.ending === null) throw error;
  }
}

/**
 * Records the end and ends the workflow likewise. Where a local activity of a stopped run is still out there is no last
 * word, since two at once do not replay reliably: the reconciler reads it by query.
 */
async function conclude(record: RunRecord, ending: Ending, localBusy: boolean): Promise<null> {
  record.endRun(ending.status, ending.error);
  if (!localBusy) await recordLastWord(record.snapshot());
  if (ending.status !== 'completed') throw failureOf(ending);
  return null;
}

function failureOf(ending: Ending): Error {
  if (ending.status === 'cancelled') return new CancelledFailure('The run was cancelled.');
  const { code, message, nodeId } = ending.error ?? {
    code: 'INTERNAL_ERROR',
    message: 'The run failed.',
    nodeId: null,
  };
  const failure = ApplicationFailure.create({ type: code, message, nonRetryable: true, details: [{ nodeId }] });
  // Where in the interpreter it was made tells nobody anything, and would stay in the history.
  failure.stack = '';
  return failure;
}
