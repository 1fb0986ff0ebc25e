import { storeValue } from '../blobs.ts';
import { succeeded } from '../testing/node-call.ts';
import { openStage, RUN_ID, type Stage } from '../testing/stage.ts';
import { gatherRound } from './gather-round.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(async () => {
  await stage.close();
});

test('a round is what its steps came to, by name', async () => {
  const { dependencies, projectId } = stage;
  const error = { code: 'CODE_FAILED', message: 'no "x"' };
  const text = '值'.repeat(20_000);
  const stored = await storeValue(dependencies.database, { projectId, runId: RUN_ID }, { text });
  const gather = (steps: Parameters<typeof gatherRound>[0]['steps']) =>
    gatherRound({ projectId, runId: RUN_ID, steps }, dependencies);
  expect(
    await gather({
      step_1: { type: 'code-step', outcome: succeeded({ b: 1, a: [2] }) },
      inner: { type: 'loop', outcome: succeeded({ index: 0 }) },
      step_2: { type: 'piece', outcome: { status: 'failed', result: { value: null }, error } },
    }),
  ).toEqual({
    value: {
      step_1: { type: 'CODE', status: 'SUCCEEDED', output: { b: 1, a: [2] } },
      inner: { type: 'LOOP_ON_ITEMS', status: 'SUCCEEDED', output: { index: 0 } },
      step_2: { type: 'PIECE', status: 'FAILED', output: null, errorMessage: 'no "x"' },
    },
  });
  expect(await gather({})).toEqual({ value: {} });
  const large = await gather({
    step_1: { type: 'piece', outcome: { status: 'success', result: stored, error: null } },
  });
  if (!('blob' in large)) throw new Error('a large round is stored');
  const row = await dependencies.database.blobs.get(projectId, large.blob);
  const read: unknown = JSON.parse(Buffer.from(row?.data ?? []).toString());
  expect(read).toEqual({ step_1: { type: 'PIECE', status: 'SUCCEEDED', output: { text } } });
});
