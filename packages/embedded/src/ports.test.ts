import { createServer, type Server } from 'node:net';
import { choosePort, freePort, isPortFree, PortTakenError } from './ports.ts';

let server: Server;
let taken: number;

beforeAll(async () => {
  taken = await freePort();
  server = createServer();
  await new Promise<void>((resolve) => server.listen(taken, '127.0.0.1', resolve));
});

afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

test('a chosen port that is taken is refused with its holder and the option to change', async () => {
  const refused = choosePort({ purpose: 'the API', option: '--api-port', chosen: taken, preferred: 8080 });
  await expect(refused).rejects.toThrow(PortTakenError);
  await expect(refused).rejects.toThrow(new RegExp(`Port ${taken} for the API is taken by .*--api-port`));
});

test('a preferred port that is taken or reserved gives way to the next free one', async () => {
  const reserved = new Set([taken + 1]);
  const port = await choosePort({ purpose: 'x', option: '--x-port', preferred: taken, reserved });
  expect(port).toBeGreaterThan(taken + 1);
  expect(await isPortFree(port)).toBe(true);
});

test('a chosen port that is free is taken as it is', async () => {
  const chosen = await freePort();
  expect(await choosePort({ purpose: 'x', option: '--x-port', chosen, preferred: taken })).toBe(chosen);
});
