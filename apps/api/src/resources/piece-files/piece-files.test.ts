import { newId, type PieceFileRow } from '@perdura/database';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(async () => {
  await api.close();
});

const BYTES = '报告 <script>alert(1)</script>';

async function newFile(fileName: string): Promise<PieceFileRow> {
  const id = newId();
  const contentType = 'text/html; charset=utf-8';
  const blob = await api.database.blobs.put(api.projectId, Buffer.from(BYTES), { runId: id });
  const file = { id, runId: null, stepName: 'step_1', fileName, contentType, ...blob };
  return api.database.pieceFiles.create(api.projectId, file);
}

async function addressOf(file: PieceFileRow, lastsMs = 60_000): Promise<string> {
  return `/v1/piece-files/${await api.database.pieceFiles.tokenOf(file, new Date(Date.now() + lastsMs))}`;
}

test('a file is sent to whoever has its address, never as a page', async () => {
  const answer = await api.call('GET', await addressOf(await newFile('报告 "1".html')), { key: null });
  expect(answer).toMatchObject({ status: 200, text: BYTES });
  expect(answer.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-disposition': `attachment; filename="__ _1_.html"; filename*=UTF-8''%E6%8A%A5%E5%91%8A%20%221%22.html`,
    'content-security-policy': "sandbox; default-src 'none'",
    'cache-control': 'private, no-store',
  });
});

test('nobody else is told that there is one', async () => {
  const file = await newFile('a.txt');
  const address = await addressOf(file);
  const gone = await newFile('b.txt');
  await api.database.pieceFiles.prune(new Date(gone.createdAt.getTime() + 1));
  const again = await newFile('c.txt');
  for (const path of [
    await addressOf(again, -1),
    await addressOf(gone),
    `${address.slice(0, -1)}${address.endsWith('A') ? 'B' : 'A'}`,
    `${address}/`,
    '/v1/piece-files/',
    `/v1/piece-files/${file.id}`,
  ]) {
    expect(await api.call('GET', path, { key: null })).toMatchObject({ status: 404, json: { code: 'NOT_FOUND' } });
  }
  const deleted = await api.call('DELETE', await addressOf(again), { key: null });
  expect(deleted).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD, OPTIONS' } });
  expect((await api.call('HEAD', await addressOf(again), { key: null })).status).toBe(200);
});
