import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { Context, Interruption } from '../context.ts';
import { chooseConnection, findDevStack } from './connection.ts';

const work = { apiUrl: 'https://work.example', credential: 'claw_work', kind: 'key' as const };
const home = { apiUrl: 'https://home.example', credential: 'claws_home', kind: 'session' as const };
const stored = { current: 'work', profiles: { work, home } };
const none = { current: null, profiles: {} };
const stack = { apiUrl: 'http://127.0.0.1:4000', apiKey: 'claw_dev', file: '/x/.perdura/dev.json', mailboxUrl: null };

test('the command line goes before the environment, that before a profile, and that before a stack', () => {
  const env = { PERDURA_API_URL: 'https://env.example', PERDURA_API_KEY: 'claw_env' };
  const given = { apiUrl: 'https://given.example/', apiKey: 'claw_given' };
  expect(chooseConnection(given, env, stored, stack)).toMatchObject({
    apiUrl: 'https://given.example',
    credential: 'claw_given',
  });
  expect(chooseConnection({}, env, stored, stack)).toMatchObject({
    apiUrl: 'https://env.example',
    credential: 'claw_env',
  });
  expect(chooseConnection({}, {}, stored, stack)).toMatchObject({ credential: 'claw_work', profile: 'work' });
  expect(chooseConnection({ profile: 'home' }, {}, stored, stack)).toMatchObject({
    credential: 'claws_home',
    kind: 'session',
  });
  expect(chooseConnection({}, { PERDURA_PROFILE: 'home' }, stored, null)).toMatchObject({ profile: 'home' });
  expect(chooseConnection({}, {}, none, stack)).toMatchObject({
    credential: 'claw_dev',
    source: expect.stringContaining('dev.json'),
  });
});

test('a stored credential is sent to no other server', () => {
  const other = chooseConnection({ apiUrl: 'https://other.example' }, {}, stored, stack);
  expect(other).toMatchObject({ apiUrl: 'https://other.example', credential: null, profile: null });
  expect(chooseConnection({ apiUrl: 'https://work.example/' }, {}, stored, null)).toMatchObject({
    credential: 'claw_work',
  });
});

test.each([
  ['http://127.0.0.1:4000', true],
  ['http://localhost:4000', true],
  ['https://evil.example', false],
  ['http://127.0.0.1.evil.example', false],
  ['http://127.0.0.1@evil.example', false],
])('a folder that one stands in may name a stack of this machine alone: %s', async (apiUrl, found) => {
  const folder = await mkdtemp(join(tmpdir(), 'stack-'));
  await mkdir(join(folder, '.perdura'));
  await writeFile(join(folder, '.perdura', 'dev.json'), JSON.stringify({ apiUrl, apiKey: 'claw_dev' }));
  expect(findDevStack(folder) !== null).toBe(found);
  await rm(folder, { recursive: true });
});

test.each([
  ['a terminal', true, true, false],
  ['a terminal that is shown JSON', false, true, true],
  ['a log', false, false, false],
])('%s is told of the stack that was found: %s', async (_who, isTold, isTTY, json) => {
  const folder = await mkdtemp(join(tmpdir(), 'stack-'));
  await mkdir(join(folder, '.perdura'));
  await writeFile(join(folder, '.perdura', 'dev.json'), JSON.stringify(stack));
  let told = '';
  const stderr = Object.assign(
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        told += chunk.toString();
        done();
      },
    }),
    { isTTY },
  );
  const stdout = new Writable();
  const terminal = { stdin: Readable.from([]), stdout, stderr, env: { HOME: folder }, cwd: folder };
  const context = new Context(
    { ...terminal, onInterrupt: () => () => undefined },
    { json },
    new Interruption(() => {}),
  );
  expect(await context.connection()).toMatchObject({ credential: 'claw_dev' });
  expect(told.includes('Using the development stack')).toBe(isTold);
  await rm(folder, { recursive: true });
});

test('what is missing or wrong is said', () => {
  expect(() => chooseConnection({}, {}, none, null)).toThrow('No server is configured');
  expect(() => chooseConnection({ profile: 'gone' }, {}, stored, null)).toThrow(
    'There is no profile gone; stored are: home, work',
  );
  expect(() => chooseConnection({ apiUrl: 'ftp://x' }, {}, none, null)).toThrow('no address of a server');
});
