import { eventually } from '@perdura/testkit';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await openTestApi({ worker: true });
});

afterAll(async () => {
  await api.close();
});

const nodes = (name: string) => [{ id: name, type: 'condition', config: { expression: 'true' } }];

async function started(workflowId: string, body: object = {}): Promise<string> {
  const data = { wait: true };
  const { status, json } = await api.call('POST', `/v1/workflows/${workflowId}/run`, { body: { data, ...body } });
  expect(status).toBe(202);
  return (json as { runId: string }).runId;
}

/** The version that a run says it has, and the nodes of the plan that it is carried out by. */
async function pinnedTo(runId: string): Promise<unknown> {
  const { json } = await api.call('GET', `/v1/runs/${runId}`);
  const { status, version } = json as { status: string; version: number };
  const found = await api.database.runs.getWithPlan(api.projectId, runId);
  return { status, version, nodes: found?.plan.nodes.map(({ id }) => id) };
}

test('live runs stay on their version, whatever is published, restored, labelled or deleted', async () => {
  const { json } = await api.call('POST', '/v1/workflows', { body: { name: 'one', nodes: nodes('first') } });
  const { id } = json as { id: string };
  await api.call('PUT', `/v1/workflows/${id}/labels/production`, { body: { version: 1 } });
  const runIds = [await started(id), await started(id, { version: 'production' })];
  const live = { status: 'running', version: 1, nodes: ['first'] };
  const areLive = async () => {
    for (const runId of runIds) expect(await pinnedTo(runId)).toEqual(live);
  };
  await eventually(async () => {
    const runs = await Promise.all(runIds.map((runId) => api.call('GET', `/v1/runs/${runId}`)));
    return runs.every((run) => (run.json as { status: string }).status === 'running');
  });

  await api.call('PUT', `/v1/workflows/${id}/draft`, { body: { nodes: nodes('second') } });
  await areLive();
  expect((await api.call('POST', `/v1/workflows/${id}/publish`)).json).toMatchObject({ version: 2 });
  await areLive();
  await api.call('PUT', `/v1/workflows/${id}/labels/production`, { body: { version: 2 } });
  await areLive();
  expect(await pinnedTo(await started(id))).toMatchObject({ version: 2, nodes: ['second'] });
  expect(await pinnedTo(await started(id, { version: 'production' }))).toMatchObject({ version: 2 });
  expect((await api.call('POST', `/v1/workflows/${id}/versions/1/restore`)).json).toMatchObject({ version: 3 });
  await areLive();
  expect(await pinnedTo(await started(id))).toMatchObject({ version: 3, nodes: ['first'] });
  await api.call('DELETE', `/v1/workflows/${id}`);
  await areLive();
});
