import { newId } from '@perdura/database';
import { compileFlow, type FlowAction, type FlowTrigger, type JsonObject, type JsonValue } from '@perdura/definition';
import { eventually } from '@perdura/testkit';
import { openWorkerBench, type WorkerBench, workerOn } from './fixtures/worker-bench.ts';

const HOOK_MS = 30_000;
const FIRST_PAGE = { limit: 100, cursor: null };

type Client = Parameters<Parameters<WorkerBench['temporal']['call']>[0]>[0];
type ScheduleHandle = ReturnType<Client['schedule']['getHandle']>;

let bench: WorkerBench;

beforeAll(async () => {
  bench = await openWorkerBench('flow-triggers', { EVENT_DEPTH_LIMIT: '1' });
});

afterAll(() => bench.close());

/** A flow whose published version has this trigger. */
async function newFlow(
  pieceName: string,
  pieceVersion: string,
  triggerName: string,
  input: JsonObject,
  nextAction?: FlowAction,
) {
  const { database, projectId, userId } = bench;
  const settings = { pieceName, pieceVersion, triggerName, input };
  const then = nextAction === undefined ? {} : { nextAction };
  const head = { name: 'trigger', displayName: 'T', valid: true, settings };
  const trigger: FlowTrigger = { type: 'PIECE_TRIGGER', ...head, ...then };
  const content = { displayName: 'F', trigger, valid: true, schemaVersion: null, connectionIds: [], notes: [] };
  const { flow, version } = await database.flows.create(projectId, {
    ...{ userId, folderId: null, metadata: null, version: { ...content, updatedBy: userId } },
  });
  const compiled = { name: 'F', plan: compileFlow(trigger), hash: version.id, authorId: userId };
  await database.flowVersions.ensureRunVersion(projectId, version, compiled);
  await database.flows.update(projectId, flow.id, { publishedVersionId: version.id });
  return { projectId, flowId: flow.id, versionId: version.id };
}

async function dataOfRuns(flowId: string): Promise<JsonValue[]> {
  const { items } = await bench.database.flowRuns.list(bench.projectId, { workflowId: flowId }, FIRST_PAGE);
  return items.map(({ triggerData }) => ('value' in triggerData ? triggerData.value : null));
}

test('the schedule piece starts runs by a schedule of Temporal, until it is switched off', async () => {
  const { control, database, temporal, projectId } = bench;
  const piece = { pieceName: '@activepieces/piece-schedule', pieceVersion: '0.1.5', triggerName: 'every_x_minutes' };
  const place = await newFlow(piece.pieceName, piece.pieceVersion, piece.triggerName, { minutes: 59 });
  const { flowId } = place;
  const source = { ...piece, strategy: 'POLLING', schedule: null };
  const switched = await control.switchTriggerOn({ ...place, source }, HOOK_MS);
  const schedule = { type: 'CRON_EXPRESSION', cronExpression: '*/59 * * * *', timezone: 'UTC' };
  expect(switched).toEqual({ kind: 'on', source: { ...source, schedule } });
  expect(await database.flows.get(projectId, flowId)).toMatchObject({ operationStatus: 'ENABLING' });
  await database.flows.update(projectId, flowId, { status: 'ENABLED', triggerSource: source, operationStatus: 'NONE' });

  const onSchedule = <Result>(act: (schedule: ScheduleHandle) => Promise<Result>) =>
    temporal.call((client) => act(client.schedule.getHandle(`cron-${flowId}`)));
  const found = await eventually(() => onSchedule((handle) => handle.describe()));
  expect([found.state.paused, found.action.workflowType]).toEqual([false, 'trigger']);
  await onSchedule((handle) => handle.trigger());
  await eventually(async () => {
    expect(await dataOfRuns(flowId)).toEqual([{ cron_expression: '*/59 * * * *', timezone: 'UTC' }]);
    return true;
  });

  expect(await control.switchTriggerOff({ ...place, source }, HOOK_MS)).toEqual({ kind: 'off' });
  await expect(onSchedule((handle) => handle.describe())).rejects.toThrow();
});

test('a request to the trigger of a piece is a run, and a repeat of it the same one', async () => {
  const piece = { pieceName: '@activepieces/piece-subflows', triggerName: 'callableFlow' };
  const { flowId, projectId } = await newFlow(piece.pieceName, '~0.6.3', piece.triggerName, {
    ...{ mode: 'simple', exampleData: { sampleData: {} } },
  });
  const payload = { method: 'POST', headers: {}, body: { data: { a: 1 }, callbackUrl: '' }, queryParams: {} };
  const request = { projectId, flowId, hook: 'run' as const, payload, deliveryKey: newId() };
  const patience = { ms: HOOK_MS, signal: new AbortController().signal };
  const [first, repeat] = await Promise.all([1, 2].map(() => bench.control.callTrigger(request, patience)));
  expect(first?.answer).toMatchObject({ kind: 'answered', result: { runIds: [expect.any(String)] } });
  expect(repeat).toEqual(first);
  expect(await dataOfRuns(flowId)).toEqual([{ data: { a: 1 }, callbackUrl: '' }]);
});

test('a piece that is not there refuses to be switched on', async () => {
  const source = { pieceName: '@example/piece-none', pieceVersion: '1.0.0', triggerName: 'x', schedule: null };
  const place = await newFlow(source.pieceName, source.pieceVersion, source.triggerName, {});
  const switched = await bench.control.switchTriggerOn(
    { ...place, source: { ...source, strategy: 'WEBHOOK' } },
    HOOK_MS,
  );
  expect(switched).toMatchObject({ kind: 'refused', reason: expect.stringContaining('piece-none') });
});

test('a flow that answers a record with another one ends at the depth limit', async () => {
  const { control, database, projectId } = bench;
  const fields = [{ name: 'Name', type: 'TEXT' as const }];
  const table = await database.tables.create(projectId, { name: 'Echo', fields });
  const piece = { pieceName: '@activepieces/piece-tables', pieceVersion: '0.4.2' };
  const input = { table_id: table.externalId, values: {}, records: [{ Name: 'echo' }] };
  const settings = { ...piece, actionName: 'tables-create-records', input, propertySettings: {} };
  const echo = { type: 'PIECE', name: 'step_1', displayName: 'Echo', valid: true, settings } as FlowAction;
  const watched = { table_id: table.externalId };
  const place = await newFlow(piece.pieceName, piece.pieceVersion, 'newRecord', watched, echo);
  const source = { ...piece, triggerName: 'newRecord', strategy: 'WEBHOOK', schedule: null };
  expect((await control.switchTriggerOn({ ...place, source }, HOOK_MS)).kind).toBe('on');
  const on = { status: 'ENABLED' as const, triggerSource: source, operationStatus: 'NONE' as const };
  await database.flows.update(projectId, place.flowId, on);
  await database.tableRecords.create(projectId, table.id, [[{ field: 'Name', value: 'first' }]]);
  await eventually(async () => {
    const { items: runs } = await database.flowRuns.list(projectId, { workflowId: place.flowId }, FIRST_PAGE);
    const { items: records } = await database.tableRecords.list(projectId, table.id, [], FIRST_PAGE);
    expect([runs.map(({ status }) => status), records.length]).toEqual([['completed', 'completed'], 3]);
    expect(await database.triggerCalls.undispatched(0, 10)).toEqual([]);
    return true;
  });
  const { items: runs } = await database.flowRuns.list(projectId, { workflowId: place.flowId }, FIRST_PAGE);
  expect(runs).toHaveLength(2);
}, 60_000);

test('a change of a record starts each flow and workflow that listens once, also while no worker lives', async () => {
  const { control, database, projectId } = bench;
  const fields = [{ name: 'Name', type: 'TEXT' as const }];
  const table = await database.tables.create(projectId, { name: 'Leads', fields });
  const piece = { pieceName: '@activepieces/piece-tables', pieceVersion: '0.4.2', triggerName: 'newRecord' };
  const place = await newFlow(piece.pieceName, piece.pieceVersion, piece.triggerName, { table_id: table.externalId });
  const source = { ...piece, strategy: 'WEBHOOK', schedule: null };
  const switched = await control.switchTriggerOn({ ...place, source }, HOOK_MS);
  expect(switched.kind).toBe('on');
  const on = { status: 'ENABLED' as const, triggerSource: source, operationStatus: 'NONE' as const };
  await database.flows.update(projectId, place.flowId, on);
  const { workflowId } = await bench.save({
    trigger: { type: 'event', event: 'record.created', filter: 'event.data.tableName === "Leads"' },
    nodes: [{ id: 'name', type: 'transform', config: { expression: 'trigger.data.record.fields.Name' } }],
    edges: [],
  });

  const names: string[] = [];
  const add = async (...added: string[]) => {
    names.push(...added);
    const records = added.map((value) => [{ field: 'Name', value }]);
    await database.tableRecords.create(projectId, table.id, records);
  };
  const heard = async () => {
    const { items } = await database.runs.listByWorkflow(projectId, workflowId, { limit: 100 });
    const ofFlow = (await dataOfRuns(place.flowId)).map((data) => Object.values(Object(Object(data).cells))[0]);
    return {
      ended: items.filter(({ status }) => status === 'completed').length,
      workflow: items.map(({ triggerData }) => ('value' in triggerData ? nameIn(triggerData.value) : null)).toSorted(),
      flow: ofFlow.map((cell) => Object(cell).value).toSorted(),
    };
  };
  const settled = () =>
    eventually(async () => {
      expect(await heard()).toEqual({ ended: names.length, workflow: names.toSorted(), flow: names.toSorted() });
      return true;
    });
  await add('Ada', 'Bo');
  await settled();
  await bench.stopWorker();
  await add('Cy', 'Di', 'Ed');
  const second = await workerOn(bench);
  try {
    await settled();
  } finally {
    await second.stop();
  }
});

function nameIn(data: JsonValue): JsonValue {
  return Object(Object(Object(data).record).fields).Name;
}
