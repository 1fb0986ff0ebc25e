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
  // What streams would hold is held each time; what a busy machine collects late is not.
  const peaks: number[] = [];
  while (peaks.length < 3 && peaks.every((peak) => peak >= 400 * MEGABYTE)) {
    peer.taken.length = 0;
    const { peakBytes, payloads } = await inProcess();
    expect(peer.taken).toEqual([{ ...hashOf(chunks()), headers: expect.anything() }]);
    expect(Math.max(...payloads)).toBeLessThan(4096);
    peaks.push(peakBytes);
  }
  expect(Math.min(...peaks)).toBeLessThan(400 * MEGABYTE);
}, 360_000);

async function inProcess(): Promise<{ peakBytes: number; payloads: number[] }> {
  const options = [
    '--expose-gc',
    '--conditions=source',
    '--import',
    'tsx',
    PROGRAM,
    stage.url,
    stage.projectId,
    RUN_ID,
    peer.url,
  ];
  // As workers are deployed: without it the C library keeps memory for each thread, the more the busier the machine is.
  const env = { ...process.env, MALLOC_ARENA_MAX: '2' };
  const { stdout } = await promisify(execFile)(process.execPath, options, { cwd: ROOT, timeout: 110_000, env });
  return JSON.parse(stdout) as { peakBytes: number; payloads: number[] };
}
