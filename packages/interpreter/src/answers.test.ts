import { ANSWER_UPDATE, RUN_WORKFLOW, type RunAnswer, type RunInput } from '@perdura/definition/run';
import { eventually } from '@perdura/testkit';
import { WithStartWorkflowOperation } from '@temporalio/client';
import { type Harness, startHarness } from '../test/interpreter-harness.ts';
import { inputOf, planOf } from '../test/plan-builder.ts';
import { answer, isAsked } from '../test/repeated-shapes.ts';

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});

afterAll(() => harness.shutdown());

const respond = { id: 'r', type: 'respond', lane: 'local' } as const;

test('whoever waits is answered as soon as the run has responded, while it goes on', async () => {
  const plan = planOf(
    [{ id: 'a', config: { gate: 'before' } }, respond, { id: 'z', config: { gate: 'after' } }],
    [
      ['a', 'r'],
      ['r', 'z'],
    ],
  );
  const started = await harness.start(plan);
  const early = [answer(started), answer(started)];
  await eventually(() => isAsked(started, 2));
  harness.activities.open('before');
  const [one, other] = await Promise.all(early);
  expect(one).toMatchObject({ status: 'running', result: null, error: null, response: { value: { status: 200 } } });
  expect([other, await answer(started)]).toMatchObject([{ response: one?.response }, { response: one?.response }]);
  harness.activities.open('after');
  expect((await started.closed()).status).toBe('COMPLETED');
});

test('a run that fails answers the moment it does, with its error', async () => {
  const started = await harness.start(planOf([{ id: 'f', config: { gate: 'fails', failures: 1, fatal: true } }]));
  const waiting = answer(started);
  await eventually(() => isAsked(started));
  harness.activities.open('fails');
  expect(await waiting).toMatchObject({ status: 'failed', response: null, error: { code: 'FATAL', nodeId: 'f' } });
  const { record, status } = await started.closed();
  expect([status, record.status]).toEqual(['FAILED', 'failed']);
});

test('a run that completes without a response answers with its result, and one that is cancelled says so', async () => {
  const completes = await harness.start(planOf([{ id: 'c', config: { gate: 'completes' } }]));
  const waiting = answer(completes);
  await eventually(() => isAsked(completes));
  harness.activities.open('completes');
  const { record } = await completes.closed();
  expect(await waiting).toMatchObject({ status: 'completed', result: record.result, response: null, error: null });

  const cancelled = await harness.start(planOf([{ id: 'x', config: { gate: 'never' } }]));
  const told = answer(cancelled);
  await eventually(() => isAsked(cancelled));
  await cancelled.handle.cancel();
  expect(await told).toMatchObject({ status: 'cancelled', response: null, error: null });
  expect((await cancelled.closed()).status).toBe('CANCELLED');
});

test('where the run continues as new, whoever waits is told to ask again', async () => {
  const ids = Array.from({ length: 12 }, (_, index) => `n${index}`);
  const nodes = ids.map((id) => (id === 'n0' ? { id, config: { gate: 'begin' } } : { id }));
  const edges = ids.slice(1).map((id, index): [string, string] => [ids[index] as string, id]);
  const started = await harness.start(planOf(nodes, edges), { limits: { historyEvents: 20 } });
  const first = answer(started);
  await eventually(() => isAsked(started));
  harness.activities.open('begin');
  const answers = [await first];
  while (answers.at(-1)?.status === 'running') {
    answers.push(await answer({ handle: harness.client.workflow.getHandle(`run-${started.runId}`) }));
  }
  expect(answers.length).toBeGreaterThan(1);
  expect(answers.at(-1)).toMatchObject({ status: 'completed', response: null });
  expect((await started.closed()).status).toBe('COMPLETED');
});

test('the answer is asked for together with the start', async () => {
  const input = inputOf(planOf([respond, { id: 'z' }], [['r', 'z']]), 'asked-at-its-start');
  const operation = new WithStartWorkflowOperation<(given: RunInput) => Promise<void>>(RUN_WORKFLOW, {
    args: [input],
    workflowId: `run-${input.run.id}`,
    taskQueue: harness.taskQueue,
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  const told = await harness.client.workflow.executeUpdateWithStart<(given: RunInput) => Promise<void>, RunAnswer, []>(
    ANSWER_UPDATE,
    {
      args: [],
      startWorkflowOperation: operation,
    },
  );
  expect(told).toMatchObject({ response: { value: { status: 200 } } });
});
