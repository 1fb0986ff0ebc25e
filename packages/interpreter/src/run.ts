import {
  ANSWER_UPDATE,
  CHAIN_SIGNAL,
  type ChainNews,
  CONTROL_UPDATE,
  type OpenedRun,
  RUN_QUERY,
  type RunAnswer,
  type RunControl,
  type RunIdentity,
  type RunInput,
  type RunSnapshot,
  type ValueRef,
  WAKE_SIGNAL,
  type Wake,
} from '@perdura/definition/run';
import {
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  continueAsNew,
  defineQuery,
  defineSignal,
  defineUpdate,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { Answers } from './answers.ts';
import { type Carried, decodeCarried, encodeCarried } from './carried.ts';
import { completePlan } from './complete-plan.ts';
import type { Ending } from './ending.ts';
import { Execution } from './execution.ts';
import { currentLimits } from './limits.ts';
import { readFailure } from './node-end.ts';
import { RunRecord } from './run-record.ts';
import { openRun, recordLastWord } from './side-calls.ts';
import { Wakes } from './wakes.ts';

const runQuery = defineQuery<RunSnapshot | null>(RUN_QUERY);
const wakeSignal = defineSignal<[Wake]>(WAKE_SIGNAL);
const chainSignal = defineSignal<[ChainNews]>(CHAIN_SIGNAL);
const answerUpdate = defineUpdate<RunAnswer>(ANSWER_UPDATE);
const controlUpdate = defineUpdate<void, [RunControl]>(CONTROL_UPDATE);

/**
 * Runs one plan from its first node to its recorded end: the workflow behind every automation.
 *
 * Ends as Completed, as Failed (the failure's type is the error's code, its first detail names the node) or as
 * Cancelled, so that Temporal tells the same as history.
 */
export async function run(input: RunInput): Promise<void> {
  const answers = new Answers();
  try {
    await runPart(input, answers);
  } finally {
    await answers.close();
  }
}

/** Runs until the run ends or continues as new. */
async function runPart(input: RunInput, answers: Answers): Promise<void> {
  const cancelRequested = CancellationScope.current().cancelRequested;
  const carried = input.kind === 'opened' && input.carried !== undefined ? decodeCarried(input.carried) : null;
  const wakes = new Wakes(carried?.wakes);
  const live: Live = { record: null, execution: null };
  listen(live, wakes, answers);
  if (input.kind === 'opened') live.record = newRecord(input.run, carried);
  const opened = openedBy(input) ?? (await open(input, live.record));
  if (opened === null) return;
  const record = live.record ?? newRecord(opened.run, null);
  live.record = record;
  record.onResponse = () => answers.give();
  if (carried === null && opened.position !== undefined) record.position = opened.position;
  if (opened.queued === true && !(await admitted(record, wakes))) return;
  const part = { ...opened, input, carried, wakes };
  await CancellationScope.nonCancellable(() => interpret(part, record, live, cancelRequested));
}

/** The run as the handlers of queries, signals and updates find it. */
interface Live {
  record: RunRecord | null;
  execution: Execution | null;
}

function listen(live: Live, wakes: Wakes, answers: Answers): void {
  setHandler(runQuery, () => live.record?.snapshot() ?? null);
  setHandler(wakeSignal, (wake) => wakes.deliver(wake));
  setHandler(chainSignal, (news) => live.execution?.hear(news));
  setHandler(answerUpdate, () => answers.wait(() => live.record));
  setHandler(controlUpdate, (control) => live.execution?.control(control), {
    validator: (control) => {
      const refusal = live.execution === null ? 'The run has not begun.' : live.execution.refusal(control);
      if (refusal !== null)
        throw ApplicationFailure.create({ type: 'RUN_STATE', message: refusal, nonRetryable: true });
    },
  });
}

type Opened = Exclude<OpenedRun, { skipped: string }>;

/** What one part of a run starts from. */
type Part = Opened & {
  input: RunInput;
  carried: Carried | null;
  wakes: Wakes;
};

function newRecord(identity: RunIdentity, carried: Carried | null): RunRecord {
  const { runId, startTime } = workflowInfo();
  return new RunRecord(
    identity,
    runId,
    carried ?? { startedAt: startTime.toISOString(), sequence: 0, position: 0, response: null },
  );
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
        ? { runId: input.run.id, projectId: input.run.projectId, ...(input.carried ? { continues: true } : {}) }
        : { projectId: input.projectId, workflowId: input.workflowId },
    );
    return 'skipped' in opened ? null : opened;
  } catch (error) {
    const ending = endingOf(error);
    if (record === null) throw failureOf(ending);
    return CancellationScope.nonCancellable(() => conclude(record, ending, null, true));
  }
}

/** A fire of a schedule may have to wait for its turn; false when it was cancelled meanwhile. */
async function admitted(record: RunRecord, wakes: Wakes): Promise<boolean> {
  try {
    await Promise.race([wakes.admitted, CancellationScope.current().cancelRequested]);
    return true;
  } catch (error) {
    await CancellationScope.nonCancellable(() => conclude(record, endingOf(error), null, true));
    return false;
  }
}

function endingOf(error: unknown): Ending {
  const end = readFailure(error);
  if (end.kind === 'failed' || end.kind === 'lost') return { status: 'failed', error: { ...end.error, nodeId: null } };
  return { status: 'cancelled', error: null };
}

async function interpret(part: Part, record: RunRecord, live: Live, cancelRequested: Promise<never>): Promise<void> {
  const { trigger, carried, wakes } = part;
  if (part.plan.format !== 1) {
    throw new Error(`This interpreter reads plans of format 1, found ${String(part.plan.format)}.`);
  }
  const plan = completePlan(part.plan);
  const execution = new Execution({
    plan,
    record,
    trigger,
    wakes,
    carried,
    earlier: part.earlier ?? [],
    given: carried?.given ?? part.given ?? {},
    limits: currentLimits(record.run),
  });
  live.execution = execution;
  cancelRequested.catch(() => execution.cancel());
  execution.start();
  while ((await execution.next()) === 'drained') await handOver(part, execution);
  const { ending, result } = execution;
  if (ending === null) throw new Error(`Run ${record.run.id} left its graph without an ending.`);
  await conclude(record, ending, result, await execution.localDone());
}

/** Continues as new, unless the run was stopped meanwhile. What was recorded is not carried any further. */
async function handOver(part: Part, execution: Execution): Promise<void> {
  const carried = await execution.carry();
  if (carried === null) return;
  const plan = part.input.kind === 'opened' ? part.input.plan : null;
  const { run: identity, trigger } = part;
  await continueAsNew<typeof run>({ kind: 'opened', run: identity, plan, trigger, carried: encodeCarried(carried) });
}

/**
 * Records the end and ends the workflow likewise. Where a local activity does not come back there is no last word: the
 * reconciler reads it by query.
 */
async function conclude(record: RunRecord, ending: Ending, result: ValueRef | null, mayRecord: boolean): Promise<null> {
  record.endRun(ending.status, ending.error, result);
  if (mayRecord) await recordLastWord(record.snapshot());
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
