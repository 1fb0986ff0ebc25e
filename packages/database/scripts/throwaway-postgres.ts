import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, removePostgresData, startPostgres } from '@perdura/embedded';

/** Gives `work` the address of an empty PostgreSQL database that nobody else uses, and removes it afterwards. */
export async function withEmptyDatabase<Result>(work: (url: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'perdura-migrations-'));
  const dataDirectory = join(folder, 'data');
  const server = await startPostgres({ dataDirectory, port: await freePort(), durable: false });
  try {
    return await work(server.url);
  } finally {
    await server.stop();
    removePostgresData(dataDirectory);
    await rm(folder, { recursive: true, force: true });
  }
}
