import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { newId } from '@perdura/database';
import { compileFlow, type FlowTrigger, type JsonObject, type JsonValue, wireId } from '@perdura/definition';
import type { TriggerCallInput, TriggerHook, ValueRef } from '@perdura/definition/run';
import type { ActivityDependencies, FlowRunStart } from '../dependencies.ts';
import { openPieceStage, type PieceStage } from './testing/piece-stage.ts';
import { callTrigger } from './triggers/call-trigger.ts';

const NAME = '@example/piece-triggering';
/** Where packages are that a fixture imports. */
const PACKAGES = ['../..', '../../../..'].map((up) => join(import.meta.dirname, up, 'node_modules'));
const PUBLIC_URL = 'https://perdura.example.com';

let pieces: PieceStage;
let server: Server;
let url: string;
/** What the other service has, and what it was asked. */
let items: { n: number; _dedupe_key?: string }[];
let asked: [method: string, body: JsonObject][];
/** How many runs may be started until the worker dies. */
let startsLeft: number;

beforeAll(async () => {
  pieces = await openPieceStage({ publicUrl: PUBLIC_URL });
  server = createServer(async (request, response) => response.end(JSON.stringify(await answerTo(request))));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  server.close();
  await pieces.close();
});
beforeEach(() => {
  items = [{ n: 1 }];
  asked = [];
  startsLeft = Number.POSITIVE_INFINITY;
});

async function answerTo(request: IncomingMessage): Promise<unknown> {
  const { method = '' } = request;
  if (method === 'GET') return items;
  asked.push([method, JSON.parse(await text(request)) as JsonObject]);
  return { id: 'hook-1' };
}

function dependencies(fixture = 'trigger-piece.cjs'): ActivityDependencies {
  const folder = join(import.meta.dirname, 'fixtures');
  const home = { name: NAME, version: '1.0.0', source: 'npm' as const, entry: join(folder, fixture) };
  const open = pieces.dependencies;
  const library = {
    ...open.pieces.library,
    resolve: async () => ({ version: '1.0.0', exact: true }),
    home: async () => ({ ...home, readable: [folder, ...PACKAGES] }),
  };
  return { ...open, pieces: { ...open.pieces, library }, control: { ...open.control, startFlowRun } };
}

/** A run as the control plane makes its row. */
async function startFlowRun(start: FlowRunStart): Promise<{ runId: string }> {
  if (startsLeft === 0) throw new Error('the worker dies');
  startsLeft -= 1;
  const { database } = pieces.dependencies;
  const { run } = await database.runs.create(start.projectId, {
    ...{ id: start.runId, workflowId: start.flowId, versionId: start.version.id, triggeredBy: start.origin },
    triggerData: { value: start.data },
    flow: { versionId: start.flowVersionId, environment: start.environment },
    idempotency: { key: start.key, scope: start.scope, bodyHash: 'any' },
  });
  return { runId: run.id };
}

/** A flow with a trigger of the piece, published and enabled. */
async function newFlow(triggerName: string, fixture?: string) {
  const { stage } = pieces;
  const { database } = pieces.dependencies;
  const settings = { pieceName: NAME, pieceVersion: '1.0.0', triggerName, input: { url } };
  const trigger: FlowTrigger = { type: 'PIECE_TRIGGER', name: 'trigger', displayName: 'T', valid: true, settings };
  const { id: userId } = await database.users.create({ email: `${newId()}@example.com`, name: 'Owner' });
  const content = { displayName: 'F', trigger, valid: true, schemaVersion: null, connectionIds: [], notes: [] };
  const { flow, version } = await database.flows.create(stage.projectId, {
    ...{ userId, folderId: null, metadata: null, version: { ...content, updatedBy: userId } },
  });
  const compiled = { name: 'F', plan: compileFlow(trigger), hash: version.id, authorId: userId };
  await database.flowVersions.ensureRunVersion(stage.projectId, version, compiled);
  const strategy = triggerName === 'hooked' ? 'WEBHOOK' : 'POLLING';
  const source = { pieceName: NAME, pieceVersion: '1.0.0', triggerName, strategy, schedule: null };
  const change = { status: 'ENABLED' as const, publishedVersionId: version.id, triggerSource: source };
  await database.flows.update(stage.projectId, flow.id, change);
  const place = { projectId: stage.projectId, workflowId: flow.id };
  const call = (hook: TriggerHook, rest: Partial<TriggerCallInput> = {}, temporalWorkflowId: string = newId()) =>
    callTrigger({ ...place, hook, ...rest }, dependencies(fixture), {
      ...{ temporalWorkflowId, signal: new AbortController().signal },
    });
  const dataOf = async (runIds: string[]) => {
    const rows = await Promise.all(runIds.map((id) => database.runs.get(stage.projectId, id)));
    return rows.map((row) => plain(row?.triggerData ?? null));
  };
  const allData = async () => {
    const { items: rows } = await database.flowRuns.list(stage.projectId, { workflowId: flow.id }, FIRST_PAGE);
    return await dataOf(rows.map(({ id }) => id).toReversed());
  };
  return { flowId: flow.id, versionId: version.id, projectId: stage.projectId, call, dataOf, allData };
}

const FIRST_PAGE = { limit: 100, cursor: null };

function plain(reference: ValueRef | null): JsonValue {
  return reference !== null && 'value' in reference ? reference.value : null;
}

function request(body: JsonValue, queryParams: JsonObject = {}): ValueRef {
  return { value: { method: 'POST', headers: {}, body, queryParams } };
}

test('a poll starts a run for each new thing, once, in its order', async () => {
  const flow = await newFlow('new_item');
  const { value } = await flow.call('onEnable');
  const schedule = { cronExpression: '*/2 * * * *', timezone: 'Asia/Shanghai' };
  expect(plain(value)).toEqual({ schedule, listens: false });
  expect((await flow.call('run')).runIds).toEqual([]);
  items.push({ n: 2 }, { n: 3 });
  const { runIds } = await flow.call('run');
  expect(await flow.dataOf(runIds)).toEqual([{ n: 2 }, { n: 3 }]);
  expect((await flow.call('run')).runIds).toEqual([]);
  const stats = await pieces.dependencies.database.triggerStats.recent(flow.projectId, 1);
  expect(stats).toMatchObject([{ pieceName: NAME, success: 3, failure: 0 }]);
});

test.each([
  ['by_time', Date.now() + 60_000],
  ['by_item', 1],
])('a piece that polls with the common helper %s finds what is new, the newest first', async (triggerName, at) => {
  items = [{ n: 1 }];
  const flow = await newFlow(triggerName, 'polling-piece.cjs');
  await flow.call('onEnable');
  const found = async () => await flow.dataOf((await flow.call('run')).runIds);
  expect(await found()).toEqual([]);
  items.push({ n: at + 1 }, { n: at + 2 });
  expect(await found()).toEqual([{ n: at + 2 }, { n: at + 1 }]);
  expect(await found()).toEqual([]);
  // An attempt that is repeated finds the same, though the server has more by then.
  items.push({ n: at + 3 });
  const poll = newId();
  startsLeft = 0;
  await expect(flow.call('run', {}, poll)).rejects.toThrow('the worker dies');
  items.push({ n: at + 4 });
  startsLeft = Number.POSITIVE_INFINITY;
  expect(await flow.dataOf((await flow.call('run', {}, poll)).runIds)).toEqual([{ n: at + 3 }]);
  expect(await found()).toEqual([{ n: at + 4 }]);
  await flow.call('test', { trial: 'sample', versionId: flow.versionId });
  const filter = { flowId: flow.flowId, sourceName: `${NAME}@1.0.0:${triggerName}` };
  const shown = await pieces.dependencies.database.triggerEvents.list(flow.projectId, filter, FIRST_PAGE);
  expect(shown.items.map(({ payload }) => payload)).toEqual(items.toReversed());
});

test('a worker that dies while it starts runs loses none and doubles none', async () => {
  const flow = await newFlow('new_item');
  await flow.call('onEnable');
  items.push({ n: 2 }, { n: 3 }, { n: 4 });
  const poll = newId();
  startsLeft = 1;
  await expect(flow.call('run', {}, poll)).rejects.toThrow('the worker dies');
  expect(await flow.allData()).toEqual([{ n: 2 }]);
  // What was found is kept: it is not asked for again.
  items = [];
  startsLeft = Number.POSITIVE_INFINITY;
  const { runIds } = await flow.call('run', {}, poll);
  expect(await flow.dataOf(runIds)).toEqual([{ n: 2 }, { n: 3 }, { n: 4 }]);
  expect((await flow.call('run', {}, poll)).runIds).toEqual(runIds);
  expect(await flow.allData()).toHaveLength(3);
});

test('a poll that finds more than one call may run goes on with the oldest first, and loses none and doubles none', async () => {
  const flow = await newFlow('new_item');
  const { triggerCalls } = pieces.dependencies.database;
  const waiting = async () =>
    (await triggerCalls.undispatched(0, 1_000)).filter(({ flowId }) => flowId === flow.flowId);
  const numbers = async (runIds: string[]) => (await flow.dataOf(runIds)).map((data) => Object(data).n);
  await flow.call('onEnable');
  const found = Array.from({ length: 1_002 }, (_, at) => 1_003 - at);
  items = found.map((n) => ({ n }));
  const poll = newId();
  startsLeft = 1;
  await expect(flow.call('run', {}, poll)).rejects.toThrow('the worker dies');
  expect(await flow.allData()).toEqual([{ n: 1_001 }]);
  expect(await waiting()).toEqual([]);
  items.push({ n: 1_004 });
  startsLeft = Number.POSITIVE_INFINITY;
  expect(await numbers((await flow.call('run', {}, poll)).runIds)).toEqual(found.slice(2));
  const [rest, ...others] = await waiting();
  expect(others).toEqual([]);
  const callRest = async () => await numbers((await flow.call('run', { callId: rest?.id ?? '' })).runIds);
  startsLeft = 1;
  await expect(callRest()).rejects.toThrow('the worker dies');
  startsLeft = Number.POSITIVE_INFINITY;
  expect(await callRest()).toEqual([1_003, 1_002]);
  expect(await callRest()).toEqual([1_003, 1_002]);
  expect(await numbers((await flow.call('run')).runIds)).toEqual([1_004]);
  const { database } = pieces.dependencies;
  expect(await database.flowRuns.ids(flow.projectId, { workflowId: flow.flowId }, 2_000)).toHaveLength(1_003);
});

test('what is left of a large poll is not run once the flow is off', async () => {
  const flow = await newFlow('new_item');
  const { triggerCalls, flows } = pieces.dependencies.database;
  const [id, restId] = [newId(), newId()];
  const call = { id, flowId: flow.flowId, versionId: null, hook: 'run' as const, trial: null, payload: null };
  const left = { value: [{ runId: newId(), data: { n: 2 } }] };
  const rest = [{ id: restId, found: left }];
  await triggerCalls.keepFindings(flow.projectId, call, { found: { value: [] }, rest, changes: [] });
  await flows.update(flow.projectId, flow.flowId, { status: 'DISABLED' });
  expect((await flow.call('run', { callId: restId })).runIds).toEqual([]);
  expect((await triggerCalls.get(flow.projectId, restId))?.completedAt).toBeInstanceOf(Date);
});

test('a poll that was cut off before its findings were kept has changed nothing', async () => {
  const flow = await newFlow('new_item');
  await flow.call('onEnable');
  items.push({ n: 2 });
  const failing = dependencies();
  const triggerCalls = {
    ...failing.database.triggerCalls,
    keepFindings: () => Promise.reject(new Error('the worker dies')),
  };
  const input = { projectId: flow.projectId, workflowId: flow.flowId, hook: 'run' as const };
  const attempt = { temporalWorkflowId: newId(), signal: new AbortController().signal };
  const cutOff = callTrigger(input, { ...failing, database: { ...failing.database, triggerCalls } }, attempt);
  await expect(cutOff).rejects.toThrow('the worker dies');
  expect(await flow.allData()).toEqual([]);
  expect(await flow.dataOf((await flow.call('run')).runIds)).toEqual([{ n: 2 }]);
});

test('things that a piece gives one key are run once, without the key', async () => {
  const flow = await newFlow('new_item');
  await flow.call('onEnable');
  items.push({ n: 2, _dedupe_key: 'same' }, { n: 3, _dedupe_key: 'same' });
  await flow.call('run');
  expect(await flow.allData()).toEqual([{ n: 2 }]);
});

test('a flow that was switched off is polled no more', async () => {
  const flow = await newFlow('new_item');
  await flow.call('onEnable');
  items.push({ n: 2 });
  const { database } = pieces.dependencies;
  await database.flows.update(flow.projectId, flow.flowId, { status: 'DISABLED' });
  expect((await flow.call('run')).runIds).toEqual([]);
  await flow.call('onDisable');
  expect(await database.storeEntries.get(flow.projectId, { scope: flow.flowId, key: 'last' })).toBeNull();
});

test('a webhook is registered, renewed by its schedule, and cleared away', async () => {
  const flow = await newFlow('hooked');
  await flow.call('onEnable');
  await flow.call('run');
  await flow.call('onDisable');
  const webhookUrl = `${PUBLIC_URL}/v1/webhooks/${wireId(flow.flowId)}`;
  expect(asked).toEqual([
    ['POST', { webhookUrl }],
    ['PUT', { id: 'hook-1' }],
    ['DELETE', { id: 'hook-1' }],
  ]);
});

test('a handshake is answered by the piece', async () => {
  const flow = await newFlow('hooked');
  const { value } = await flow.call('onHandshake', { payload: request({}, { challenge: 'abc' }) });
  expect(plain(value)).toEqual({ status: 200, headers: { 'content-type': 'text/plain' }, body: 'abc' });
});

test('a request starts the runs that the piece makes of it, and tells it of each before it begins', async () => {
  const flow = await newFlow('hooked');
  const call = { callId: newId(), payload: request({ events: [{ a: 1 }, { a: 2 }] }) };
  const { runIds } = await flow.call('run', call);
  expect(await flow.dataOf(runIds)).toEqual([{ a: 1 }, { a: 2 }]);
  expect((await flow.call('run', call)).runIds).toEqual(runIds);
  const { storeEntries, triggerCalls } = pieces.dependencies.database;
  const place = { scope: flow.flowId, key: `started ${wireId(runIds[1] ?? '')}` };
  expect(await storeEntries.get(flow.projectId, place)).toEqual({ value: { a: 2 } });
  expect((await triggerCalls.get(flow.projectId, call.callId))?.completedAt).toBeInstanceOf(Date);
});

test('what a piece refuses is final, and counted', async () => {
  const flow = await newFlow('hooked');
  const call = { callId: newId(), payload: request({ key: 'k' }) };
  await expect(flow.call('run', call)).rejects.toMatchObject({
    ...{ code: 'PIECE_FAILED', retryable: false, message: expect.stringContaining('No events') },
  });
  expect(await flow.allData()).toEqual([]);
});

test('a trial keeps samples apart from what the flow keeps, and starts nothing', async () => {
  const flow = await newFlow('hooked');
  const trial = { trial: 'sample' as const, versionId: flow.versionId };
  await flow.call('onEnable', trial);
  expect(asked).toEqual([['POST', { webhookUrl: `${PUBLIC_URL}/v1/webhooks/${wireId(flow.flowId)}/test` }]]);
  const { database } = pieces.dependencies;
  expect(await database.storeEntries.get(flow.projectId, { scope: flow.flowId, key: 'hook' })).toBeNull();
  const payload = request({ events: [{ a: 1 }] });
  expect((await flow.call('run', { ...trial, callId: newId(), payload })).runIds).toEqual([]);
  const filter = { flowId: flow.flowId, sourceName: `${NAME}@1.0.0:hooked` };
  const shown = async () => (await database.triggerEvents.list(flow.projectId, filter, FIRST_PAGE)).items;
  expect(await shown()).toMatchObject([{ payload: { a: 1 } }]);
  await flow.call('test', trial);
  expect(await shown()).toMatchObject([{ payload: { sample: true } }]);
});
