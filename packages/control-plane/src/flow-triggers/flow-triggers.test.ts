import { newId, type TriggerCallRow, type TriggerSource } from '@perdura/database';
import type { FlowTrigger } from '@perdura/definition';
import { eventually } from '@perdura/testkit';
import { type Bench, openWorkedBench } from '../fixtures/control-plane-bench.ts';
import { describeSchedule } from '../schedules.ts';
import { triggerCallStarter } from '../trigger-calls.ts';
import { switchFinisher } from './interrupted-switches.ts';
import { readTriggerSchedule } from './trigger-schedule.ts';

const HOOK_MS = 20_000;
const SIGNAL = new AbortController().signal;

let bench: Bench;
beforeAll(async () => {
  bench = await openWorkedBench();
});
afterAll(() => bench.close());

const PIECE = { pieceName: '@example/piece', pieceVersion: '1.0.0', triggerName: 'polled' };

/** A flow whose one version is published, and switched on unless told. */
async function newFlow(status: 'ENABLED' | 'DISABLED') {
  const { database, projectId } = bench;
  const { id: userId } = await database.users.create({ email: `${newId()}@example.com`, name: 'Owner' });
  const trigger: FlowTrigger = {
    ...{ type: 'PIECE_TRIGGER', name: 'trigger', displayName: 'T', valid: true },
    settings: { ...PIECE, input: {} },
  };
  const content = { displayName: 'F', trigger, valid: true, schemaVersion: null, connectionIds: [], notes: [] };
  const { flow, version } = await database.flows.create(projectId, {
    ...{ userId, folderId: null, metadata: null, version: { ...content, updatedBy: userId } },
  });
  const source: TriggerSource = { ...PIECE, strategy: 'POLLING', schedule: null, versionId: version.id };
  const place = { projectId, flowId: flow.id, versionId: version.id };
  if (status === 'DISABLED') return { place, source };
  const switched = await bench.control.switchTriggerOn({ ...place, source }, HOOK_MS);
  if (switched.kind === 'refused') throw new Error(switched.reason);
  const { source: triggerSource } = switched;
  const change = { status, triggerSource, operationStatus: 'NONE' as const, publishedVersionId: version.id };
  await database.flows.update(projectId, flow.id, change);
  return { place, source: triggerSource };
}

const flowOf = (flowId: string) => bench.database.flows.get(bench.projectId, flowId);
const scheduleOf = (flowId: string) => describeSchedule(bench.deps, flowId);
const finish = () => switchFinisher(bench.deps, 0)(SIGNAL);

test('a trigger that was being switched on for a flow that is off is off', async () => {
  const { place, source } = await newFlow('DISABLED');
  await bench.control.switchTriggerOn({ ...place, source }, HOOK_MS);
  expect(await scheduleOf(place.flowId)).not.toBeNull();
  expect(await flowOf(place.flowId)).toMatchObject({ operationStatus: 'ENABLING' });
  await finish();
  const off = { status: 'DISABLED', operationStatus: 'NONE', triggerSource: null };
  expect(await flowOf(place.flowId)).toMatchObject(off);
  expect(await scheduleOf(place.flowId)).toBeNull();
});

test('the published trigger is put back where another one was being published', async () => {
  const { place, source } = await newFlow('ENABLED');
  await bench.control.switchTriggerOff({ ...place, source }, HOOK_MS);
  expect(await scheduleOf(place.flowId)).toBeNull();
  const next = { ...source, triggerName: 'other', versionId: newId(), schedule: null };
  await bench.control.switchTriggerOn({ ...place, versionId: next.versionId, source: next, before: source }, HOOK_MS);
  await finish();
  const on = { status: 'ENABLED', operationStatus: 'NONE', triggerSource: { triggerName: 'polled' } };
  expect(await flowOf(place.flowId)).toMatchObject(on);
  const schedule = await scheduleOf(place.flowId);
  expect([schedule?.state.paused, schedule?.action.workflowType]).toEqual([false, 'trigger']);
});

test('the schedule of a flow is no drift, and what others did to it is put right', async () => {
  const { place } = await newFlow('ENABLED');
  const { temporal } = bench;
  await temporal.call((client) => client.schedule.getHandle(`cron-${place.flowId}`).delete());
  const keeper = bench.housekeeping();
  keeper.start();
  try {
    await eventually(async () => (await scheduleOf(place.flowId)) !== null);
  } finally {
    await keeper.stop();
  }
});

test('a call that is not done is taken again, once for each stretch', async () => {
  const { place } = await newFlow('DISABLED');
  const { triggerCalls } = bench.database;
  const call = { id: newId(), flowId: place.flowId, versionId: null, hook: 'run' as const, trial: null, payload: null };
  await triggerCalls.create(bench.projectId, call);
  await triggerCalls.markDispatched(bench.projectId, call.id);
  const take = async (olderThanMs: number) => {
    const rows = await triggerCalls.takeUnfinished(olderThanMs, 100);
    return rows.some(({ id }) => id === call.id);
  };
  expect([await take(60_000), await take(0), await take(60_000)]).toEqual([false, true, false]);
  await triggerCalls.markCompleted(bench.projectId, call.id);
  expect(await take(0)).toBe(false);
});

test('calls that follow each other are handed over one after the other', async () => {
  const { place } = await newFlow('DISABLED');
  const { triggerCalls } = bench.database;
  const [id, second, third] = [newId(), newId(), newId()];
  const call = { id, flowId: place.flowId, versionId: null, hook: 'run' as const, trial: null, payload: null };
  const found = { value: [] };
  const rest = [second, third].map((next) => ({ id: next, found }));
  await triggerCalls.keepFindings(bench.projectId, call, { found, rest, changes: [] });
  await triggerCalls.keepFindings(bench.projectId, call, { found, rest: [{ id: newId(), found }], changes: [] });
  const waiting = async () =>
    (await triggerCalls.undispatched(0, 100)).filter(({ flowId }) => flowId === place.flowId).map((row) => row.id);
  expect(await waiting()).toEqual([]);
  await triggerCalls.markCompleted(bench.projectId, id);
  expect(await waiting()).toEqual([second]);
  await triggerCalls.markDispatched(bench.projectId, second);
  expect(await waiting()).toEqual([]);
  await triggerCalls.markCompleted(bench.projectId, second);
  expect(await waiting()).toEqual([third]);
  await triggerCalls.markCompleted(bench.projectId, third);
});

test('a change of a record beyond the depth limit starts no flow, and that is logged', async () => {
  const { database, deps, projectId, complaints } = bench;
  const { place } = await newFlow('ENABLED');
  const fields = [{ name: 'Name', type: 'TEXT' as const }];
  const table = await database.tables.create(projectId, { name: newId(), fields });
  const watch = { events: ['RECORD_CREATED' as const], webhookUrl: 'https://example.com', flowId: place.flowId };
  await database.tableWatches.create(projectId, table.id, watch);
  const limit = deps.settings.eventDepthLimit;
  for (const depth of [limit, limit + 1]) {
    await database.tableRecords.create(projectId, table.id, [[{ field: 'Name', value: `${depth}` }]], { depth });
  }
  const calls = await database.triggerCalls.undispatched(0, 100);
  const [allowed, refused] = calls.filter(({ flowId }) => flowId === place.flowId);
  expect([allowed?.depth, refused?.depth]).toEqual([limit, limit + 1]);
  const handOver = triggerCallStarter(deps);
  const kept = (call: TriggerCallRow | undefined) => database.triggerCalls.get(projectId, call?.id ?? '');
  await eventually(async () => {
    await handOver(SIGNAL);
    return (await kept(refused))?.completedAt !== null && (await kept(allowed))?.dispatchedAt !== null;
  });
  const told = complaints.filter(({ message }) => message.includes('depth limit'));
  expect(told).toMatchObject([{ fields: { flowId: place.flowId, callId: refused?.id, depth: limit + 1 } }]);
  const { temporal } = bench;
  const handedOver = (call: TriggerCallRow | undefined) =>
    temporal.call((client) => client.workflow.getHandle(`trigger-${call?.id}`).describe());
  expect((await handedOver(allowed)).type).toBe('trigger');
  await expect(handedOver(refused)).rejects.toMatchObject({ name: 'WorkflowNotFoundError' });
});

test.each([
  [null, '*/5 * * * *', 'UTC'],
  [{ cronExpression: '0 9 * * 1', timezone: 'Asia/Shanghai' }, '0 9 * * 1', 'Asia/Shanghai'],
  [{ cronExpression: '30 */10 * * * *', timezone: 'Nowhere' }, '*/10 * * * *', 'UTC'],
  [{ intervalMs: 1 }, '*/1 * * * *', 'UTC'],
  [{ intervalMs: 7 * 60_000 }, '*/10 * * * *', 'UTC'],
  [{ intervalMs: 45 * 60_000 }, '0 * * * *', 'UTC'],
  [{ intervalMs: 5 * 3_600_000 }, '0 */6 * * *', 'UTC'],
  [{ intervalMs: 13 * 3_600_000 }, '0 0 * * *', 'UTC'],
  [{ intervalMs: 90_000_000 }, '0 0 * * *', 'UTC'],
])('a piece that asks for %j is polled at %s', (asked, cronExpression, timezone) => {
  expect(readTriggerSchedule(asked)).toEqual({ cronExpression, timezone });
});

test('what is no schedule is none', () => {
  expect(readTriggerSchedule({ cronExpression: 'often' })).toBeNull();
});
