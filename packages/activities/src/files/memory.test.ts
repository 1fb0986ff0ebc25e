import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { openStage, RUN_ID, type Stage } from '../testing/stage.ts';
import { hashOf, pieces, StreamPeer } from '../testing/stream-peer.ts';

const MEGABYTE = 1024 * 1024;
const PROGRAM = path.join(__dirname, '../testing/large-body-process.ts');
const ROOT = path.join(__dirname, '../../../..');

let stage: Stage;
let peer: StreamPeer;

beforeAll(async () => {
  stage = await openStage();
  peer = await new StreamPeer().listen();
});
afterAll(async () => {
  await peer.close();
  await stage.close();
});

test('100 MB go through three nodes in less than 400 MB of memory, and no payload is large', async () => {
  const chunks = () => pieces((100 * MEGABYTE) / (64 * 1024), Buffer.from([0, 255]));
  peer.given = { contentType: 'application/octet-stream', chunks };
  const { peakBytes, payloads } = await inProcess();
  expect(peer.taken).toEqual([{ ...hashOf(chunks()), headers: expect.anything() }]);
  expect(peakBytes).toBeLessThan(400 * MEGABYTE);
  expect(Math.max(...payloads)).toBeLessThan(4096);
}, 120_000);

async function inProcess(): Promise<{ peakBytes: number; payloads: number[] }> {
  const options = ['--conditions=source', '--import', 'tsx', PROGRAM, stage.url, stage.projectId, RUN_ID, peer.url];
  const { stdout } = await promisify(execFile)(process.execPath, options, { cwd: ROOT, timeout: 110_000 });
  return JSON.parse(stdout) as { peakBytes: number; payloads: number[] };
}
