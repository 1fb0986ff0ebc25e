import { hostname } from 'node:os';
import { type ControlPlane, desiredScheduleHash } from '@perdura/control-plane';
import type { Database, RunRow } from '@perdura/database';
import { compile, type Definition, definitionHash } from '@perdura/definition';
import { eventually } from '@perdura/testkit';
import { openWorkerBench, type WorkerBench } from './fixtures/worker-bench.ts';

const DEFINITION: Definition = {
  trigger: { type: 'manual' },
  nodes: [
    { id: 'large', type: 'condition', config: { expression: 'trigger.data.size > 10' } },
    { id: 'devices', type: 'tool-call', config: { tool: 'iot_get_all_devices', input: {} } },
    { id: 'analyze', type: 'ai-generate', config: { prompt: 'Sum this up: {{ devices.result }}' } },
    { id: 'small', type: 'ai-generate', config: { prompt: 'Small' } },
  ],
  edges: [
    { from: 'large', to: 'devices', condition: 'true' },
    { from: 'large', to: 'small', condition: 'false' },
    { from: 'devices', to: 'analyze' },
  ],
};

let bench: WorkerBench;
let database: Database;
let control: ControlPlane;

beforeAll(async () => {
  bench = await openWorkerBench('worker-process');
  ({ database, control } = bench);
  await eventually(async () => (await get('/readyz')).status === 200, { timeoutMs: 60_000 });
});

afterAll(() => bench.close());

test('a stored workflow runs from its start to its recorded end', async () => {
  const { run, projectId } = await start({ size: 11 });
  const ended = await control.waitForRun(run, 60_000);
  const steps = await database.steps.ofRun(projectId, run.id);
  expect(ended).toMatchObject({ status: 'completed', errorCode: null });
  expect(steps.map((step) => [step.nodeId, step.status])).toEqual([
    ['large', 'success'],
    ['small', 'skipped'],
    ['devices', 'success'],
    ['analyze', 'success'],
  ]);
  expect(JSON.stringify(steps.at(-1)?.result)).toContain('demo');
});

test('attempts that act are told of, with the worker that made them; those that only compute are not', async () => {
  const { run, projectId } = await start({ size: 11 });
  const ended = await control.waitForRun(run, 60_000);
  expect(ended.status).toBe('completed');
  const attemptsOf = (nodeId: string) => database.stepAttempts.ofIterations(projectId, run.id, nodeId, ['0']);
  const [attempt] = await eventually(async () => {
    const attempts = await attemptsOf('devices');
    return attempts.length > 0 ? attempts : null;
  });
  expect(attempt).toMatchObject({ attempt: 1, errorCode: null, worker: `${process.pid}@${hostname()}` });
  expect(attempt).toMatchObject({
    queuedAt: expect.any(Date),
    endedAt: expect.any(Date),
    input: { tool: expect.any(String) },
  });
  expect(await attemptsOf('large')).toEqual([]);
});

test('the health server tells that it is ready and what it has done', async () => {
  const { run } = await start({ size: 12 });
  await control.waitForRun(run, 60_000);
  const ready = await get('/readyz');
  expect(await ready.json()).toEqual({
    status: 'ready',
    checks: { postgres: { status: 'up' }, temporal: { status: 'up' }, worker: { status: 'up' } },
  });
  const metrics = await (await get('/metrics')).text();
  expect(metrics).toMatch(/perdura_runs_recorded_total\{status="completed"\} [1-9]/);
  expect(metrics).toContain('perdura_housekeeping_leads 1');
  expect(metrics).toContain('temporal_workflow_completed');
  expect(metrics).toContain('perdura_piece_processes{state="busy"} 0');
  expect((await get('/healthz')).status).toBe(200);
  expect((await get('/elsewhere')).status).toBe(404);
});

test('a run that nobody handed over to Temporal is started by housekeeping', async () => {
  const { projectId, workflowId, version } = await save();
  const { run } = await database.runs.create(projectId, {
    workflowId,
    versionId: version.id,
    triggeredBy: 'api',
    triggerData: { value: { size: 1 } },
  });
  const ended = await eventually(
    async () => {
      const row = await database.runs.get(projectId, run.id);
      return row?.status === 'completed' ? row : null;
    },
    { timeoutMs: 60_000 },
  );
  expect(ended.dispatchedAt).not.toBeNull();
});

test('runs beyond the limit of their workflow, fires of its schedule too, go on one after the other', async () => {
  const trigger = { type: 'cron', schedule: '0 9 1 1 *' } as const;
  const { projectId, workflowId, version } = await save({ trigger, concurrency: { limit: 1 } });
  await control.syncSchedule(projectId, workflowId);
  const request = { projectId, workflowId, version, data: { size: 1 }, origin: 'api' } as const;
  const starts = Array.from({ length: 5 }, () => control.startRun(request));
  await bench.temporal.client.schedule.getHandle(`cron-${workflowId}`).trigger();
  await Promise.all(starts);
  const rows = await eventually(
    async () => {
      const { items } = await database.runs.listByWorkflow(projectId, workflowId, { limit: 10 });
      return items.length === 6 && items.every(({ status }) => status === 'completed') ? items : null;
    },
    { timeoutMs: 60_000 },
  );
  const turns = rows.toSorted((one, other) => Number(one.admittedAt) - Number(other.admittedAt));
  for (const [index, row] of turns.entries()) {
    const before = turns[index - 1];
    if (before) expect(Number(row.admittedAt)).toBeGreaterThanOrEqual(Number(before.completedAt));
  }
});

async function start(data: { size: number }): Promise<{ run: RunRow; projectId: string }> {
  const { projectId, workflowId, version } = await save();
  const { run } = await control.startRun({ projectId, workflowId, version, data, origin: 'api' });
  return { run, projectId };
}

async function save(change: Partial<Definition> = {}) {
  const definition = { ...DEFINITION, ...change };
  const project = await database.projects.create({ name: 'test' });
  const user = await database.users.create({ email: `${project.id}@example.com`, name: 'Test' });
  await database.tools.upsert(project.id, {
    name: 'iot_get_all_devices',
    description: 'All devices',
    appId: 'iot',
    inputSchema: { type: 'object' },
    execution: { type: 'handler', handler: 'iot_get_all_devices' },
  });
  const { workflow, version } = await database.workflows.create(project.id, {
    userId: user.id,
    name: 'Test',
    description: '',
    enabled: true,
    scheduleDesired: desiredScheduleHash({ name: 'Test', enabled: true, trigger: definition.trigger }),
    compiled: { definition, plan: compile(definition), hash: definitionHash(definition) },
  });
  return { projectId: project.id, workflowId: workflow.id, version };
}

function get(path: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${bench.worker.healthPort}${path}`);
}
