import { newId, type RunRow, type VersionedWorkflow } from '@perdura/database';
import type { WorkflowPolicies } from '@perdura/definition';
import type { Plan } from '@perdura/definition/plan';
import { eventually, type TestWorker } from '@perdura/testkit';
import { dispatchEvent } from './events.ts';
import { type Bench, openBench } from './fixtures/control-plane-bench.ts';
import type { Housekeeping } from './housekeeping.ts';

let bench: Bench;
let worker: TestWorker;
let keeper: Housekeeping;

beforeAll(async () => {
  bench = await openBench();
  worker = await bench.worker();
  keeper = bench.housekeeping();
});

afterAll(async () => {
  await keeper.stop();
  await worker.shutdown();
  await bench.close();
});

async function pair(policies: WorkflowPolicies = {}) {
  const handler = await bench.workflow();
  const failing = await bench.workflow({ policies: { ...policies, onFailure: { workflowId: handler.workflow.id } } });
  return { handler, failing };
}

async function runsOf({ workflow }: VersionedWorkflow): Promise<RunRow[]> {
  return (await bench.database.runs.listByWorkflow(bench.projectId, workflow.id, { limit: 50 })).items;
}

function started(handler: VersionedWorkflow): Promise<RunRow> {
  return eventually(async () => (await runsOf(handler))[0]);
}

test('a failed run starts its handler once, however often its event is dispatched and forged', async () => {
  const { handler, failing } = await pair();
  const run = await bench.start('fail', failing);
  const handling = await started(handler);
  expect(handling).toMatchObject({ triggeredBy: 'workflow', parentRunId: run.id, depth: 1, eventId: null });
  expect(handling.triggerData).toMatchObject({
    value: {
      ...{ runId: run.id, workflowId: failing.workflow.id, workflowName: '巡检', version: 1, status: 'failed' },
      error: { code: 'HTTP_STATUS', message: 'the peer answered 500', nodeId: 'work' },
      ...{ startedAt: expect.any(String), completedAt: expect.any(String), triggerData: { behave: 'fail' } },
    },
  });
  const { event } = await bench.database.events.publish(bench.projectId, {
    type: 'workflow.failed',
    data: { runId: run.id },
  });
  await Promise.all(Array.from({ length: 20 }, () => dispatchEvent(bench.deps, event)));
  expect(await runsOf(handler)).toHaveLength(1);
});

test('an end that the control plane records starts it as well; a cancelled run starts none', async () => {
  const { handler, failing } = await pair();
  const cancelled = await bench.start('wait', failing);
  await bench.control.cancelRun(cancelled.projectId, cancelled.id);
  await bench.control.terminateRun(cancelled.projectId, (await bench.start('wait', failing)).id);
  const lost = await bench.start('fail-unrecorded', failing);
  expect(await started(handler)).toMatchObject({ parentRunId: lost.id });
  expect(await runsOf(handler)).toHaveLength(1);
});

test('a handler that fails and handles itself is cut off at the depth limit', async () => {
  const workflowId = newId();
  const project = await bench.database.projects.create({ name: 'loop' });
  const user = await bench.database.users.create({ email: `${newId()}@example.com`, name: 'L' });
  const definition = { trigger: { type: 'manual' }, nodes: [], edges: [], onFailure: { workflowId } } as const;
  const { version } = await bench.database.workflows.create(project.id, {
    ...{ id: workflowId, userId: user.id, name: 'loop', description: '', enabled: true, scheduleDesired: null },
    compiled: { definition: { ...definition, nodes: [], edges: [] }, plan: EMPTY_PLAN, hash: 'loop' },
  });
  const request = { projectId: project.id, workflowId, version, data: { behave: 'fail' }, origin: 'api' } as const;
  await bench.control.startRun(request);
  await eventually(() =>
    bench.complaints.some(({ fields }) => 'reason' in fields && String(fields.reason).includes('depth limit')),
  );
  const { items } = await bench.database.runs.listByWorkflow(project.id, workflowId, { limit: 50 });
  const depths = Array.from({ length: bench.deps.settings.eventDepthLimit + 1 }, (_, depth) => depth);
  expect(items.map(({ depth }) => depth)).toEqual(depths.toReversed());
});

test('a handler that is gone is logged, and holds nothing up', async () => {
  const failing = await bench.workflow({ policies: { onFailure: { workflowId: newId() } } });
  const run = await bench.start('fail', failing);
  await eventually(() =>
    bench.complaints.some(({ fields }) => 'runId' in fields && fields.runId === run.id && 'onFailure' in fields),
  );
  await eventually(async () => {
    const pending = await bench.database.events.pending(0, 100);
    return pending.every(({ projectId }) => projectId !== bench.projectId);
  });
});

const EMPTY_PLAN: Plan = { format: 1, nodes: [], edges: [], timeoutMs: null };
