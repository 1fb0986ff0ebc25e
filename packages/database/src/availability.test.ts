import { setTimeout as pause } from 'node:timers/promises';
import { eventually, freePort, startOwnPostgres } from '@perdura/testkit';
import { Client, Pool } from 'pg';
import { createDatabase } from './database.ts';
import { DatabaseUnavailable, isDatabaseUnavailable } from './errors.ts';
import { newId } from './ids.ts';
import { migrate } from './migrate.ts';
import { DEVELOPMENT_ENCRYPTION_KEYS } from './secrets.ts';
import { openPrisma } from './store.ts';
import { newProject, useDatabase } from './testing/fixtures.ts';

const encryptionKeys = DEVELOPMENT_ENCRYPTION_KEYS;
const held = useDatabase();

describe('a PostgreSQL that comes and goes', () => {
  test('gives named errors while it is away, and is used again when it is back', async () => {
    const postgres = await startOwnPostgres();
    const warnings: string[] = [];
    const logger = { warn: (_: object, message: string) => warnings.push(message) };
    const database = createDatabase({ url: postgres.server.url, encryptionKeys, logger });
    try {
      await migrate(postgres.server.url);
      const { projectId } = await newProject(database);
      for (const end of [() => postgres.stop(), () => postgres.kill()]) {
        const underWay = Promise.allSettled(
          Array.from({ length: 40 }, (_, index) =>
            index % 2 === 0
              ? database.events.publish(projectId, { type: 'a.b', data: index, externalId: newId() })
              : database.tools.list(projectId, {}, { limit: 1 }),
          ),
        );
        await end();
        const refused = (await underWay).flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
        expect(refused.filter((reason) => !(reason instanceof DatabaseUnavailable))).toEqual([]);
        await expect(database.ready()).rejects.toBeInstanceOf(DatabaseUnavailable);
        await expect(database.projects.get(projectId)).rejects.toBeInstanceOf(DatabaseUnavailable);
        await expect(database.runs.get(projectId, newId())).rejects.toBeInstanceOf(DatabaseUnavailable);
        await expect(database.withAdvisoryLock('x', async () => 1)).rejects.toBeInstanceOf(DatabaseUnavailable);
        await postgres.start();
        await eventually(() => database.ready().then(() => true));
        expect((await database.projects.get(projectId))?.id).toBe(projectId);
      }
      await postgres.kill();
      await eventually(() => warnings.length > 0, { what: 'a word about the idle connections that were lost' });
      await postgres.start();
      await eventually(() => database.ready().then(() => true));
    } finally {
      await database.close();
      await postgres.dispose();
    }
  });

  test('tells a holder of a lock that it was lost', async () => {
    const postgres = await startOwnPostgres();
    const database = createDatabase({ url: postgres.server.url, encryptionKeys });
    try {
      const outcome = database.withAdvisoryLock('leader', async (signal) => {
        await postgres.kill();
        await eventually(() => signal.aborted);
        return 'told';
      });
      expect(await outcome).toEqual({ acquired: true, result: 'told' });
    } finally {
      await database.close();
      await postgres.dispose();
    }
  });
});

describe('advisory locks', () => {
  test('one holder at a time, by name, freed by the end and by a fault', async () => {
    const { database } = held;
    const inner = await database.withAdvisoryLock('a', async () => [
      await database.withAdvisoryLock('a', async () => 'never'),
      await database.withAdvisoryLock('b', async () => 'other'),
    ]);
    expect(inner).toEqual({ acquired: true, result: [{ acquired: false }, { acquired: true, result: 'other' }] });
    await expect(database.withAdvisoryLock('a', () => Promise.reject(new Error('fault')))).rejects.toThrow('fault');
    await eventually(async () => (await database.withAdvisoryLock('a', async () => 1)).acquired);
  });
});

describe('limits', () => {
  test('a full pool and a slow statement are named, not waited for', async () => {
    const { database, url } = held;
    const { projectId } = await newProject(database);
    const hasty = createDatabase({ url, encryptionKeys, poolSize: 2, connectTimeoutMs: 300, statementTimeoutMs: 500 });
    await eventually(() => hasty.ready().then(() => true));
    const blocker = new Client({ connectionString: url });
    await blocker.connect();
    await blocker.query('BEGIN; LOCK TABLE runs IN ACCESS EXCLUSIVE MODE');
    const reads = await Promise.allSettled(Array.from({ length: 6 }, () => hasty.runs.get(projectId, newId())));
    await blocker.end();
    await eventually(async () => (await hasty.runs.get(projectId, newId())) === null);
    await hasty.close();
    const reasons = reads.map((each) => (each.status === 'rejected' ? each.reason : null));
    expect(reasons.filter((reason) => reason instanceof DatabaseUnavailable).length).toBe(6);
  });

  test.each([
    ['gets no connection in time', { maxWait: 100 }, 1, 0],
    ['is not done in time', { timeout: 100 }, 0, 200],
  ])('a transaction of Prisma that %s is known as an outage', async (_, options, taken, pauseMs) => {
    const pool = new Pool({ connectionString: held.url, max: 1 });
    const prisma = openPrisma(pool);
    const clients = await Promise.all(Array.from({ length: taken }, () => pool.connect()));
    const outcome = prisma.$transaction(async (own) => {
      await own.$queryRaw`SELECT 1`;
      await pause(pauseMs);
      await own.$queryRaw`SELECT 1`;
    }, options);
    const error = await outcome.catch((reason: unknown) => reason);
    expect(isDatabaseUnavailable(error)).toBe(true);
    for (const client of clients) client.release();
    await prisma.$disconnect();
    await pool.end();
  });

  test('a server that is not there is named at once', async () => {
    const url = `postgresql://perdura@127.0.0.1:${await freePort()}/none`;
    const database = createDatabase({ url, encryptionKeys });
    await expect(database.ready()).rejects.toBeInstanceOf(DatabaseUnavailable);
    await expect(database.users.findByEmail('a@b.c')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    await database.close();
  });
});

test.each([
  [{ code: 'ECONNREFUSED' }, true],
  [Object.assign(new Error('x'), { code: '57P01' }), true],
  [Object.assign(new Error('canceling statement due to user request'), { code: '57014' }), false],
  [Object.assign(new Error('x'), { code: '23505' }), false],
  [new AggregateError([Object.assign(new Error(''), { code: 'ECONNREFUSED' })]), true],
  [new Error('outer', { cause: new Error('Connection terminated unexpectedly') }), true],
  [new Error('a user wrote: connection refused'), false],
  ['text', false],
  [null, false],
])('error %# is read right', (error, away) => {
  expect(isDatabaseUnavailable(error)).toBe(away);
});
