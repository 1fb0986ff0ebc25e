import type { RunRow } from '@perdura/database';
import { compileFlow, type FlowTrigger, storedId, wireId } from '@perdura/definition';
import type { RunSnapshot, StepSnapshot } from '@perdura/definition/run';
import { codeStep, flowCalls } from '../../testing/flow-calls.ts';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';

let api: TestApi;
const { published, operate } = flowCalls(() => api);

beforeAll(async () => {
  api = await openTestApi();
});

afterAll(async () => {
  await api.close();
});

interface Shown {
  id: string;
  status: string;
  retryOf: string | null;
  flowVersionId: string;
  steps: Record<string, { type: string; status: string; input: unknown; output: unknown; errorMessage?: string }>;
}

const get = async <Answer>(path: string) => (await api.call('GET', `/v1/flow-runs${path}`)).json as Answer;
const post = (path: string, body: object = {}) => api.call('POST', `/v1/flow-runs${path}`, { body });
const listed = async (query: string) => (await get<{ data: Shown[] }>(`?${query}`)).data.map(({ id }) => id);

const LOOP = {
  ...{ type: 'LOOP_ON_ITEMS', name: 'step_2', displayName: 'Each', valid: true, skip: false },
  settings: { items: '{{trigger.body}}' },
  firstLoopAction: codeStep('step_3', 'export const code = () => 1'),
};
const TRIGGER = { type: 'EMPTY', name: 'trigger', displayName: 'Trigger', valid: true, settings: {} };
const FLOW = { ...TRIGGER, nextAction: codeStep('step_1', 'export const code = () => 1', { nextAction: LOOP }) };

/** A flow whose runs the tests make themselves. */
async function newFlow() {
  const { database, projectId } = api;
  const { project } = { project: projectId };
  const member = (await database.users.members(project))[0];
  const userId = member?.userId ?? '';
  const trigger = FLOW as unknown as FlowTrigger;
  const content = { displayName: 'Each', trigger, valid: true, schemaVersion: null, connectionIds: [], notes: [] };
  const { flow, version } = await database.flows.create(project, {
    ...{ userId, folderId: null, metadata: null, version: { ...content, updatedBy: userId } },
  });
  const compiled = { name: 'Each', plan: compileFlow(trigger), hash: version.id, authorId: userId };
  const runVersion = await database.flowVersions.ensureRunVersion(project, version, compiled);
  return { flowId: flow.id, versionId: version.id, runVersion };
}

type NewFlow = Awaited<ReturnType<typeof newFlow>>;

async function newRun({ flowId, versionId, runVersion }: NewFlow, tags: string[] = []): Promise<RunRow> {
  const { run } = await api.database.runs.create(api.projectId, {
    ...{
      workflowId: flowId,
      versionId: runVersion.id,
      triggeredBy: 'webhook',
      triggerData: { value: { body: [7, 8] } },
    },
    ...{ tags, flow: { versionId, environment: 'PRODUCTION' } },
  });
  return run;
}

function step(nodeId: string, iteration: string, rest: Partial<StepSnapshot> = {}): StepSnapshot {
  return {
    ...{ nodeId, nodeType: 'code-step', iteration, position: 0, status: 'success', result: { value: nodeId } },
    ...{ error: null, attempts: 1, warnings: [], startedAt: '2026-01-01T00:00:00.000Z' },
    ...{ completedAt: '2026-01-01T00:00:00.250Z', childRunId: null, ...rest },
  } as StepSnapshot;
}

async function end(run: RunRow, rest: Partial<RunSnapshot>): Promise<RunRow> {
  const { id: runId, projectId, workflowId } = run;
  const times = { startedAt: '2026-01-01T00:00:00.000Z', completedAt: '2026-01-01T00:00:01.000Z' };
  await api.database.runs.record({
    ...{ runId, projectId, workflowId, sequence: 5, status: 'completed', ...times },
    ...{ error: null, result: null, response: null, paused: false, steps: [], temporalRunId: 't', ...rest },
  });
  return run;
}

const failedWith = (run: RunRow, code: string) =>
  end(run, { status: 'failed', error: { code, message: 'it broke', nodeId: 'step_3' } });

test('a run shows its steps by name, those of loops within each round', async () => {
  const flow = await newFlow();
  const run = await newRun(flow);
  const failure = { code: 'CODE_FAILED', message: 'boom' };
  const rounds = ['0', '1'].map((iteration, at) => step('step_3', iteration, { position: 2 + at }));
  const broken = step('step_3', '2', { status: 'failed', error: failure, position: 4, result: { value: null } });
  const loop = step('step_2', '0', { nodeType: 'loop', status: 'failed', error: failure, position: 1 });
  const steps = [step('step_1', '0'), { ...loop, result: { value: null } }, ...rounds, broken];
  await end(run, { status: 'failed', error: { ...failure, nodeId: 'step_3' }, steps });
  const times = { queuedAt: null, startedAt: '2026-01-01T00:00:00.000Z', endedAt: null };
  await api.database.stepAttempts.record([
    {
      ...{ projectId: api.projectId, runId: run.id, nodeId: 'step_1', iteration: '0', attempt: 1, ...times },
      ...{ error: null, worker: 'w', input: { n: 1, key: '***' }, log: [] },
    },
  ]);
  const shown = await get<Shown & Record<string, unknown>>(`/${wireId(run.id)}`);
  expect(shown).toMatchObject({
    ...{ id: wireId(run.id), flowId: wireId(flow.flowId), flowVersionId: wireId(flow.versionId), status: 'FAILED' },
    ...{ flowVersion: { displayName: 'Each' }, environment: 'PRODUCTION', stepsCount: 5, parentRunId: null },
    ...{ failedStep: { name: 'step_3', displayName: 'Step step_3', message: 'boom' }, error: failure },
    ...{ startTime: '2026-01-01T00:00:00.000Z', finishTime: '2026-01-01T00:00:01.000Z', archivedAt: null },
  });
  const round = { step_3: { type: 'CODE', status: 'SUCCEEDED', input: {}, output: 'step_3', duration: 250 } };
  const last = {
    step_3: { type: 'CODE', status: 'FAILED', input: {}, output: null, duration: 250, errorMessage: 'boom' },
  };
  expect(shown.steps).toEqual({
    trigger: { type: 'EMPTY', status: 'SUCCEEDED', input: {}, output: { body: [7, 8] } },
    step_1: { type: 'CODE', status: 'SUCCEEDED', input: { n: 1, key: '***' }, output: 'step_1', duration: 250 },
    step_2: {
      ...{ type: 'LOOP_ON_ITEMS', status: 'FAILED', input: {}, duration: 250, errorMessage: 'boom' },
      output: { item: null, index: 3, iterations: [round, round, last] },
    },
  });
});

test('lists are filtered and walked both ways; what no run can match is an empty page', async () => {
  const flow = await newFlow();
  const made: RunRow[] = [];
  for (const tags of [['a'], ['b'], ['a', 'c'], [], []]) made.push(await newRun(flow, tags));
  const [one, two, three, four, five] = made.map(({ id }) => wireId(id)) as [string, string, string, string, string];
  const of = `flowId=${wireId(flow.flowId)}`;
  await failedWith(made[0] as RunRow, 'PIECE_MEMORY_LIMIT');
  await failedWith(made[1] as RunRow, 'HTTP_STATUS');
  await end(made[2] as RunRow, {});
  expect(await listed(of)).toEqual([five, four, three, two, one]);
  expect(await listed(`${of}&status=FAILED`)).toEqual([two]);
  expect(await listed(`${of}&status=MEMORY_LIMIT_EXCEEDED,SUCCEEDED`)).toEqual([three, one]);
  expect(await listed(`${of}&status=QUEUED&status[]=FAILED`)).toEqual([five, four, two]);
  expect(await listed(`${of}&status=STOPPED`)).toEqual([]);
  expect(await listed(`${of}&tags=a,b`)).toEqual([three, two, one]);
  expect(await listed(`${of}&failedStepName=step_3&failedStepMessage=BROKE`)).toEqual([two, one]);
  expect(await listed(`${of}&createdAfter=2999-01-01`)).toEqual([]);
  expect(await listed(`${of}&environment=NOWHERE`)).toEqual([]);
  const first = await get<{ data: Shown[]; next: string; previous: null }>(`?${of}&limit=2`);
  const second = await get<{ data: Shown[]; next: string; previous: string }>(`?${of}&limit=2&cursor=${first.next}`);
  expect([first.previous, second.data.map(({ id }) => id)]).toEqual([null, [three, two]]);
  expect(await listed(`${of}&limit=2&cursor=${second.previous}`)).toEqual([five, four]);
  const { data } = await get<{ data: { status: string; count: number }[] }>(`/count-by-status?${of}`);
  expect(Object.fromEntries(data.map(({ status, count }) => [status, count]))).toEqual({
    ...{ QUEUED: 2, FAILED: 1, MEMORY_LIMIT_EXCEEDED: 1, SUCCEEDED: 1 },
  });
});

test('a run is repeated from the step that failed on its own version, or as a whole on the published one', async () => {
  const { id, publishedVersionId } = await published();
  const flowId = storedId(id) ?? '';
  const target = await api.database.flowTargets.find(flowId, 'published');
  const versionId = storedId(publishedVersionId ?? '') ?? '';
  const runVersion = await api.database.versions.getById(api.projectId, target?.runVersionId ?? '');
  if (runVersion === null) throw new Error('nothing was compiled');
  const run = await failedWith(await newRun({ flowId, versionId, runVersion }), 'CODE_FAILED');
  expect((await get<Shown>(`/${wireId(run.id)}`)).steps.trigger).toMatchObject({ type: 'PIECE_TRIGGER' });
  await operate(id, 'UPDATE_ACTION', codeStep('step_1', 'export const code = () => 2'));
  const changed = await operate(id, 'LOCK_AND_PUBLISH', {});
  const again = (await post(`/${wireId(run.id)}/retry`, { strategy: 'FROM_FAILED_STEP' })).json as Shown;
  expect(again).toMatchObject({ retryOf: wireId(run.id), flowVersionId: publishedVersionId, status: 'QUEUED' });
  const anew = (await post(`/${wireId(run.id)}/retry`, { strategy: 'ON_LATEST_VERSION' })).json as Shown;
  expect(anew).toMatchObject({ retryOf: wireId(run.id), flowVersionId: changed.publishedVersionId });
  const early = await post(`/${anew.id}/retry`, {});
  expect([early.status, JSON.stringify(early.json).includes('{reason}')]).toEqual([409, false]);
});

test('many runs are repeated, ended and put away by their ids or a filter', async () => {
  const flow = await newFlow();
  const failed = await failedWith(await newRun(flow), 'CODE_FAILED');
  const live = await newRun(flow);
  const flowId = [wireId(flow.flowId)];
  const retried = (await post('/retry', { flowId, status: ['FAILED'], strategy: 'FROM_FAILED_STEP' })).json as Shown[];
  expect(retried.map(({ retryOf }) => retryOf)).toEqual([wireId(failed.id)]);
  expect((await post('/cancel', { flowRunIds: [wireId(live.id), wireId(failed.id)] })).json).toEqual({
    flowRunIds: [wireId(live.id)],
  });
  expect((await post('/archive', { status: 'FAILED, STOPPED', flowRunIds: wireId(failed.id) })).json).toEqual({
    flowRunIds: [wireId(failed.id)],
  });
  const of = `flowId=${flowId[0]}`;
  expect(await listed(of)).not.toContain(wireId(failed.id));
  expect(await listed(`${of}&includeArchived=true`)).toContain(wireId(failed.id));
  for (const verb of ['/retry', '/cancel', '/archive']) {
    const { status, json } = await post(verb, { projectId: api.projectId });
    expect([status, json]).toMatchObject([400, { code: 'VALIDATION_FAILED', errors: [{ pointer: '' }] }]);
  }
  const all = await post('/archive', { excludeFlowRunIds: [] });
  expect((all.json as { flowRunIds: string[] }).flowRunIds).toContain(retried[0]?.id);
});

test('a quota that is used up while many runs are repeated leaves those that were, and is told where none was', async () => {
  const flow = await newFlow();
  const failed: string[] = [];
  for (let count = 0; count < 4; count += 1) failed.push((await failedWith(await newRun(flow), 'CODE_FAILED')).id);
  const { used: live } = (await api.database.quotas.usage(api.projectId)).liveRuns;
  const allow = (liveRuns: number | null) =>
    api.call('PATCH', `/v1/projects/${api.projectId}`, { body: { settings: { quotas: { liveRuns } } } });
  await allow((live ?? 0) + 2);
  const body = { flowRunIds: failed.map(wireId) };
  const some = await post('/retry', body);
  const none = await post('/retry', body);
  await allow(null);
  expect([some.status, some.json]).toMatchObject([200, [{ status: 'QUEUED' }, { status: 'QUEUED' }]]);
  const repeated = (some.json as Shown[]).map(({ retryOf }) => storedId(retryOf ?? ''));
  expect(new Set(repeated).size).toBe(2);
  expect(failed).toEqual(expect.arrayContaining(repeated));
  expect([none.status, none.json]).toMatchObject([429, { code: 'QUOTA_EXCEEDED' }]);
  expect(await listed(`flowId=${wireId(flow.flowId)}&status=QUEUED`)).toHaveLength(2);
});

test('the workflow API knows these runs as well, and this one no others', async () => {
  const run = await end(await newRun(await newFlow()), {});
  expect((await api.call('GET', `/v1/runs/${run.id}`)).json).toMatchObject({ status: 'completed' });
  const workflow = (await api.call('POST', '/v1/workflows', { body: { name: 'no flow' } })).json as { id: string };
  const other = (await api.call('POST', `/v1/workflows/${workflow.id}/run`, { body: {} })).json as { runId: string };
  expect((await api.call('GET', `/v1/flow-runs/${other.runId}`)).status).toBe(404);
});
