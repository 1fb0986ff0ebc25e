import { readFileSync } from 'node:fs';
import { workflowRoutes } from '@perdura/contracts';
import { eventually } from '@perdura/testkit';
import { openTestApi, type TestApi } from './testing/test-api.ts';

/** The body of the documented request to create a workflow. */
const EXAMPLE = workflowRoutes.createWorkflow.body.example;
const ID = /^[0-9a-f]{24}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

let api: TestApi;

beforeAll(async () => {
  api = await openTestApi({ worker: true, settings: { defaultLocale: 'zh-CN' } });
});

afterAll(async () => {
  await api.close();
});

async function createExample(): Promise<string> {
  const { json } = await api.call('POST', '/v1/workflows', { body: EXAMPLE });
  return (json as { id: string }).id;
}

describe('创建工作流', () => {
  test('answers 201 with the stored workflow, field by field', async () => {
    const { status, json, headers } = await api.call('POST', '/v1/workflows', { body: EXAMPLE });
    expect(status).toBe(201);
    expect(json).toMatchObject({
      id: expect.stringMatching(ID),
      userId: expect.stringMatching(ID),
      name: '每日设备巡检',
      description: '自动检查设备状态并发送报告',
      trigger: { type: 'cron', schedule: '0 9 * * *' },
      nodes: EXAMPLE.nodes,
      edges: EXAMPLE.edges,
      enabled: true,
      source: 'api',
      createdAt: expect.stringMatching(TIME),
      updatedAt: expect.stringMatching(TIME),
    });
    const { id, _id } = json as { id: string; _id: string };
    expect(_id).toBe(id);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
  });

  test('fills the defaults', async () => {
    const { status, json } = await api.call('POST', '/v1/workflows', { body: { name: 'only a name' } });
    expect(status).toBe(201);
    expect(json).toMatchObject({
      description: '',
      trigger: { type: 'manual' },
      nodes: [],
      edges: [],
      enabled: true,
      source: 'api',
    });
  });

  test('answers 400 when the name is missing', async () => {
    const { status, json } = await api.call('POST', '/v1/workflows', { body: { description: 'x' } });
    expect(status).toBe(400);
    expect(json).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ pointer: '/name' }] });
  });

  test('answers 403 to a key without write', async () => {
    const { status, json } = await api.call('POST', '/v1/workflows', { body: {}, key: api.readOnlyApiKey });
    expect([status, (json as { code: string }).code]).toEqual([403, 'FORBIDDEN']);
  });
});

test('列出工作流: without nodes and edges', async () => {
  const id = await createExample();
  const { status, json } = await api.call('GET', '/v1/workflows', { key: api.readOnlyApiKey });
  expect(status).toBe(200);
  const { workflows, total } = json as { workflows: Record<string, unknown>[]; total: number };
  expect(total).toBe(workflows.length);
  expect(workflows[0]).toMatchObject({
    _id: id,
    id,
    name: '每日设备巡检',
    description: '自动检查设备状态并发送报告',
    trigger: { type: 'cron', schedule: '0 9 * * *' },
    enabled: true,
    source: 'api',
    updatedAt: expect.stringMatching(TIME),
  });
  for (const workflow of workflows) {
    expect(workflow).not.toHaveProperty('nodes');
    expect(workflow).not.toHaveProperty('edges');
  }
});

test('获取工作流详情: with nodes and edges, 404 for others', async () => {
  const id = await createExample();
  const { status, json } = await api.call('GET', `/v1/workflows/${id}`);
  expect(status).toBe(200);
  expect(json).toMatchObject({ id, _id: id, nodes: EXAMPLE.nodes, edges: EXAMPLE.edges });
  for (const other of ['665f1a2b3c4d5e6f7a8b9c0d', '665f', id.toUpperCase(), 'x', `${id}0`]) {
    if (other === id) continue;
    const missing = await api.call('GET', `/v1/workflows/${other}`);
    expect([missing.status, (missing.json as { code: string }).code]).toEqual([404, 'WORKFLOW_NOT_FOUND']);
  }
});

test('更新工作流: answers the whole document after the change', async () => {
  const id = await createExample();
  const change = { enabled: false, description: '暂停巡检' };
  const { status, json } = await api.call('PUT', `/v1/workflows/${id}`, { body: change });
  expect(status).toBe(200);
  expect(json).toMatchObject({ id, ...change, name: '每日设备巡检', nodes: EXAMPLE.nodes, edges: EXAMPLE.edges });
  const forbidden = await api.call('PUT', `/v1/workflows/${id}`, { body: change, key: api.readOnlyApiKey });
  expect(forbidden.status).toBe(403);
  const missing = await api.call('PUT', '/v1/workflows/665f1a2b3c4d5e6f7a8b9c0d', { body: change });
  expect(missing.status).toBe(404);
});

test('删除工作流: answers success, then 404', async () => {
  const id = await createExample();
  const { status, json } = await api.call('DELETE', `/v1/workflows/${id}`);
  expect([status, json]).toEqual([200, { success: true }]);
  expect((await api.call('GET', `/v1/workflows/${id}`)).status).toBe(404);
  expect((await api.call('DELETE', `/v1/workflows/${id}`)).status).toBe(404);
});

describe('执行工作流', () => {
  test('answers 202 with run id, status and the documented text', async () => {
    const id = await createExample();
    const body = { data: { building: 'A栋' } };
    const { status, json, headers } = await api.call('POST', `/v1/workflows/${id}/run`, { body });
    expect(status).toBe(202);
    const { runId } = json as { runId: string };
    expect(json).toEqual({ runId: expect.stringMatching(ID), status: 'pending', message: '工作流已加入执行队列' });
    expect(headers.location).toBe(`/v1/workflows/${id}/runs/${runId}`);
  });

  test('needs no body', async () => {
    const id = await createExample();
    expect((await api.call('POST', `/v1/workflows/${id}/run`)).status).toBe(202);
  });

  test('answers 403 without write and 404 for an unknown workflow', async () => {
    const id = await createExample();
    expect((await api.call('POST', `/v1/workflows/${id}/run`, { key: api.readOnlyApiKey })).status).toBe(403);
    expect((await api.call('POST', '/v1/workflows/665f1a2b3c4d5e6f7a8b9c0d/run')).status).toBe(404);
  });
});

describe('查看执行历史', () => {
  test('list and detail carry the documented fields', async () => {
    const id = await createExample();
    const body = { data: { building: 'A栋' } };
    const started = await api.call('POST', `/v1/workflows/${id}/run`, { body });
    const { runId } = started.json as { runId: string };
    const path = `/v1/workflows/${id}/runs/${runId}`;
    const run = await eventually(async () => {
      const { json } = await api.call('GET', path, { key: api.readOnlyApiKey });
      return (json as { status: string }).status === 'completed' ? (json as object) : null;
    });
    expect(run).toMatchObject({
      _id: runId,
      id: runId,
      workflowId: id,
      status: 'completed',
      triggeredBy: 'api',
      triggerData: { building: 'A栋' },
      stepResults: [
        {
          nodeId: 'fetch',
          status: 'success',
          result: { devices: [] },
          startedAt: expect.stringMatching(TIME),
          completedAt: expect.stringMatching(TIME),
        },
      ],
      createdAt: expect.stringMatching(TIME),
    });
    const { json } = await api.call('GET', `/v1/workflows/${id}/runs?limit=10`, { key: api.readOnlyApiKey });
    expect(json).toMatchObject({ runs: [run] });
    expect((await api.call('GET', `/v1/runs/${runId}`)).json).toEqual(run);
  });

  test('shows 20 runs unless told otherwise', async () => {
    const id = await createExample();
    for (let count = 0; count < 21; count += 1) await api.call('POST', `/v1/workflows/${id}/run`);
    const { json } = await api.call('GET', `/v1/workflows/${id}/runs`);
    expect((json as { runs: unknown[] }).runs).toHaveLength(20);
    expect(json).toMatchObject({ total: 21 });
  });

  test('answers 404 for an unknown run', async () => {
    const id = await createExample();
    const { status, json } = await api.call('GET', `/v1/workflows/${id}/runs/665f1a2b3c4d5e6f7a8b9c0e`);
    expect([status, (json as { code: string }).code]).toEqual([404, 'RUN_NOT_FOUND']);
  });
});

test('the example of the contract is the one in the examples folder', () => {
  const file = new URL('../../../examples/daily-inspection/definition.json', import.meta.url);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(EXAMPLE);
});
