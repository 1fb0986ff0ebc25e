import { newId } from './ids.ts';
import { newProject, newRun, newWorkflow, snapshot, useDatabase } from './testing/fixtures.ts';

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
