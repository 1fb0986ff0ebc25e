import { newId } from '@perdura/database';
import { compileFlow, type FlowTrigger, type JsonObject, wireId } from '@perdura/definition';
import type { RunIdentity, TriggerHook } from '@perdura/definition/run';
import type { FlowRunStart } from '../dependencies.ts';
import { attemptOn, nodeInput } from '../testing/node-call.ts';
import { newStageRun } from '../testing/stage-run.ts';
import { callPiece } from './call-piece.ts';
import { openPieceStage, type PieceStage } from './testing/piece-stage.ts';
import { callTrigger } from './triggers/call-trigger.ts';

const PIECE = { pieceName: '@activepieces/piece-tables', pieceVersion: '0.4.2' };
const SIGNAL = new AbortController().signal;

let pieces: PieceStage;
let run: RunIdentity;
let count = 0;
beforeAll(async () => {
  pieces = await openPieceStage({ publicUrl: 'https://perdura.example.com' });
  run = await newStageRun(pieces.stage);
});
afterAll(() => pieces.close());

async function newTable() {
  const { database } = pieces.dependencies;
  const fields = [
    { name: 'Name', type: 'TEXT' as const },
    { name: 'Size', type: 'STATIC_DROPDOWN' as const, options: ['small', 'large'] },
  ];
  const table = await database.tables.create(run.projectId, { name: `Table ${++count}`, fields });
  const [name, size] = await database.tableFields.list(run.projectId, table.id);
  return { table, name: name?.externalId ?? '', size: size?.externalId ?? '' };
}

/** One step of its own, which can be tried again. */
function step(actionName: string, input: JsonObject, of: RunIdentity = run) {
  const config = { ...PIECE, actionName, input, propertySettings: {}, retry: false };
  const node = { ...nodeInput(pieces.stage, 'piece', config, { id: `step_${++count}` }), run: of };
  return async () => {
    const { output, failed } = await attemptOn(node, pieces.dependencies);
    return output === null ? (failed?.failure ?? null) : 'value' in output.result ? output.result.value : null;
  };
}

interface Shown {
  id: string;
  cells: Record<string, { value: unknown; fieldName: string }>;
}

test('records are made, found, changed and deleted by the actions of the piece, each once', async () => {
  const { table, name, size } = await newTable();
  const table_id = table.externalId;
  const form = {
    table_id,
    values: {
      values: [
        { [name]: 'Ada', [size]: 'small' },
        { [name]: 'Bo', [size]: '' },
      ],
    },
  };
  const create = step('tables-create-records', form);
  const made = (await create()) as unknown as Shown[];
  expect(await create()).toEqual(made);
  expect(made.map(({ cells }) => Object.values(cells).map(({ value }) => value))).toEqual([['Ada', 'small'], ['Bo']]);
  const raw = step('tables-create-records', { table_id, values: {}, records: [{ Name: 'Cy' }] });
  expect(await raw()).toMatchObject([{ cells: { [name]: { value: 'Cy', fieldName: 'Name' } } }]);
  const filters = { filters: [{ field: { id: size, type: 'STATIC_DROPDOWN', name: 'Size' }, operator: 'not_exists' }] };
  const find = step('tables-find-records', { table_id, filters, limit: 5 });
  expect(await find()).toMatchObject([{ id: made[1]?.id }, {}]);
  const record_id = made[1]?.id ?? '';
  const update = step('tables-update-record', { table_id, record_id, values: { [size]: 'large', [name]: '' } });
  const changed = await update();
  expect(changed).toMatchObject({ id: record_id, cells: { [name]: { value: 'Bo' }, [size]: { value: 'large' } } });
  expect(await step('tables-get-record', { table_id, record_id })()).toEqual(changed);
  expect(await step('tables-delete-record', { table_id, records_ids: [record_id] })()).toEqual({ success: true });
  expect(await step('tables-get-record', { table_id, record_id })()).toMatchObject({ code: 'PIECE_FAILED' });
  expect(await step('tables-clear-table', { table_id })()).toEqual({ success: true });
  expect(await step('tables-find-records', { table_id })()).toEqual([]);
});

test('tables and their fields are the options of its properties', async () => {
  const { table, name, size } = await newTable();
  const ask = (propertyName: string) =>
    callPiece(
      {
        ...{ kind: 'options', projectId: run.projectId, ...PIECE, propertyName },
        ...{ actionOrTriggerName: 'tables-update-record', input: { table_id: table.externalId } },
      },
      pieces.dependencies,
      SIGNAL,
    );
  const { options } = (await ask('table_id')) as { options: { options: object[] } };
  expect(options.options).toContainEqual({ label: table.name, value: table.externalId });
  expect(await ask('values')).toMatchObject({
    options: {
      [name]: { type: 'SHORT_TEXT', displayName: 'Name' },
      [size]: { type: 'STATIC_DROPDOWN', options: { options: [{ value: 'small' }, { value: 'large' }] } },
    },
  });
});

/** A flow that new records of a table start. */
async function newFlow(tableName: string) {
  const { database } = pieces.dependencies;
  const { projectId } = run;
  const settings = { ...PIECE, triggerName: 'newRecord', input: { table_id: tableName } };
  const trigger: FlowTrigger = { type: 'PIECE_TRIGGER', name: 'trigger', displayName: 'T', valid: true, settings };
  const { id: userId } = await database.users.create({ email: `${newId()}@example.com`, name: 'Owner' });
  const content = { displayName: 'F', trigger, valid: true, schemaVersion: null, connectionIds: [], notes: [] };
  const { flow, version } = await database.flows.create(projectId, {
    ...{ userId, folderId: null, metadata: null, version: { ...content, updatedBy: userId } },
  });
  const compiled = { name: 'F', plan: compileFlow(trigger), hash: version.id, authorId: userId };
  await database.flowVersions.ensureRunVersion(projectId, version, compiled);
  return { flow, version };
}

/** What workers call triggers with, and the runs that these start. */
function starting() {
  const starts: FlowRunStart[] = [];
  const startFlowRun = async (start: FlowRunStart) => {
    starts.push(start);
    return { runId: start.runId };
  };
  return { starts, ...pieces.dependencies, control: { ...pieces.dependencies.control, startFlowRun } };
}

const attempt = () => ({ temporalWorkflowId: newId(), signal: SIGNAL });

test('a trigger watches its table while it is on, and gives the record that was changed', async () => {
  const { database } = pieces.dependencies;
  const { projectId } = run;
  const { table, name } = await newTable();
  const { flow, version } = await newFlow(table.externalId);
  await database.flows.update(projectId, flow.id, { status: 'ENABLED', publishedVersionId: version.id });
  const call = (hook: TriggerHook) =>
    callTrigger({ projectId, workflowId: flow.id, hook }, pieces.dependencies, attempt());

  await call('onEnable');
  expect(await database.tableWatches.list(projectId, table.id)).toMatchObject([
    {
      flowId: flow.id,
      events: ['RECORD_CREATED'],
      webhookUrl: `https://perdura.example.com/v1/webhooks/${wireId(flow.id)}`,
    },
  ]);
  const [record] = (await database.tableRecords.create(projectId, table.id, [[{ field: 'Name', value: 'Ada' }]])) ?? [];
  await database.tableRecords.update(projectId, { id: record?.id ?? '', tableId: null }, [
    { field: 'Name', value: 'Bo' },
  ]);
  const calls = await database.triggerCalls.undispatched(0, 10);
  const shown = { id: wireId(record?.id ?? ''), cells: { [name]: { value: 'Ada' } } };
  expect(calls).toMatchObject([{ flowId: flow.id, hook: 'run', payload: { value: { body: { record: shown } } } }]);
  const deep = { ...run, depth: 3 };
  await step('tables-create-records', { table_id: table.externalId, values: {}, records: [{ Name: 'Cy' }] }, deep)();
  const [first, second] = await database.triggerCalls.undispatched(0, 10);
  expect([first?.depth, second?.depth]).toEqual([0, 4]);
  const worker = starting();
  const change = { projectId, workflowId: flow.id, hook: 'run' as const, callId: second?.id ?? '' };
  await callTrigger({ ...change, payload: second?.payload ?? { value: null } }, worker, attempt());
  expect(worker.starts).toMatchObject([{ flowId: flow.id, depth: 4, data: { cells: { [name]: { value: 'Cy' } } } }]);
  await call('test');
  const sourceName = `${PIECE.pieceName}@${PIECE.pieceVersion}:newRecord`;
  const samples = await database.triggerEvents.list(
    projectId,
    { flowId: flow.id, sourceName },
    { limit: 5, cursor: null },
  );
  expect(samples.items).toMatchObject([
    { payload: { cells: { [name]: { value: 'Bo' } } } },
    { payload: { cells: { [name]: { value: 'Cy' } } } },
  ]);
  await call('onDisable');
  expect(await database.tableWatches.list(projectId, table.id)).toEqual([]);
});

test('a trial of a trigger keeps what changes as samples, whether the flow is on or not, and is one watch until it ends', async () => {
  const { database } = pieces.dependencies;
  const { projectId } = run;
  const [before, { table, name }] = [await newTable(), await newTable()];
  const { flow, version } = await newFlow(before.table.externalId);
  const trial = { projectId, workflowId: flow.id, versionId: version.id, trial: 'sample' as const };
  const call = (hook: TriggerHook) => callTrigger({ ...trial, hook }, pieces.dependencies, attempt());
  const watches = async () => [
    ...(await database.tableWatches.list(projectId, before.table.id)),
    ...(await database.tableWatches.list(projectId, table.id)),
  ];
  await call('onEnable');
  const { trigger } = version;
  if (trigger.type === 'EMPTY') throw new Error('the flow has no trigger');
  const named = { ...trigger, settings: { ...trigger.settings, input: { table_id: table.externalId } } };
  await database.flowVersions.save(projectId, version, { ...version, trigger: named });
  await call('onEnable');
  const url = `https://perdura.example.com/v1/webhooks/${wireId(flow.id)}/test`;
  expect(await watches()).toMatchObject([
    { tableId: table.id, flowId: flow.id, versionId: version.id, trial: 'sample', webhookUrl: url },
  ]);
  await database.tableRecords.create(projectId, table.id, [[{ field: 'Name', value: 'Ada' }]]);
  const ofFlow = async () => (await database.triggerCalls.undispatched(0, 100)).filter((row) => row.flowId === flow.id);
  const [made, ...others] = await ofFlow();
  expect([made, others]).toMatchObject([{ versionId: version.id, trial: 'sample', hook: 'run' }, []]);
  const worker = starting();
  await callTrigger(
    { ...trial, hook: 'run', callId: made?.id ?? '', payload: made?.payload ?? { value: null } },
    worker,
    attempt(),
  );
  expect(worker.starts).toEqual([]);
  const sourceName = `${PIECE.pieceName}@${PIECE.pieceVersion}:newRecord`;
  const page = { limit: 5, cursor: null };
  const { items: samples } = await database.triggerEvents.list(projectId, { flowId: flow.id, sourceName }, page);
  expect(samples).toMatchObject([{ payload: { cells: { [name]: { value: 'Ada' } } } }]);
  await call('onDisable');
  expect(await watches()).toEqual([]);
  await call('onEnable');
  await database.flows.remove(projectId, flow.id);
  expect(await watches()).toEqual([]);
});
