import { createDatabase } from './database.ts';
import { newId } from './ids.ts';
import type { NewPieceFile } from './piece-files.ts';
import { newProject, newRun, newWorkflow, useDatabase } from './testing/fixtures.ts';

const held = useDatabase();

describe('the store of pieces', () => {
  test('keeps values as they were given, by scope', async () => {
    const { database } = held;
    const { projectId } = await newProject(database);
    const place = { scope: 'project', key: 'k' };
    const value = { z: 1, a: [null, '值'], m: { b: true, a: false } };
    expect(await database.storeEntries.get(projectId, place)).toBeNull();
    await database.storeEntries.put(projectId, place, null);
    expect(await database.storeEntries.get(projectId, place)).toEqual({ value: null });
    await database.storeEntries.put(projectId, place, value);
    const found = await database.storeEntries.get(projectId, place);
    expect(JSON.stringify(found?.value)).toBe(JSON.stringify(value));
    expect(await database.storeEntries.get(projectId, { ...place, scope: newId() })).toBeNull();
    expect(await database.storeEntries.remove(projectId, place)).toBe(true);
    expect(await database.storeEntries.remove(projectId, place)).toBe(false);
  });
});

describe('files of pieces', () => {
  const later = () => new Date(Date.now() + 60_000);

  test('are read by a token, until its time', async () => {
    const { database } = held;
    const { projectId } = await newProject(database);
    const file = await database.pieceFiles.create(projectId, newFile());
    const token = await database.pieceFiles.tokenOf(file, later());
    expect(await database.pieceFiles.byToken(token)).toEqual(file);
    const spent = await database.pieceFiles.tokenOf(file, new Date(Date.now() - 1));
    expect(await database.pieceFiles.byToken(spent)).toBeNull();
    expect(await database.pieceFiles.byToken(spent, { anyTime: true })).toEqual(file);
  });

  test('are not read by a forged token', async () => {
    const { database } = held;
    const { projectId } = await newProject(database);
    const [file, other] = await Promise.all([
      database.pieceFiles.create(projectId, newFile()),
      database.pieceFiles.create(projectId, newFile()),
    ]);
    const token = await database.pieceFiles.tokenOf(file, later());
    const [, , until, signature] = token.split('.');
    for (const forged of [
      `${projectId}.${other.id}.${until}.${signature}`,
      `${projectId}.${file.id}.zzzzzzzzz.${signature}`,
      `${projectId}.${file.id}.${until}.`,
      `${token}.`,
      '',
    ]) {
      expect(await database.pieceFiles.byToken(forged)).toBeNull();
    }
  });

  test('of triggers are forgotten', async () => {
    const { database } = held;
    const { projectId } = await newProject(database);
    const file = newFile();
    const { hash } = await database.blobs.put(projectId, Buffer.from('x'), { runId: file.id });
    await database.pieceFiles.create(projectId, { ...file, hash });
    expect(await database.pieceFiles.prune(new Date(Date.now() - 60_000))).toBe(0);
    expect(await database.pieceFiles.prune(later())).toBeGreaterThan(0);
    expect(await database.blobs.usedBy(projectId, file.id, [hash])).toEqual(new Map());
  });
});

describe('waits of pieces', () => {
  async function waitingRun() {
    const { database } = held;
    const project = await newProject(database);
    const { run } = await database.runs.create(project.projectId, newRun(await newWorkflow(database, project)));
    return { projectId: project.projectId, piece: { runId: run.id, nodeId: 'ask', iteration: '2.0' } };
  }
  const webhook = { kind: 'webhook', until: null } as const;

  test('of a repeated attempt are the same until they end', async () => {
    const { pieceWaits } = held.database;
    const { projectId, piece } = await waitingRun();
    const place = { ...piece, after: null, ordinal: 0 };
    const until = new Date('2026-05-01T08:00:00.000Z');
    const first = there(await pieceWaits.open(projectId, place, { kind: 'delay', until }));
    expect(first).toMatchObject({ ...piece, projectId, kind: 'delay', until, payload: null, endedAt: null });
    expect(first.requestId).toMatch(/^[0-9A-Za-z]{21}$/);
    expect(await pieceWaits.open(projectId, place, webhook)).toEqual(first);
    await pieceWaits.end(projectId, first.runId, first.requestId);
    const anew = there(await pieceWaits.open(projectId, place, webhook));
    expect(anew.requestId).not.toBe(first.requestId);
    expect(anew).toMatchObject({ kind: 'webhook', until: null });
  });

  test('have names of their own, which another key would not give', async () => {
    const { projectId, piece } = await waitingRun();
    const key = `other:${Buffer.alloc(32, 7).toString('base64')}`;
    const other = createDatabase({ url: held.url, encryptionKeys: key });
    const open = (database: typeof other, after: string | null, ordinal: number) =>
      database.pieceWaits.open(projectId, { ...piece, after, ordinal }, webhook);
    const waits = await Promise.all([
      open(held.database, null, 0),
      open(held.database, null, 1),
      open(held.database, 'request', 0),
      open(other, null, 0),
    ]);
    await other.close();
    expect(new Set(waits.map((wait) => wait?.requestId)).size).toBe(waits.length);
  });
});

function newFile(): NewPieceFile {
  const file = { stepName: 'step_1', fileName: '报告.pdf', contentType: 'application/pdf' };
  return { id: newId(), runId: null, ...file, hash: 'a'.repeat(64), bytes: 3 };
}

function there<Row>(row: Row | null): Row {
  if (row === null) throw new Error('the wait was not made');
  return row;
}

test('a live run takes each tag once, and an ended one none', async () => {
  const { database } = held;
  const project = await newProject(database);
  const { projectId } = project;
  const { run } = await database.runs.create(projectId, newRun(await newWorkflow(database, project)));
  await database.runTags.add(projectId, run.id, 'vip');
  await database.runTags.add(projectId, run.id, 'vip');
  expect((await database.runs.get(projectId, run.id))?.tags).toEqual(['vip']);
  await database.runs.finish(projectId, run.id, { status: 'failed', error: { code: 'X', message: '', nodeId: null } });
  await database.runTags.add(projectId, run.id, 'late');
  expect((await database.runs.get(projectId, run.id))?.tags).toEqual(['vip']);
});
