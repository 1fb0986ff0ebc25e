import { checkHistories } from './history-check.ts';
import type { HttpLedger } from './http-ledger.ts';
import { ORDER_STEPS } from './order-workflow.ts';
import { endedRun, type RunDocument } from './runs.ts';
import type { Stack } from './stack.ts';

/** What became of many orders, over all of them. */
export interface Outcome {
  runs: number;
  /** Rows of a ledger that takes each idempotency key once. */
  effects: number;
  /** Requests beyond the first with the same key. */
  rawRepeats: number;
  /** Attempts beyond the first of each step, as Temporal counts them. */
  furtherAttempts: number;
  /** How often each calling step was tried, by its idempotency key. */
  attempts: Map<string, number>;
}

const AT_ONCE = 8;

/**
 * Holds the promise against each of these runs of the order workflow: it completed, each step succeeded once, history
 * counts as many attempts as Temporal does, and the ledger has one effect per calling step and none besides.
 */
export async function expectWholeRuns(stack: Stack, ledger: HttpLedger, runIds: string[]): Promise<Outcome> {
  await checkHistories(stack, 120_000);
  const requests = requestsByRun(ledger);
  const outcome: Outcome = { runs: runIds.length, effects: 0, rawRepeats: 0, furtherAttempts: 0, attempts: new Map() };
  expect(new Set(runIds).size).toBe(runIds.length);
  await eachBounded(runIds, async (runId) => {
    const run = await endedRun(stack, runId);
    expect(run).toMatchObject({ status: 'completed', error: null });
    const attempts = await attemptsInTemporal(stack, runId);
    expectSteps(run, attempts);
    const keys = requests.get(runId) ?? [];
    const effects = [...new Set(keys)].sort();
    expect(effects).toEqual(CALLS.map(({ nodeId }) => `${runId}/${nodeId}/0`).sort());
    expectNoMoreRequests(keys, attempts);
    outcome.effects += effects.length;
    outcome.rawRepeats += keys.length - effects.length;
    for (const [index, { nodeId }] of CALLS.entries()) {
      const tries = attempts[index] ?? 0;
      outcome.attempts.set(`${runId}/${nodeId}/0`, tries);
      outcome.furtherAttempts += tries - 1;
    }
  });
  return outcome;
}

const CALLS = ORDER_STEPS.filter(({ calls }) => calls);

function expectSteps(run: RunDocument, attempts: number[]): void {
  const called = CALLS.map(({ nodeId }, index) => ({ nodeId, attempts: attempts[index] }));
  expect(run.stepResults.map(({ nodeId, status }) => ({ nodeId, status }))).toEqual(
    ORDER_STEPS.map(({ nodeId }) => ({ nodeId, status: 'success' })),
  );
  expect(run.stepResults).toMatchObject(
    ORDER_STEPS.map(({ nodeId, calls }) =>
      calls
        ? {
            error: null,
            result: { status: 200, body: { accepted: true } },
            ...called.find((one) => one.nodeId === nodeId),
          }
        : { error: null, result: true },
    ),
  );
}

/** A step that was tried once asks once: only a worker's death repeats a request. */
function expectNoMoreRequests(keys: string[], attempts: number[]): void {
  for (const [index, { nodeId }] of CALLS.entries()) {
    const requests = keys.filter((key) => key.split('/')[1] === nodeId).length;
    expect(requests).toBeLessThanOrEqual(attempts[index] ?? 0);
  }
}

function requestsByRun(ledger: HttpLedger): Map<string, string[]> {
  const requests = new Map<string, string[]>();
  for (const { key } of ledger.arrivals) {
    const runId = key.split('/')[0] ?? '';
    requests.set(runId, [...(requests.get(runId) ?? []), key]);
  }
  return requests;
}

/** How often each calling step of a run was tried, in their order, told from the events of its history. */
async function attemptsInTemporal(stack: Stack, runId: string): Promise<number[]> {
  const { events } = await stack.temporalClient.workflow.getHandle(`run-${runId}`).fetchHistory();
  const attempts: number[] = [];
  let sinceLastResult = 0;
  for (const { activityTaskStartedEventAttributes: started, activityTaskCompletedEventAttributes: done } of events ??
    []) {
    sinceLastResult += started?.attempt ?? 0;
    if (!done) continue;
    attempts.push(sinceLastResult);
    sinceLastResult = 0;
  }
  expect(attempts).toHaveLength(CALLS.length);
  return attempts;
}

async function eachBounded<Item>(items: Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const queue = items.values();
  const drain = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, drain));
}
