import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { blobStream, storeStream } from './blob-streams.ts';
import { createDatabase, type Database } from './database.ts';
import { newId } from './ids.ts';
import { DEVELOPMENT_ENCRYPTION_KEYS } from './secrets.ts';
import { newProject, newRun, newWorkflow, snapshot, step, useDatabase } from './testing/fixtures.ts';
import { startS3Server } from './testing/s3-server.ts';

const MEGABYTE = 1024 * 1024;
const LATER = () => new Date(Date.now() + 60_000);

const held = useDatabase();
let s3: Awaited<ReturnType<typeof startS3Server>>;
let withS3: Database;

beforeAll(async () => {
  s3 = await startS3Server();
  withS3 = createDatabase({ url: held.url, encryptionKeys: DEVELOPMENT_ENCRYPTION_KEYS, s3: s3.settings });
});
afterAll(async () => {
  await withS3.close();
  await s3.stop();
});

async function sql<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new Client({ connectionString: held.url });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

function* chunks(bytes: number, seed = 0): Generator<Uint8Array> {
  const size = 200_000;
  for (let at = 0; at < bytes; at += size) yield Buffer.alloc(Math.min(size, bytes - at), `${seed}/${at} `);
}

function known(parts: Iterable<Uint8Array>): { hash: string; bytes: number } {
  const whole = Buffer.concat([...parts]);
  return { hash: createHash('sha256').update(whole).digest('hex'), bytes: whole.byteLength };
}

async function sweepAll(database: Database, untouchedSince: Date): Promise<number> {
  let deleted = 0;
  let next = null;
  do {
    const swept: Awaited<ReturnType<Database['blobs']['sweep']>> = await database.blobs.sweep(next, untouchedSince, 3);
    deleted += swept.deleted;
    next = swept.next;
  } while (next !== null);
  return deleted;
}

describe.each([
  ['PostgreSQL', () => held.database],
  ['S3', () => withS3],
])('in %s', (_name, opened) => {
  test.each([0, 10, MEGABYTE, MEGABYTE + 1, 12 * MEGABYTE])(
    'a stream of %d bytes is read as it came',
    async (bytes) => {
      const database = opened();
      const { projectId } = await newProject(database);
      const runId = newId();
      const expected = known(chunks(bytes));
      const options = { contentType: 'text/x', runId };
      expect(await storeStream(database.blobs, projectId, chunks(bytes), options)).toEqual(expected);
      expect(await storeStream(database.blobs, projectId, chunks(bytes), options)).toEqual(expected);
      const row = await database.blobs.get(projectId, expected.hash);
      expect(known([row?.data ?? Buffer.from('none')])).toEqual(expected);
      const info = (await database.blobs.usedBy(projectId, runId, [expected.hash])).get(expected.hash);
      if (info === undefined) throw new Error('the run does not use it');
      const read: Uint8Array[] = [];
      for await (const piece of blobStream(database.blobs, projectId, info)) read.push(piece);
      expect(known(read)).toEqual(expected);
      expect(info.contentType).toBe('text/x');
      expect(Math.max(0, ...read.map((piece) => piece.byteLength))).toBeLessThanOrEqual(5 * MEGABYTE);
    },
  );

  test('a large value at once is the same blob as its stream', async () => {
    const database = opened();
    const { projectId } = await newProject(database);
    const whole = Buffer.concat([...chunks(7 * MEGABYTE)]);
    const [put, streamed] = await Promise.all([
      database.blobs.put(projectId, whole),
      storeStream(database.blobs, projectId, chunks(7 * MEGABYTE)),
    ]);
    expect(put).toEqual(streamed);
    expect(await sql('SELECT 1 FROM blobs WHERE project_id = $1', [projectId])).toHaveLength(1);
  });

  test('a stream that breaks off leaves nothing behind', async () => {
    const database = opened();
    const { projectId } = await newProject(database);
    async function* broken() {
      yield* chunks(6 * MEGABYTE);
      throw new Error('broken off');
    }
    await expect(storeStream(database.blobs, projectId, broken())).rejects.toThrow('broken off');
    expect(await sql('SELECT state FROM blob_contents WHERE project_id = $1', [projectId])).toEqual([
      { state: 'doomed' },
    ]);
    while ((await database.blobs.removeContents(new Date(0), 10)) > 0);
    expect(await sql('SELECT 1 FROM blob_contents WHERE project_id = $1', [projectId])).toEqual([]);
  });

  test('what no run uses is deleted with its bytes, once nothing touches it', async () => {
    const database = opened();
    const { projectId } = await newProject(database);
    const kept = await storeStream(database.blobs, projectId, chunks(2 * MEGABYTE, 1), { runId: newId() });
    const unused = await storeStream(database.blobs, projectId, chunks(2 * MEGABYTE, 2));
    const an = new Date(Date.now() - 3_600_000);
    await sweepAll(database, an);
    expect((await database.blobs.getMany(projectId, [kept.hash, unused.hash])).size).toBe(2);
    await sweepAll(database, LATER());
    while ((await database.blobs.removeContents(new Date(0), 10)) > 0);
    expect([...(await database.blobs.getMany(projectId, [kept.hash, unused.hash])).keys()]).toEqual([kept.hash]);
    const contents = await sql<{ id: string }>('SELECT id FROM blob_contents WHERE project_id = $1', [projectId]);
    expect(contents).toHaveLength(1);
    expect((await storeStream(database.blobs, projectId, chunks(2 * MEGABYTE, 2))).hash).toBe(unused.hash);
    expect(await database.blobs.get(projectId, unused.hash)).not.toBeNull();
  });
});

test('values of one store are read when the other is used from now on', async () => {
  const { projectId } = await newProject(held.database);
  const inPostgres = await storeStream(held.database.blobs, projectId, chunks(3 * MEGABYTE, 1));
  const inS3 = await storeStream(withS3.blobs, projectId, chunks(3 * MEGABYTE, 2));
  const found = await withS3.blobs.getMany(projectId, [inPostgres.hash, inS3.hash]);
  expect([...found.values()].map(({ data }) => data.byteLength)).toEqual([3 * MEGABYTE, 3 * MEGABYTE]);
  await expect(held.database.blobs.get(projectId, inS3.hash)).rejects.toMatchObject({ code: 'BLOB_STORE_MISSING' });
});

test('a put that meets the deletion of the same content always leaves a blob that is used', async () => {
  const { database } = held;
  const { projectId } = await newProject(database);
  let deleted = 0;
  for (let round = 0; round < 60; round += 1) {
    const runId = newId();
    const data = Buffer.from(`content ${round % 4}`);
    const [{ hash }, swept] = await Promise.all([
      database.blobs.put(projectId, data, { runId }),
      sweepAll(database, new Date(Date.now() - 1)),
      sweepAll(database, new Date(Date.now() - 1)),
    ]);
    deleted += swept;
    expect((await database.blobs.usedBy(projectId, runId, [hash])).get(hash)?.bytes).toBe(data.byteLength);
    await sql('DELETE FROM blob_uses WHERE run_id = $1', [runId]);
  }
  expect(deleted).toBeGreaterThan(0);
});

describe('a run', () => {
  async function runOf(database: Database) {
    const project = await newProject(database);
    const versioned = await newWorkflow(database, project);
    const { run } = await database.runs.create(project.projectId, newRun(versioned));
    return { ...project, versioned, run };
  }

  /** A file, and a stored value that refers to it. */
  async function valueWithFile(database: Database, projectId: string, runId: string) {
    const file = await database.blobs.put(projectId, Buffer.from('a file'), { runId, contentType: 'text/plain' });
    const reference = { $file: { hash: file.hash, bytes: file.bytes, contentType: 'text/plain', encoding: 'text' } };
    const json = Buffer.from(JSON.stringify({ reference, runId }));
    const value = await database.blobs.put(projectId, json, { runId, files: [file.hash] });
    return { file, reference, value: { blob: value.hash, bytes: value.bytes } };
  }

  const usedBy = async (database: Database, projectId: string, runId: string, hashes: string[]) =>
    [...(await database.blobs.usedBy(projectId, runId, hashes)).keys()].toSorted();

  test('uses the blob of its trigger from the moment when it is made', async () => {
    const { database } = held;
    const { projectId, versioned } = await runOf(database);
    const { hash, bytes } = await database.blobs.put(projectId, Buffer.from('{"large":1}'));
    const made = await database.runs.create(projectId, { ...newRun(versioned), triggerData: { blob: hash, bytes } });
    expect(await usedBy(database, projectId, made.run.id, [hash])).toEqual([hash]);
  });

  test('that another run started uses the files that it was handed, and no others', async () => {
    const { database } = held;
    const { projectId, versioned, run } = await runOf(database);
    const { file, reference, value } = await valueWithFile(database, projectId, run.id);
    const stranger = newId();
    const secret = await database.blobs.put(projectId, Buffer.from('of another run'), { runId: stranger });
    const forged = { $file: { ...reference.$file, hash: secret.hash } };
    const triggers = [value, { value: { list: [reference, forged] } }];
    for (const triggerData of triggers) {
      const child = await database.runs.create(projectId, { ...newRun(versioned), triggerData, parentRunId: run.id });
      const found = await usedBy(database, projectId, child.run.id, [file.hash, value.blob, secret.hash]);
      expect(found).toEqual('blob' in triggerData ? [file.hash, value.blob].toSorted() : [file.hash]);
    }
  });

  test('that repeats another uses what that one used, and may outlive it', async () => {
    const { database } = held;
    const { projectId, versioned, run } = await runOf(database);
    const { file, value } = await valueWithFile(database, projectId, run.id);
    const retry = await database.runs.create(projectId, { ...newRun(versioned), retryOf: run.id });
    const all = [file.hash, value.blob].toSorted();
    expect(await usedBy(database, projectId, retry.run.id, all)).toEqual(all);
    await sql('DELETE FROM blob_uses WHERE run_id = $1', [run.id]);
    await sweepAll(database, LATER());
    expect((await database.blobs.getMany(projectId, all)).size).toBe(2);
  });

  test('hands its result to the run that waits for it', async () => {
    const { database } = held;
    const { projectId, versioned, run } = await runOf(database);
    const child = await database.runs.create(projectId, { ...newRun(versioned), parentRunId: run.id });
    const { file, value } = await valueWithFile(database, projectId, child.run.id);
    await database.runs.record(snapshot(child.run, { status: 'completed', sequence: 2, result: value }));
    const all = [file.hash, value.blob].toSorted();
    expect(await usedBy(database, projectId, run.id, all)).toEqual(all);
  });
});

describe('retention', () => {
  const DAY = 86_400_000;

  async function endedRun(database: Database, days: number | null, retentionDays: number | null = null) {
    const project = await newProject(database);
    const versioned = await newWorkflow(database, project);
    if (retentionDays !== null) {
      await sql('UPDATE workflow_versions SET retention_days = $2 WHERE id = $1', [
        versioned.version.id,
        retentionDays,
      ]);
    }
    const { run } = await database.runs.create(project.projectId, newRun(versioned));
    const blob = await database.blobs.put(project.projectId, Buffer.from(`of ${run.id}`), { runId: run.id });
    const completedAt = days === null ? null : new Date(Date.now() - days * DAY).toISOString();
    const status = days === null ? 'waiting' : 'completed';
    await database.runs.record(snapshot(run, { status, completedAt, steps: [step('a')], sequence: 2 }));
    return { ...project, run, blob };
  }

  test.each<[string, { days: number | null; own: number | null; standard: number | null; isDeleted: boolean }]>([
    ['kept for ever without a setting', { days: 4_000, own: null, standard: null, isDeleted: false }],
    ['deleted after the setting', { days: 31, own: null, standard: 30, isDeleted: true }],
    ['kept until the setting', { days: 29, own: null, standard: 30, isDeleted: false }],
    ['deleted after what its version says', { days: 3, own: 2, standard: 30, isDeleted: true }],
    ['kept for as long as its version says', { days: 40, own: 90, standard: 30, isDeleted: false }],
    ['kept while it lives', { days: null, own: 1, standard: 1, isDeleted: false }],
  ])('an ended run is %s', async (_what, { days, own, standard, isDeleted }) => {
    const { database } = held;
    const { projectId, run, blob } = await endedRun(database, days, own);
    await sql(`UPDATE runs SET created_at = now() - interval '5000 days' WHERE id = $1`, [run.id]);
    while ((await database.retention.deleteExpiredRuns(standard, 2)).size > 0);
    expect((await database.runs.get(projectId, run.id)) === null).toBe(isDeleted);
    expect(await sql('SELECT 1 FROM steps WHERE run_id = $1', [run.id])).toHaveLength(isDeleted ? 0 : 1);
    await sweepAll(database, LATER());
    expect((await database.blobs.get(projectId, blob.hash)) === null).toBe(isDeleted);
  });

  test('deletes no more than it was asked to at a time', async () => {
    const { database } = held;
    for (let count = 0; count < 3; count += 1) await endedRun(database, 400, 300);
    expect(sum(await database.retention.deleteExpiredRuns(null, 2))).toBe(2);
    expect(sum(await database.retention.deleteExpiredRuns(null, 2))).toBe(1);
    expect(sum(await database.retention.deleteExpiredRuns(null, 2))).toBe(0);
  });

  test('leaves the effects of a live run, which may try a step again after months', async () => {
    const { database } = held;
    const ended = await endedRun(database, 1);
    const live = await endedRun(database, null);
    for (const { projectId, run } of [ended, live]) {
      await database.effects.record(projectId, `${run.id}/notify/0`, { messageId: 'x' });
    }
    await database.effects.prune(LATER());
    const found = [ended, live].map(({ projectId, run }) => database.effects.find(projectId, `${run.id}/notify/0`));
    expect(await Promise.all(found)).toEqual([null, expect.anything()]);
  });
});

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}
