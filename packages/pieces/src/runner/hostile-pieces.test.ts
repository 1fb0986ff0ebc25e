import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPieceRunner } from './create-piece-runner.ts';
import { actionCall, errorOf, fixturePiece, type MemoryHost, memoryHost, outputOf } from './fixtures/stage.ts';
import type { ActionCall } from './piece-call.ts';

const CANARY = 'canary-5d1f7a';
const DENIED = 'PIECE_FAILED: Access to this API has been restricted';
const REFUSED = 'PIECE_FAILED: .*is not permitted to pieces';

/** What becomes of each attack: a failure that reads like this. */
const FAILURES: Record<string, string> = {
  loop: 'PIECE_TIMEOUT',
  loopOfPromises: 'PIECE_TIMEOUT',
  never: 'PIECE_TIMEOUT',
  // Whichever comes first: near its limit the collector of garbage may take all the time that there is.
  fillHeap: 'PIECE_MEMORY_LIMIT|PIECE_TIMEOUT',
  fillBuffers: 'PIECE_MEMORY_LIMIT',
  exit: 'PIECE_CRASHED: Its process ended with code 0',
  reallyExit: 'PIECE_CRASHED: Its process ended with code 7',
  unhandledRejection: 'PIECE_FAILED: nobody caught this',
  uncaughtException: 'PIECE_FAILED: thrown in a timer',
  throwNothing: 'PIECE_FAILED: undefined',
  throwTrap: 'PIECE_FAILED: It failed without saying why',
  killParent: REFUSED,
  debugParent: REFUSED,
  slowParent: REFUSED,
  listen: 'PIECE_FAILED: listen EACCES',
  listenOnFile: 'PIECE_FAILED: listen EACCES',
  listenByHandle: 'PIECE_FAILED: errno -13',
  sendDatagram: 'PIECE_FAILED: .*EACCES',
  spawn: DENIED,
  fork: DENIED,
  cluster: DENIED,
  worker: DENIED,
  inspector: DENIED,
  tracing: REFUSED,
  tracingByImport: REFUSED,
  addon: 'PIECE_FAILED: (process.dlopen|Cannot load native addon)',
  binding: 'PIECE_FAILED: (process.binding|Access)',
  flags: REFUSED,
  heapSnapshot: DENIED,
  readPasswords: DENIED,
  readEnvironment: DENIED,
  readEnvironmentOfParent: DENIED,
  readSources: DENIED,
  readByLink: 'PIECE_FAILED: (fs.symlink API|Access)',
  listFolder: DENIED,
  write: DENIED,
  removeOwnPackage: DENIED,
  hugeAnswer: 'PIECE_ANSWER_TOO_LARGE',
  hugeMessage: 'PIECE_ANSWER_TOO_LARGE',
  noise: 'PIECE_CRASHED',
  flood: 'PIECE_CRASHED|PIECE_TIMEOUT',
  floodOfQuestions: 'PIECE_CRASHED|PIECE_TIMEOUT',
  floodOfOutput: 'PIECE_(TIMEOUT|FAILED|CRASHED)',
  forgeNonsense: 'PIECE_CRASHED: Its process gave an answer that is none',
};

const open = createServer((request, response) => {
  if (request.url === '/moved') response.writeHead(302, { location: closedUrl() });
  response.end('open');
});
let reached = 0;
const closed = createServer((_, response) => response.end('closed')).on('connection', () => reached++);

const runner = createPieceRunner({
  outbound: {
    refusal: (address, port, names) =>
      port === portOf(open) || names.includes('allowed.invalid') ? null : `${address} is not to be called.`,
  },
  maxProcesses: 3,
  memoryMb: 96,
  timeoutMs: 30_000,
  maxAnswerBytes: 1_000_000,
});

let attack: (name: string, more?: Partial<ActionCall>, host?: MemoryHost) => ReturnType<typeof runner.call>;

beforeAll(async () => {
  process.env.PERDURA_TEST_SECRET = CANARY;
  const piece = await fixturePiece('hostile');
  attack = (name, more, host = memoryHost()) => runner.call(actionCall(piece, name, more), host);
  for (const server of [open, closed])
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  await runner.close();
  for (const server of [open, closed]) server.close();
});

test('attacks end as failures of their own step, while others go on, and tell no secret of the worker', async () => {
  const path = import.meta.filename;
  const attacks = Object.keys(FAILURES).map(async (name) => {
    const piece = await fixturePiece('hostile');
    const call = actionCall(piece, name, { input: { path } });
    const limits = FAILURES[name]?.includes('TIMEOUT') ? { timeoutMs: isEndless(name) ? 500 : 3_000 } : {};
    return [name, errorOf(await runner.call(call, memoryHost(), limits))] as const;
  });
  const neighbours = Array.from({ length: 20 }, async (_, index) => {
    const result = await attack('readGlobal', { projectId: `neighbour-${index % 2}` });
    return outputOf(result);
  });
  const ended = Object.fromEntries(await Promise.all(attacks));
  for (const [name, expected] of Object.entries(FAILURES))
    expect(`${name} ${ended[name]}`).toMatch(new RegExp(`^${name} (${expected})`));
  expect(await Promise.all(neighbours)).toEqual(Array.from({ length: 20 }, () => null));
  expect(JSON.stringify(ended)).not.toContain(CANARY);
});

test('there is no environment, and nothing that tells how the process was started', async () => {
  const shown = outputOf(await attack('environment'));
  expect(shown).toMatchObject({ env: { TZ: 'UTC' }, argv: ['node', 'piece'], execArgv: [] });
  expect(Object.keys(Object(Object(shown).env)).toSorted()).toEqual(['HOME', 'TMPDIR', 'TZ']);
});

test('forged messages change nothing', async () => {
  const project = { projectId: 'forger' };
  expect(outputOf(await attack('forgeIdle', project))).toBe('true answer');
  expect(outputOf(await attack('forgeResults', { projectId: 'forger-2' }))).toBe('true answer');
  const answers = outputOf(await attack('forgeMethods', { projectId: 'forger-3' })) as string[];
  expect(answers).toHaveLength(5);
  for (const answer of answers) expect(answer).toContain('to ask for');
});

test('a process in which the language was changed, or something was left running, is not used again', async () => {
  const project = { projectId: 'tamperer' };
  expect(outputOf(await attack('tamper', project))).not.toBe('tampered');
  expect(outputOf(await attack('isTampered', project))).toEqual([false, false, false]);
  const pid = outputOf(await attack('pid', project));
  expect(outputOf(await attack('leaveTimer', project))).toBe(pid);
  expect(outputOf(await attack('pid', project))).not.toBe(pid);
});

test('a process that is clean is used again, with an empty folder', async () => {
  const project = { projectId: 'clean' };
  expect(outputOf(await attack('leaveFile', project))).toEqual(['left']);
  const pid = outputOf(await attack('pid', project));
  expect(outputOf(await attack('listScratch', project))).toEqual([]);
  expect(outputOf(await attack('pid', project))).toBe(pid);
});

test('what a call leaves is not found by another project, and asks for nothing afterwards', async () => {
  const auth = { type: 'SECRET_TEXT', secret_text: CANARY };
  const pid = outputOf(await attack('leaveGlobal', { projectId: 'one', input: { auth } }));
  expect(outputOf(await attack('readGlobal', { projectId: 'two' }))).toBeNull();
  expect(outputOf(await attack('pid', { projectId: 'two' }))).not.toBe(pid);
  const host = memoryHost({ late: CANARY });
  outputOf(await attack('leaveQuestion', { projectId: 'two' }, host));
  // A later call of the same project, by whatever process, comes after the question.
  outputOf(
    await attack('uncaughtException', { projectId: 'two' }, host).then(() => attack('pid', { projectId: 'two' })),
  );
  expect(host.asked).toEqual([]);
});

test('connections that are not permitted are refused, however they are made', async () => {
  const input = { port: portOf(closed), host: '127.0.0.1', url: closedUrl() };
  const moved = { ...input, url: `http://127.0.0.1:${portOf(open)}/moved` };
  for (const name of ['connect', 'connectByTls', 'connectByOwnLookup', 'connectByHandle', 'connectByFetch']) {
    expect(errorOf(await attack(name, { input }))).toMatch(/(EACCES|errno -13)[\s\S]*is not to be called/);
  }
  expect(errorOf(await attack('connectByFetch', { input: moved }))).toContain('127.0.0.1 is not to be called');
  expect(errorOf(await attack('connect', { input: { ...input, host: 'localhost' } }))).toContain('is not to be called');
  expect(reached).toBe(0);
  const permitted = { ...input, url: `http://127.0.0.1:${portOf(open)}/` };
  expect(outputOf(await attack('connectByFetch', { input: permitted }))).toBe('open');
});

function isEndless(name: string): boolean {
  return FAILURES[name] === 'PIECE_TIMEOUT';
}

function portOf(server: typeof open): number {
  return (server.address() as AddressInfo).port;
}

function closedUrl(): string {
  return `http://127.0.0.1:${portOf(closed)}/`;
}
