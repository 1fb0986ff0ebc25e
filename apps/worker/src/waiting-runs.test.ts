import type { ControlPlane } from '@perdura/control-plane';
import type { Database, RunRow, VersionRow } from '@perdura/database';
import type { Definition, JsonObject, JsonValue } from '@perdura/definition';
import { body, chain, definition, edge, eventually, forEach, node } from '@perdura/testkit';
import { openWorkerBench, type WorkerBench } from './fixtures/worker-bench.ts';

const WAIT_MS = 60_000;

let bench: WorkerBench;
let database: Database;
let control: ControlPlane;
let projectId: string;

beforeAll(async () => {
  bench = await openWorkerBench('waiting-runs');
  ({ database, control, projectId } = bench);
});

afterAll(() => bench.close());

const start = (of: Definition | VersionRow, data: JsonObject = {}) => bench.start(of, data);

const publish = (type: string, data: JsonValue, correlationKey: string | null = null) =>
  control.publishEvent(projectId, { type, data, correlationKey });

const ended = (run: RunRow) => control.waitForRun(run, WAIT_MS);

const resultOf = (run: RunRow): JsonValue => (run.result !== null && 'value' in run.result ? run.result.value : null);

/** The step of a live run, as the interpreter knows it, once it has the status. */
function stepThat(run: RunRow, nodeId: string, status: string) {
  return eventually(async () => {
    const snapshot = await control.liveRun(run);
    return snapshot?.steps.find((step) => step.nodeId === nodeId && step.status === status) ?? null;
  });
}

async function childOf(run: RunRow, nodeId = 'call'): Promise<RunRow> {
  const step = await stepThat(run, nodeId, 'waiting');
  const child = await database.runs.get(projectId, step.childRunId ?? '');
  if (child === null) throw new Error(`step ${nodeId} has no child run`);
  return child;
}

describe('waiting for events', () => {
  const wait = (config: JsonObject) => node('wait', 'wait-for-event', config);
  const value = (expression: string) => node('value', 'transform', { expression });

  test('a hundred iterations with keys of their own get one event each', async () => {
    const keys = Array.from({ length: 100 }, (_, index) => `part-${index}`);
    const round = wait({ event: 'part.done', correlationKey: '{{ item }}' });
    const loop = forEach('loop', 'trigger.data.keys', body([round]), { concurrency: 100 });
    const run = await start(definition([loop]), { keys });
    // Half of them come before anybody waits for them, perhaps.
    // As many at once as there are connections: more would wait for one longer than they may.
    for (let at = 0; at < keys.length; at += 10) {
      await Promise.all(keys.slice(at, at + 10).map((key) => publish('part.done', { key }, key)));
    }
    expect(await ended(run)).toMatchObject({ status: 'completed' });
    const end = await database.runs.get(projectId, run.id);
    const events = end?.result === null || end === null ? null : await loaded(end.result);
    expect((events as { data: JsonObject }[]).map(({ data }) => data.key)).toEqual(keys);
  });

  test('an event that came before the step began is not lost, and the filter sees event and scope', async () => {
    const plan = chain([
      node('pause', 'delay', { duration: '300ms' }),
      wait({ event: 'order.paid', filter: 'event.data.order === trigger.data.order' }),
      value('wait.result.data.total * 2'),
    ]);
    const run = await start(plan, { order: 7 });
    await publish('order.paid', { order: 6, total: 1 });
    await publish('order.paid', { order: 7, total: 21 });
    const end = await ended(run);
    expect([end.status, resultOf(end)]).toEqual(['completed', 42]);
  });

  test('an event of the platform itself that came before the step began is not lost', async () => {
    const other = await bench.save(definition([value('1')]));
    const filter = 'event.data.workflowId === trigger.data.workflowId';
    const second = node('second', 'wait-for-event', { event: 'workflow.completed', filter });
    const plan = chain([wait({ event: 'go.on' }), second, value('second.result.data.runId')]);
    const run = await start(plan, { workflowId: other.workflowId });
    await stepThat(run, 'wait', 'waiting');
    const { id } = await ended(await start(other));
    await publish('go.on', {});
    expect(resultOf(await ended(run))).toBe(id);
  });

  test('an event that comes later wakes the step', async () => {
    const run = await start(
      chain([wait({ event: 'door.opened', filter: 'event.data.floor > 2' }), value('wait.result')]),
    );
    await stepThat(run, 'wait', 'waiting');
    await publish('door.opened', { floor: 1 });
    const { eventId } = await publish('door.opened', { floor: 3 });
    const end = await ended(run);
    expect(resultOf(end)).toEqual({ id: eventId, type: 'door.opened', data: { floor: 3 } });
  });

  test('without an event the timeout takes its edge, or fails the step', async () => {
    const config = { event: 'never.comes', timeout: '200ms' };
    const branching = definition([wait({ ...config, onTimeout: 'branch' }), value('"late"')], {
      edges: [edge('wait', 'value', 'timeout')],
    });
    expect(resultOf(await ended(await start(branching)))).toBe('late');
    const failing = await ended(await start(chain([wait(config), value('"late"')])));
    expect(failing).toMatchObject({ status: 'failed', errorCode: 'WAIT_TIMEOUT', errorNodeId: 'wait' });
  });
});

describe('sub-workflows', () => {
  const call = (workflowId: string, config: JsonObject = {}) => node('call', 'sub-workflow', { workflowId, ...config });

  test('the child’s result comes back to the step that started it', async () => {
    const child = await bench.save(definition([node('double', 'transform', { expression: 'trigger.data.n * 2' })]));
    const loop = forEach('loop', '[1, 2, 3]', body([call(child.workflowId, { input: { n: '{{ item }}' } })]), {
      concurrency: 3,
    });
    const end = await ended(await start(definition([loop])));
    expect(end.status).toBe('completed');
    const runId = expect.stringMatching(/^[0-9a-f]{24}$/);
    expect(resultOf(end)).toEqual([2, 4, 6].map((result) => ({ runId, status: 'completed', result })));
  });

  test('a child that fails fails the step, which an error edge can take', async () => {
    const child = await bench.save(definition([node('fail', 'fail', { message: 'no stock', code: 'NO_STOCK' })]));
    const end = await ended(await start(definition([call(child.workflowId)])));
    expect(end).toMatchObject({ status: 'failed', errorCode: 'SUB_WORKFLOW_FAILED', errorNodeId: 'call' });
    expect(end.errorMessage).toContain('NO_STOCK');
    expect(end.errorMessage).toContain('no stock');
  });

  test('a parent that does not wait goes on at once', async () => {
    const child = await bench.save(definition([node('wait', 'wait-for-event', { event: 'not.soon' })]));
    const end = await ended(await start(definition([call(child.workflowId, { wait: false })])));
    expect(end.status).toBe('completed');
    expect(resultOf(end)).toMatchObject({ status: 'pending', result: null });
  });

  test('a workflow that calls itself without end is cut', async () => {
    const version = await bench.save(definition([call('{{ run.workflowId }}')]));
    const end = await ended(await start(version));
    expect(end).toMatchObject({ status: 'failed', errorCode: 'SUB_WORKFLOW_FAILED' });
    const { total } = await database.runs.listByWorkflow(projectId, version.workflowId, { limit: 1 });
    expect(total).toBe(11);
  });

  test('cancelling the parent cancels the child that it waits for', async () => {
    const inner = await bench.save(definition([node('wait', 'wait-for-event', { event: 'not.soon' })]));
    const run = await start(definition([call(inner.workflowId)]));
    const child = await childOf(run);
    await control.cancelRun(projectId, run.id);
    expect(await ended(run)).toMatchObject({ status: 'cancelled' });
    expect(await ended(child)).toMatchObject({ status: 'cancelled' });
  });

  test('a child that was terminated fails the step', async () => {
    const inner = await bench.save(definition([node('wait', 'wait-for-event', { event: 'not.soon' })]));
    const run = await start(definition([call(inner.workflowId)]));
    const child = await childOf(run);
    await control.terminateRun(projectId, child.id);
    const end = await ended(run);
    expect(end).toMatchObject({ status: 'failed', errorCode: 'SUB_WORKFLOW_FAILED' });
    expect(end.errorMessage).toContain('TERMINATED');
  });
});

describe('commands to live runs', () => {
  const command = (run: RunRow, asked: Parameters<ControlPlane['controlRun']>[2]) =>
    control.controlRun(projectId, run.id, asked);
  const fragile = (extras: object = {}) =>
    node('work', 'transform', { expression: 'trigger.data.value.toFixed(1)' }, { onError: 'park', ...extras });

  test('a paused run begins nothing until it is resumed', async () => {
    const run = await start(
      chain([node('wait', 'wait-for-event', { event: 'go.on' }), node('after', 'transform', { expression: '1 + 1' })]),
    );
    await stepThat(run, 'wait', 'waiting');
    expect(await command(run, { action: 'pause' })).toMatchObject({ kind: 'accepted', run: { status: 'waiting' } });
    expect(await command(run, { action: 'pause' })).toMatchObject({ kind: 'refused' });
    const { eventId } = await publish('go.on', {});
    expect((await database.events.get(projectId, eventId))?.dispatchedAt).not.toBeNull();
    expect(await control.liveRun(run)).toMatchObject({ status: 'waiting', paused: true });
    expect(await command(run, { action: 'resume' })).toMatchObject({ kind: 'accepted' });
    const end = await ended(run);
    expect([end.status, resultOf(end)]).toEqual(['completed', 2]);
  });

  test('a parked step is tried again with other data', async () => {
    const run = await start(definition([fragile()]), { value: 'none' });
    await stepThat(run, 'work', 'waiting');
    expect(await command(run, { action: 'resume' })).toMatchObject({ kind: 'refused' });
    const retry = { action: 'unpark', decision: 'retry', data: { value: 7 } } as const;
    expect(await command(run, retry)).toMatchObject({ kind: 'accepted' });
    expect(resultOf(await ended(run))).toBe('7.0');
  });

  test('a parked step is skipped with a result, or failed', async () => {
    const after = node('after', 'transform', { expression: 'work.result' });
    const run = await start(chain([fragile(), after]), {});
    await stepThat(run, 'work', 'waiting');
    const place = { nodeId: 'work', iteration: '0' };
    await command(run, { action: 'unpark', decision: 'skip', place, result: { by: 'hand' } });
    expect(resultOf(await ended(run))).toEqual({ by: 'hand' });
    const failing = await start(definition([fragile()]), {});
    await stepThat(failing, 'work', 'waiting');
    await command(failing, { action: 'unpark', decision: 'fail' });
    expect(await ended(failing)).toMatchObject({ status: 'failed', errorCode: 'EXPRESSION_FAILED' });
  });

  test('a sub-workflow step that is tried again starts another child', async () => {
    const inner = await bench.save(
      definition([node('work', 'transform', { expression: 'trigger.data.value.toFixed(1)' })]),
    );
    const config = { workflowId: inner.workflowId, input: { value: '{{ trigger.data.value }}' } };
    const run = await start(definition([node('call', 'sub-workflow', config, { onError: 'park' })]), { value: 'none' });
    await eventually(async () => (await control.liveRun(run))?.steps[0]?.error?.code === 'SUB_WORKFLOW_FAILED');
    await command(run, { action: 'unpark', decision: 'retry', data: { value: 3 } });
    expect(resultOf(await ended(run))).toMatchObject({ status: 'completed', result: '3.0' });
  });
});

async function loaded(ref: NonNullable<RunRow['result']>): Promise<JsonValue> {
  if ('value' in ref) return ref.value;
  const blob = await database.blobs.get(projectId, ref.blob);
  return blob === null ? null : JSON.parse(Buffer.from(blob.data).toString());
}
