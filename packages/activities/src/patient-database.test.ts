import { createDatabase, DEVELOPMENT_ENCRYPTION_KEYS, isDatabaseUnavailable, migrate } from '@perdura/database';
import { eventually, startOwnPostgres } from '@perdura/testkit';
import { patientDatabase } from './patient-database.ts';

test('a call that meets an outage waits for its end, unless nobody waits for the call', async () => {
  const postgres = await startOwnPostgres();
  const { url } = postgres.server;
  await migrate(url);
  const database = createDatabase({ url, encryptionKeys: DEVELOPMENT_ENCRYPTION_KEYS });
  const project = await database.projects.create({ name: 'test' });
  const { hash } = await database.blobs.put(project.id, Buffer.from('"kept"'));
  await postgres.kill();

  const impatient = patientDatabase(database, AbortSignal.abort());
  // A process of the server that answers at the moment outlives the one that was killed by a little.
  const failure = () =>
    impatient.blobs.get(project.id, hash).then(
      () => null,
      (reason: unknown) => reason,
    );
  expect(isDatabaseUnavailable(await eventually(failure))).toBe(true);

  const waiting = patientDatabase(database, new AbortController().signal).blobs.get(project.id, hash);
  await postgres.start();
  expect((await waiting)?.bytes).toBe(6);

  await database.close();
  await postgres.dispose();
});
