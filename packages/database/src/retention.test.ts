import { queryDatabase } from '@perdura/testkit';
import { newId } from './ids.ts';
import type { EventPlace } from './retention.ts';
import type { NewRun } from './run-creation.ts';
import { newProject, newRun, newWorkflow, useDatabase } from './testing/fixtures.ts';

const held = useDatabase();
const DAY = 86_400_000;

async function scene(retentionDays: number | null) {
  const { database } = held;
  const project = await newProject(database);
  const { projectId } = project;
  if (retentionDays !== null) await database.projects.update(projectId, { settings: { retentionDays } });
  const versioned = await newWorkflow(database, project);
  return {
    projectId,
    versioned,
    /** A run that ended so many days ago; a live one without. */
    async run(days: number | null, change: Partial<NewRun> = {}): Promise<string> {
      const { run } = await database.runs.create(projectId, { ...newRun(versioned), ...change });
      if (days !== null) await endRun(projectId, run.id, days);
      return run.id;
    },
    isThere: async (runId: string) => (await database.runs.get(projectId, runId)) !== null,
  };
}

async function endRun(projectId: string, runId: string, days: number): Promise<void> {
  const completedAt = new Date(Date.now() - days * DAY);
  await held.database.runs.finish(projectId, runId, { status: 'completed', error: null, completedAt });
}

async function deleteAllRuns(defaultDays: number | null): Promise<void> {
  while ((await held.database.retention.deleteExpiredRuns(defaultDays, 2)).size > 0);
}

async function sweepEvents(defaultDays: number | null): Promise<Map<string, number>> {
  const sums = new Map<string, number>();
  let place: EventPlace | null = null;
  do {
    const { deleted, next } = await held.database.retention.sweepExpiredEvents(defaultDays, place, 2);
    for (const [projectId, count] of deleted) sums.set(projectId, (sums.get(projectId) ?? 0) + count);
    place = next;
  } while (place !== null);
  return sums;
}

test('a project’s own time comes before the installation’s, and a version’s before both', async () => {
  const [short, long, none] = [await scene(5), await scene(50), await scene(null)];
  const versionSays = await scene(5);
  const { version } = versionSays.versioned;
  await queryDatabase(held.url, 'UPDATE workflow_versions SET retention_days = 90 WHERE id = $1', [version.id]);
  const all = [short, long, none, versionSays];
  const runs = await Promise.all(all.map((each) => each.run(10)));
  await deleteAllRuns(null);
  const there = () => Promise.all(all.map((each, index) => each.isThere(runs[index] ?? '')));
  expect(await there()).toEqual([false, true, true, true]);
  await deleteAllRuns(8);
  expect(await there()).toEqual([false, true, false, true]);
});

test('what belongs to a live run stays: those above and below it, and one of which somebody is asked', async () => {
  const { projectId, run, isThere } = await scene(5);
  const parentOfLive = await run(10);
  const liveChild = await run(null, { parentRunId: parentOfLive, triggeredBy: 'workflow' });
  const liveParent = await run(null);
  const childOfLive = await run(10, { parentRunId: liveParent, triggeredBy: 'workflow' });
  const asked = await run(null);
  const task = await held.database.approvals.open(projectId, {
    ...{ runId: asked, nodeId: 'ask', iteration: '0', message: '', people: [], escalation: [], required: 1 },
    ...{ form: null, onTimeout: 'fail', allowSelf: true, deadline: null, createdAt: new Date() },
  });
  await queryDatabase(
    held.url,
    `UPDATE runs SET status = 'completed', completed_at = now() - interval '10 days' WHERE id = $1`,
    [asked],
  );
  const alone = await run(10);
  await deleteAllRuns(null);
  const kept = [parentOfLive, liveChild, liveParent, childOfLive, asked];
  expect(await Promise.all([...kept, alone].map(isThere))).toEqual([true, true, true, true, true, false]);
  for (const live of [liveChild, liveParent]) await endRun(projectId, live, 6);
  await queryDatabase(held.url, `UPDATE approvals SET status = 'cancelled' WHERE id = $1`, [task?.id]);
  await deleteAllRuns(null);
  expect(await Promise.all(kept.map(isThere))).toEqual(kept.map(() => false));
});

test('an idempotency key whose run is gone starts one run again, however often it is repeated at once', async () => {
  const { run, projectId, versioned } = await scene(5);
  const idempotency = { key: 'again', bodyHash: 'body' };
  const first = await run(10, { idempotency });
  const start = () => held.database.runs.create(projectId, { ...newRun(versioned), idempotency });
  expect(await start()).toMatchObject({ created: false, run: { id: first } });
  await deleteAllRuns(null);
  const repeats = await Promise.all(Array.from({ length: 20 }, start));
  expect(repeats.filter(({ created }) => created)).toHaveLength(1);
  expect(new Set(repeats.map((each) => each.run.id)).size).toBe(1);
  expect(repeats[0]?.run.id).not.toBe(first);
});

test('old events go with their deliveries; those stay that a live run may come to wait for, or that are undelivered', async () => {
  const { database } = held;
  const { projectId, versioned, run } = await scene(5);
  const publish = async (type: string, days: number) => {
    const { event } = await database.events.publish(projectId, { type, data: {} });
    const ms = Date.now() - days * DAY;
    const id = ms.toString(16).padStart(12, '0') + event.id.slice(12);
    await queryDatabase(
      held.url,
      'UPDATE events SET id = $2, created_at = to_timestamp($3 / 1000.0), dispatched_at = now() WHERE id = $1',
      [event.id, id, ms],
    );
    return { ...event, id };
  };
  const waiting = await run(null);
  await queryDatabase(held.url, `UPDATE runs SET created_at = now() - interval '8 days' WHERE id = $1`, [waiting]);
  await queryDatabase(held.url, 'INSERT INTO awaited_events (project_id, event, version_id) VALUES ($1, $2, $3)', [
    ...[projectId, 'is.awaited', versioned.version.id],
  ]);
  const input = { developerId: 'u', event: 'is.sent', url: 'http://127.0.0.1:1/', secret: 'whsec_x' };
  const subscription = await database.subscriptions.create(projectId, input);
  const [old, young] = [await publish('is.plain', 10), await publish('is.plain', 1)];
  const [older, taken] = [await publish('is.awaited', 9), await publish('is.awaited', 7)];
  const sent = await publish('is.sent', 10);
  const [delivery] = await database.deliveries.createForEvent(projectId, sent, [subscription.id]);
  const stranger = await scene(null);
  const { event: foreign } = await database.events.publish(stranger.projectId, { type: 'is.plain', data: {} });

  const there = async () => {
    const rows = await queryDatabase<{ id: string }>(held.url, 'SELECT id FROM events WHERE id = ANY($1)', [
      [old, young, older, taken, sent, foreign].map(({ id }) => id),
    ]);
    return new Set(rows.map(({ id }) => id));
  };
  expect(await sweepEvents(null)).toEqual(new Map([[projectId, 2]]));
  expect(await there()).toEqual(new Set([young.id, taken.id, sent.id, foreign.id]));
  await endRun(projectId, waiting, 0);
  await queryDatabase(held.url, 'UPDATE deliveries SET completed_at = now() WHERE id = $1', [delivery?.id]);
  expect(await sweepEvents(null)).toEqual(new Map([[projectId, 2]]));
  expect(await there()).toEqual(new Set([young.id, foreign.id]));
  expect(await queryDatabase(held.url, 'SELECT 1 FROM deliveries WHERE id = $1', [delivery?.id])).toEqual([]);
});

test('old messages of channels go, but replies of live runs', async () => {
  const { database } = held;
  const { projectId, run } = await scene(1);
  const channel = await database.channels.create(projectId, {
    ...{ userId: newId(), name: 'old', type: 'web', enabled: true, settings: {}, secret: 'whsec_AAAA' },
  });
  const reply = (key: string, runId: string | null) =>
    database.channelMessages.openReply(projectId, {
      channelId: channel.id,
      key,
      conversation: 'c',
      content: {},
      runId,
    });
  const ofLive = await reply('live', await run(null));
  const ofEnded = await reply('ended', await run(2));
  // Ids tell the age.
  const old = (id: string, place: number) =>
    `${(Date.now() - 2 * DAY).toString(16).padStart(12, '0')}${id.slice(12, -1)}${place}`;
  for (const [place, { id }] of [ofLive, ofEnded].entries()) {
    await queryDatabase(held.url, 'UPDATE channel_messages SET id = $1 WHERE id = $2', [old(id, place), id]);
  }
  await reply('new', null);
  expect(await database.retention.deleteExpiredMessages(null, 10)).toEqual(new Map([[projectId, 1]]));
  const { items } = await database.channelMessages.list(projectId, channel.id, {}, { limit: 10 });
  expect(items.map(({ externalId }) => externalId)).toEqual(['new', 'live']);
});
