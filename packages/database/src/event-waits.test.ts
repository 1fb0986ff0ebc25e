import { compile, type Definition } from '@perdura/definition';
import { eventWaitRepository } from './event-waits.ts';
import { newId } from './ids.ts';
import type { RunRow } from './run-row.ts';
import type { Store } from './store.ts';
import { type ExaminedRows, examinedRows } from './testing/examined-rows.ts';
import { compiled, newProject, newRun, newWorkflow, snapshot, useDatabase } from './testing/fixtures.ts';
import type { VersionedWorkflow } from './workflows.ts';

const held = useDatabase();
const ALL = { after: null, limit: 1_000 };

/** A run, and events of the type `paid` of its project. */
async function waitingRun() {
  const { database } = held;
  const project = await newProject(database);
  const { projectId } = project;
  const versioned = await newWorkflow(database, project);
  const publish = async (key: string | null = null, type = 'paid') =>
    (await database.events.publish(projectId, { type, data: {}, correlationKey: key })).event;
  const { run } = await database.runs.create(projectId, newRun(versioned));
  const stepOf = (iteration = '0') => ({ runId: run.id, nodeId: 'wait', iteration });
  const open = (iteration = '0', correlationKey: string | null = null) =>
    database.eventWaits.open(projectId, stepOf(iteration), { event: 'paid', correlationKey });
  return { database, waits: database.eventWaits, projectId, versioned, run, publish, stepOf, open };
}

const idsOf = (rows: { id: string }[]) => rows.map(({ id }) => id);

test('the candidates of a wait are the events of its type since its run was made, oldest first', async () => {
  const { database, waits, projectId, versioned, publish } = await waitingRun();
  const before = await publish();
  await database.events.publish(projectId, { type: 'paid', data: {} });
  const started = await publish();
  const { run } = await database.runs.create(projectId, { ...newRun(versioned), eventId: started.id });
  const step = { runId: run.id, nodeId: 'wait', iteration: '0' };
  await waits.open(projectId, step, { event: 'paid', correlationKey: null });
  const later = [await publish(), await publish('some-key')];
  await publish(null, 'refunded');
  const candidates = await waits.candidates(projectId, step, ALL);
  expect(idsOf(candidates).slice(-2)).toEqual(idsOf(later));
  expect(idsOf(candidates)).not.toContain(started.id);
  expect(before.createdAt < run.createdAt ? idsOf(candidates) : []).not.toContain(before.id);
  const [first] = candidates.slice(-2);
  expect(idsOf(await waits.candidates(projectId, step, { after: first ?? null, limit: 9 }))).toEqual([later[1]?.id]);
  expect(await waits.isCandidate(projectId, step, later[0]?.id ?? '')).toBe(true);
  expect(await waits.isCandidate(projectId, step, started.id)).toBe(false);
});

test('a run that was asked for a later time takes and hears of nothing that comes before', async () => {
  const { database, waits, projectId, versioned, publish } = await waitingRun();
  const seen = async (startAt: Date) => {
    const { run } = await database.runs.create(projectId, { ...newRun(versioned), startAt });
    const step = { runId: run.id, nodeId: 'wait', iteration: '0' };
    await waits.open(projectId, step, { event: 'paid', correlationKey: null });
    const event = await publish();
    const told = await waits.waitingFor(event, ALL);
    return [await waits.isCandidate(projectId, step, event.id), told.some(({ runId }) => runId === run.id)];
  };
  expect(await seen(new Date(Date.now() + 3_600_000))).toEqual([false, false]);
  expect(await seen(new Date(Date.now() - 3_600_000))).toEqual([true, true]);
});

test('a wait with a correlation key sees the events of that key alone', async () => {
  const { waits, projectId, publish, stepOf, open } = await waitingRun();
  await open('0', 'order-7');
  await publish();
  await publish('order-8');
  const own = await publish('order-7');
  expect(idsOf(await waits.candidates(projectId, stepOf(), ALL))).toEqual([own.id]);
  expect(await waits.waitingFor(await publish(), ALL)).toEqual([]);
  expect(await waits.waitingFor(own, ALL)).toMatchObject([{ nodeId: 'wait', iteration: '0' }]);
});

test('twenty iterations that want twenty events at once get one each', async () => {
  const { waits, projectId, publish, stepOf, open } = await waitingRun();
  const iterations = Array.from({ length: 20 }, (_, index) => `${index}`);
  await Promise.all(iterations.map((iteration) => open(iteration)));
  const events = await Promise.all(iterations.map(() => publish()));
  const took = async (iteration: string): Promise<string | null> => {
    for (const { id } of events) if (await waits.take(projectId, stepOf(iteration), id)) return id;
    return null;
  };
  const taken = await Promise.all(iterations.map(took));
  expect(new Set(taken)).toEqual(new Set(idsOf(events)));
  expect(await waits.waitingFor(await publish(), ALL)).toEqual([]);
});

test('another node of the run may take the same event', async () => {
  const { waits, projectId, run, publish, stepOf, open } = await waitingRun();
  const other = { runId: run.id, nodeId: 'also', iteration: '0' };
  await open();
  await waits.open(projectId, other, { event: 'paid', correlationKey: null });
  const event = await publish();
  expect(await waits.take(projectId, stepOf(), event.id)).toBe(true);
  expect(await waits.take(projectId, other, event.id)).toBe(true);
});

test('registering again answers the event that was taken, and opens a wait that ended without one', async () => {
  const { waits, projectId, publish, stepOf, open } = await waitingRun();
  await open();
  await waits.end(projectId, stepOf());
  expect(await waits.get(projectId, stepOf())).toBeNull();
  const event = await publish();
  expect(await waits.take(projectId, stepOf(), event.id)).toBe(false);
  expect(await open()).toMatchObject({ matchedEventId: null });
  expect(await waits.take(projectId, stepOf(), event.id)).toBe(true);
  expect(await open()).toMatchObject({ matchedEventId: event.id });
  expect(await waits.get(projectId, stepOf())).toMatchObject({ event: 'paid', matchedEventId: event.id });
});

test('an attempt that was given up takes nothing once another has registered', async () => {
  const { waits, projectId, publish, stepOf, open } = await waitingRun();
  const { openedAt } = await open();
  const event = await publish();
  const givenUp = new Date(openedAt.getTime() - 1);
  expect(await waits.take(projectId, stepOf(), event.id, givenUp)).toBe(false);
  expect(await waits.take(projectId, stepOf(), event.id, openedAt)).toBe(true);
});

test('an event looks for its waits in pages, in live runs alone', async () => {
  const { database, waits, run, publish, open } = await waitingRun();
  for (let index = 0; index < 5; index++) await open(`${index}`);
  const event = await publish();
  const first = await waits.waitingFor(event, { after: null, limit: 3 });
  const second = await waits.waitingFor(event, { after: first.at(-1) ?? null, limit: 3 });
  expect([...first, ...second].map(({ iteration }) => iteration)).toEqual(['0', '1', '2', '3', '4']);
  await database.runs.record(snapshot(run, { status: 'failed' }));
  expect(await waits.waitingFor(event, ALL)).toEqual([]);
  expect(await waits.endOrphans(1_000)).toBe(5);
  expect(await waits.endOrphans(1_000)).toBe(0);
});

test('the end of a run emits its event when a step waits for it', async () => {
  const { database, waits, projectId, versioned, stepOf } = await waitingRun();
  const type = 'workflow.completed';
  const end = async () => {
    const { run } = await database.runs.create(projectId, newRun(versioned));
    return database.runs.record(snapshot(run, { status: 'completed' }));
  };
  expect(await end()).toMatchObject({ event: false });
  await waits.open(projectId, stepOf(), { event: type, correlationKey: null });
  expect(await waits.isAwaited(projectId, type)).toBe(true);
  expect(await end()).toMatchObject({ event: true });
  expect(await waits.candidates(projectId, stepOf(), ALL)).toMatchObject([{ type }]);
  await waits.end(projectId, stepOf());
  expect(await end()).toMatchObject({ event: false });
});

/** A workflow with one node that waits for an event, within a loop. */
async function waitingWorkflow(event: string) {
  const { database } = held;
  const project = await newProject(database);
  const { projectId, userId } = project;
  const definition: Definition = {
    trigger: { type: 'manual' },
    nodes: [{ id: 'each', type: 'for-each', config: { items: '[1]', body: { nodes: [waitNode(event)], edges: [] } } }],
    edges: [],
  };
  const compiled = { definition, plan: compile(definition), hash: 'h' };
  const versioned = await database.workflows.create(projectId, {
    ...{ userId, name: 'w', description: '', enabled: true, scheduleDesired: null, compiled },
  });
  const start = async (of: VersionedWorkflow = versioned) => (await database.runs.create(projectId, newRun(of))).run;
  const isAwaited = (type: string) => database.eventWaits.isAwaited(projectId, type);
  return { database, project, projectId, userId, compiled, versioned, start, isAwaited };
}

const waitNode = (event: string) => ({ id: 'wait', type: 'wait-for-event' as const, config: { event } });

test('an event is awaited from the beginning of a run whose version waits for it, to its end', async () => {
  const { database, projectId, userId, versioned, start, isAwaited } = await waitingWorkflow('tool.executed');
  expect(await isAwaited('tool.executed')).toBe(false);
  const run = await start();
  expect([await isAwaited('tool.executed'), await isAwaited('tool.failed')]).toEqual([true, false]);
  expect(await database.eventWaits.isAwaited((await newProject(database)).projectId, 'tool.executed')).toBe(false);
  await database.runs.record(snapshot(run, { status: 'completed' }));
  expect(await isAwaited('tool.executed')).toBe(false);
  const { id } = versioned.workflow;
  const renamed = await database.workflows.update(projectId, id, { userId, name: 'renamed' });
  await start(renamed ?? versioned);
  expect([renamed?.version.version, await isAwaited('tool.executed')]).toEqual([2, true]);
});

test('any event is awaited where a template gives the type', async () => {
  const { start, isAwaited } = await waitingWorkflow('{{ trigger.data.event }}');
  await start();
  expect(await isAwaited('tool.failed')).toBe(true);
});

test('what is awaited is said by the version that a live run is pinned to', async () => {
  const { database, projectId, userId, versioned, start, isAwaited } = await waitingWorkflow('tool.executed');
  const { id } = versioned.workflow;
  const run = await start();
  await database.workflows.update(projectId, id, { userId, compiled: compiled() });
  expect(await isAwaited('tool.executed')).toBe(true);
  await database.runs.record(snapshot(run, { status: 'completed' }));
  const without = await database.workflows.getVersioned(projectId, id);
  if (without === null) throw new Error('the workflow is gone');
  await start(without);
  expect(await isAwaited('tool.executed')).toBe(false);
});

test('the end of a run emits its event for other live runs that may come to wait for it, not for itself', async () => {
  const { database, project, projectId, start } = await waitingWorkflow('workflow.completed');
  const other = await newWorkflow(database, project);
  const end = async (run: RunRow) => database.runs.record(snapshot(run, { status: 'completed' }));
  const first = await start();
  expect(await end(await start(other))).toMatchObject({ event: true });
  const cancelled = await start(other);
  expect(await database.runs.finish(projectId, cancelled.id, { status: 'completed', error: null })).toMatchObject({
    event: true,
  });
  expect(await end(first)).toMatchObject({ event: false });
  expect(await end(await start(other))).toMatchObject({ event: false });
});

test('a run that was made after an event is not woken by it', async () => {
  const { database, waits, projectId, versioned, publish } = await waitingRun();
  const event = await publish();
  const { run } = await database.runs.create(projectId, newRun(versioned));
  await waits.open(
    projectId,
    { runId: run.id, nodeId: 'wait', iteration: '0' },
    { event: 'paid', correlationKey: null },
  );
  const earlier = { ...event, id: newId(), createdAt: new Date(run.createdAt.getTime() - 1) };
  expect(await waits.waitingFor(earlier, ALL)).toEqual([]);
});

describe('with many runs, live and ended, of many versions', () => {
  let examined: ExaminedRows;
  let projectId: string;
  let isAwaited: (type: string) => Promise<boolean>;

  beforeAll(async () => {
    examined = examinedRows(held.url);
    const waits = eventWaitRepository({ sql: examined.sql } as Store);
    const { database, userId, versioned, ...own } = await waitingWorkflow('order.paid');
    ({ projectId } = own);
    isAwaited = (type) => waits.isAwaited(projectId, type);
    const idle = await waitingWorkflow('tool.failed');
    await examined.fill(FILL, [versioned.workflow.id, projectId, versioned.version.id, 'waiting']);
    await examined.fill(FILL_AWAITED, [idle.projectId, idle.versioned.version.id]);
    await examined.fill(FILL, [idle.versioned.workflow.id, idle.projectId, idle.versioned.version.id, 'completed']);
    await database.workflows.create(projectId, {
      ...{ userId, name: 'w', description: '', enabled: true, scheduleDesired: null },
      compiled: idle.compiled,
    });
  });

  afterAll(() => examined.close());
  beforeEach(() => examined.reset());

  test.each([
    ['nothing awaits', 'tool.executed', false],
    ['a version without a live run awaits', 'tool.failed', false],
    ['many runs await', 'order.paid', true],
  ])('a look at an event that %s is short', async (_, type, found) => {
    expect(await isAwaited(type)).toBe(found);
    const looks = ['runs', 'awaited_events'].map((table) => examined.ofTable(table) + examined.ofIndexesAlone(table));
    expect(Math.max(...looks)).toBeLessThan(5);
  });
});

const FILL = `
  INSERT INTO runs (id, project_id, workflow_id, version_id, version, triggered_by, trigger_data, status,
                    temporal_workflow_id)
  SELECT 'filled-' || $4 || n, $2, $1, $3, 1, 'api', '{}', $4, 'filled-' || $4 || n
  FROM generate_series(1, 10000) n`;

const FILL_AWAITED = `
  INSERT INTO awaited_events (project_id, event, version_id)
  SELECT $1, 'tool.event' || n, $2 FROM generate_series(1, 10000) n`;
