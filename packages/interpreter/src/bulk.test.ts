import { startBulk } from '../test/bulk-shape.ts';
import { type Harness, startHarness } from '../test/interpreter-harness.ts';

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});

afterAll(() => harness.shutdown());

test('a job ends once a part says that nothing is left', async () => {
  const { handle, runId } = await startBulk(harness, 3);
  await handle.result();
  expect(harness.activities.bulkParts.get(runId)).toBe(0);
});

test('a job of very many parts goes on in a new history when Temporal suggests it', async () => {
  const { handle, runId } = await startBulk(harness, 1_000);
  await handle.result();
  expect(harness.activities.bulkParts.get(runId)).toBe(0);
  const parts: string[] = [];
  for await (const part of harness.client.workflow.list({ query: `WorkflowId = '${handle.workflowId}'` })) {
    parts.push(part.status.name);
  }
  expect(parts.toSorted()).toEqual(['COMPLETED', 'CONTINUED_AS_NEW']);
});
