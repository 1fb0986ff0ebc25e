import { answers } from '@perdura/embedded';
import { Client } from 'pg';
import { startOwnPostgres, startOwnTemporal } from './own-services.ts';

test('a killed PostgreSQL comes back on the same port with what was committed', async () => {
  const postgres = await startOwnPostgres();
  const client = new Client({ connectionString: postgres.server.url });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('CREATE TABLE kept (id int)');
  await client.query('INSERT INTO kept VALUES (7)');
  await postgres.kill();
  expect(await answers(postgres.server.url)).toBe(false);
  const again = await postgres.start();
  const second = new Client({ connectionString: again.url });
  second.on('error', () => undefined);
  await second.connect();
  expect((await second.query('SELECT id FROM kept')).rows).toEqual([{ id: 7 }]);
  await second.end();
  await client.end().catch(() => undefined);
  await postgres.dispose();
});

test('a killed Temporal comes back on the same port', async () => {
  const temporal = await startOwnTemporal();
  const first = temporal.server.pid;
  await temporal.kill();
  const again = await temporal.start();
  expect(again.pid).not.toBe(first);
  expect(again.port).toBe(temporal.port);
  await temporal.dispose();
});
