import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '@perdura/embedded';
import { eventually } from '@perdura/testkit';
import type { S3Settings } from '../s3-contents.ts';

/** A real S3-compatible server in a process of its own, with one empty bucket. */
export async function startS3Server(): Promise<{ settings: S3Settings; stop(): Promise<void> }> {
  const directory = await mkdtemp(path.join(tmpdir(), 'perdura-s3-'));
  const port = await freePort();
  const program = createRequire(__filename).resolve('s3rver/bin/s3rver.js');
  const options = ['--directory', directory, '--port', String(port), '--address', '127.0.0.1', '--silent'];
  const server = spawn(process.execPath, [program, ...options, '--no-vhost-buckets', '--configure-bucket', 'perdura'], {
    stdio: 'ignore',
  });
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    await eventually(async () => (await fetch(endpoint)).status < 500, { what: 'the S3 server' });
  } catch (error) {
    await end(server, directory);
    throw error;
  }
  return {
    settings: {
      endpoint,
      bucket: 'perdura',
      accessKeyId: 'S3RVER',
      secretAccessKey: 'S3RVER',
      forcePathStyle: true,
    },
    stop: () => end(server, directory),
  };
}

async function end(server: ChildProcess, directory: string): Promise<void> {
  if (server.exitCode === null) {
    const ended = new Promise((done) => server.once('exit', done));
    server.kill('SIGKILL');
    await ended;
  }
  await rm(directory, { recursive: true, force: true });
}
