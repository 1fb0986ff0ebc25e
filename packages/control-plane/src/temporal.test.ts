import { eventually, freePort, testTemporal } from '@perdura/testkit';
import { openBench } from './fixtures/control-plane-bench.ts';
import { connectTemporal } from './temporal.ts';
import { isTemporalUnavailable, TemporalUnavailable } from './temporal-errors.ts';

test('readiness says what is missing: the service, the namespace, a worker, or nothing', async () => {
  const { address } = await testTemporal();
  const away = connectTemporal({ address: `127.0.0.1:${await freePort()}` });
  expect(await away.ready(500)).toMatchObject({ reachable: false, namespace: false, worker: false });
  const lost = connectTemporal({ address, namespace: 'nowhere' });
  expect(await lost.ready()).toEqual({
    reachable: true,
    namespace: false,
    worker: false,
    detail: 'namespace nowhere does not exist',
  });
  const bench = await openBench();
  expect(await bench.control.temporalReady()).toMatchObject({ reachable: true, namespace: true, worker: false });
  const worker = await bench.worker();
  await eventually(async () => (await bench.control.temporalReady()).worker);
  expect(await bench.control.temporalReady()).toMatchObject({ worker: true, detail: null });
  await worker.shutdown();
  await Promise.all([away.close(), lost.close(), bench.close()]);
});

test('a call that finds nobody, or no namespace, fails as TemporalUnavailable, and says where', async () => {
  const port = await freePort();
  const { address } = await testTemporal();
  const away = connectTemporal({ address: `127.0.0.1:${port}` });
  const lost = connectTemporal({ address, namespace: 'nowhere' });
  const failure = await away.call((client) => client.workflow.getHandle('x').describe(), 5_000).catch((error) => error);
  expect(away.seemsAway()).toBe(true);
  expect(failure).toBeInstanceOf(TemporalUnavailable);
  expect(failure).toMatchObject({ code: 'TEMPORAL_UNAVAILABLE', message: expect.stringContaining(String(port)) });
  expect(isTemporalUnavailable(new Error('around it', { cause: failure }))).toBe(true);
  expect(isTemporalUnavailable(new Error('of its own'))).toBe(false);
  await expect(lost.call((client) => client.workflow.getHandle('x').describe())).rejects.toThrow(TemporalUnavailable);
  await Promise.all([away.close(), lost.close()]);
});

test('what Temporal answers is not taken for an outage', async () => {
  const { address, namespace } = await testTemporal();
  const temporal = connectTemporal({ address, namespace });
  const failure = await temporal.call((client) => client.workflow.getHandle('x').describe()).catch((error) => error);
  expect(failure).toMatchObject({ name: 'WorkflowNotFoundError' });
  expect(temporal.seemsAway()).toBe(false);
  await temporal.close();
});
