import { createPieceRunner } from './create-piece-runner.ts';
import { actionCall, codeCall, errorOf, fixturePiece, memoryHost, outputOf, SERVER } from './fixtures/stage.ts';
import type { ActionCall, PieceCallResult } from './piece-call.ts';

const runner = createPieceRunner({ outbound: { refusal: () => 'Nothing is called here.' }, maxProcesses: 2 });
const flow = { id: 'flow-1', versionId: 'version-1' };

afterAll(() => runner.close());

async function act(action: string, more: Partial<ActionCall> = {}, host = memoryHost()): Promise<PieceCallResult> {
  return runner.call(actionCall(await fixturePiece('probe'), action, more), host);
}

test('an action is given what newer frameworks know, and what older ones knew', async () => {
  const auth = { type: 'CUSTOM_AUTH', props: { port: '80' } };
  const shown = outputOf(await act('show', { input: { auth, amount: '12', unknown: [1] } }));
  expect(shown).toMatchObject({
    propsValue: { text: 'standing', amount: 12, unknown: [1], auth: { type: 'CUSTOM_AUTH', props: { port: 80 } } },
    auth: { type: 'CUSTOM_AUTH', props: { port: 80 } },
    executionType: 'BEGIN',
    step: { name: 'step_1' },
    server: SERVER,
    serverUrl: SERVER.publicUrl,
    project: { id: 'p1', externalId: 'outside' },
    current: { id: 'flow-1', version: { id: 'version-1' } },
    runId: 'run-1',
  });
  expect(Object(shown).keys).toEqual(expect.arrayContaining(['agent', 'files', 'generateResumeUrl', 'output', 'tags']));
  expect(Object(shown).propsValue).not.toHaveProperty('note');
});

test('pieces of frameworks without versions of contexts are given bare values of connections', async () => {
  const piece = await fixturePiece('probe-old');
  const show = async (auth: ActionCall['input']) =>
    outputOf(await runner.call(actionCall(piece, 'show', { input: { auth } }), memoryHost()));
  expect(await show({ type: 'SECRET_TEXT', secret_text: 'key' })).toMatchObject({ auth: 'key' });
  expect(await show({ type: 'CUSTOM_AUTH', props: { port: '80' } })).toMatchObject({ auth: { port: 80 } });
  const host = memoryHost({ main: { type: 'SECRET_TEXT', secret_text: 'other' } });
  expect(outputOf(await runner.call(actionCall(piece, 'ask'), host))).toMatchObject({ connection: 'other' });
});

test('an action without the connection that it needs, or with one that does not fit, is told so by name', async () => {
  expect(errorOf(await act('show'))).toBe(
    'PIECE_INPUT_INVALID: The input does not fit: "auth" is required: name a connection.',
  );
  const auth = { type: 'CUSTOM_AUTH', props: { port: 'eighty' } };
  expect(errorOf(await act('show', { input: { auth } }))).toContain('"port":"expected a number, received: eighty"');
  expect(errorOf(await act('absent'))).toContain('no action "absent"');
});

test('the store has two scopes, and limits on keys and values', async () => {
  const host = memoryHost();
  expect(outputOf(await act('store', {}, host))).toEqual([
    { b: 1, a: 2 },
    7,
    null,
    expect.stringContaining('1 to 128 characters'),
    expect.stringContaining('at most 524288'),
  ]);
  expect(host.entries).toEqual(
    new Map<string, unknown>([
      ['PROJECT count', { b: 1, a: 2 }],
      ['FLOW own', 7],
    ]),
  );
});

test('connections, flows, files, tags and progress are asked of the host', async () => {
  const main = { type: 'SECRET_TEXT', secret_text: 'key' };
  const host = memoryHost({ main });
  expect(outputOf(await act('ask', {}, host))).toEqual({
    connection: main,
    none: null,
    flows: { data: [{ id: 'f1' }], next: null, previous: null },
    file: 'https://perdura.example/files/a.txt?bytes=5',
    agent: expect.stringContaining('no agent'),
  });
  expect(host.asked).toEqual(['tag seen', 'output {"half":true}', 'connection main', 'connection none']);
});

test('a response answers whoever waits, and a stop ends the run', async () => {
  const stopped = await act('stop');
  expect(stopped).toEqual({
    kind: 'done',
    output: 'stopped',
    stop: true,
    response: { status: 201, headers: { a: '1' }, body: { ok: true } },
  });
  expect(await act('respond')).toMatchObject({ kind: 'done', stop: false, response: { status: 202, body: 'early' } });
});

test('an action pauses by time, by links, and by waitpoints, whose waits are made before it knows their addresses', async () => {
  const byTime = await act('pauseByTime');
  expect(byTime).toEqual({ kind: 'paused', output: {}, pause: { type: 'DELAY', until: '2031-01-01T00:00:00.000Z' } });
  const host = memoryHost();
  const link = `${SERVER.publicUrl}v1/flow-runs/run-1/requests/wait-1`;
  expect(await act('pauseByLink', {}, host)).toEqual({
    kind: 'paused',
    output: { links: [`${link}?action=yes`, `${link}?action=no`], sync: `${link}/sync` },
    response: { status: 200, body: 'wait' },
    pause: { type: 'WEBHOOK', requestId: 'wait-1' },
  });
  expect(host.waits).toEqual([{ type: 'WEBHOOK', number: 1 }]);
  const waitpoint = await act('waitpoint');
  expect(waitpoint).toMatchObject({
    output: `${link}/sync?a=1`,
    response: { body: 'later' },
    pause: { requestId: 'wait-1' },
  });
  const until = '2031-01-01T00:00:00.000Z';
  expect(await act('waitpointByTime')).toMatchObject({ pause: { type: 'DELAY', until, requestId: 'wait-1' } });
  const resume = { body: { yes: true }, headers: {}, queryParams: {} };
  expect(outputOf(await act('pauseByLink', { resume }))).toEqual(resume);
});

test('failures tell what the other side said, and outputs are what JSON makes of them', async () => {
  expect(errorOf(await act('fail'))).toBe('PIECE_FAILED: Request failed with status code 400\n{"why":"no such list"}');
  expect(errorOf(await act('circular'))).toContain('PIECE_FAILED: The output is not JSON');
  const odd = { big: '10', date: '1970-01-01T00:00:00.000Z', bytes: { type: 'Buffer', data: [97] } };
  expect(outputOf(await act('odd'))).toEqual(odd);
});

test('hooks of triggers have their own context, and tell what they want to hear of', async () => {
  const piece = await fixturePiece('probe');
  const host = memoryHost();
  const call = {
    kind: 'trigger',
    projectId: 'p1',
    piece,
    trigger: 'happened',
    input: {},
    flow,
    server: SERVER,
  } as const;
  const hook = (name: 'onEnable' | 'onDisable' | 'run' | 'test' | 'onHandshake', payload = {}) =>
    runner.call({ ...call, hook: name, webhookUrl: 'https://perdura.example/v1/webhooks/f', payload }, host);
  expect(await hook('onEnable')).toMatchObject({
    kind: 'done',
    schedule: { cronExpression: '*/5 * * * *', timezone: 'UTC' },
  });
  expect(host.entries.get('FLOW hook')).toBe('https://perdura.example/v1/webhooks/f');
  expect(outputOf(await hook('run', { body: 1 }))).toEqual([
    { payload: { body: 1 }, propsValue: { text: 'standing' } },
  ]);
  expect(outputOf(await hook('onHandshake', { queryParams: { challenge: 'c' } }))).toEqual({ status: 200, body: 'c' });
  expect(await hook('test')).toMatchObject({ listeners: [{ events: ['made'], identifierValue: 'team' }] });
  expect(outputOf(await hook('onDisable'))).toBeNull();
});

test('options and properties that depend on others are asked of the piece', async () => {
  const piece = await fixturePiece('probe');
  const input = { filter: 'all', list: 'name', auth: { type: 'SECRET_TEXT', secret_text: 'k' } };
  const call = {
    kind: 'options',
    projectId: 'p1',
    piece,
    actionOrTrigger: 'choose',
    step: 's',
    input,
    flow,
    server: SERVER,
  } as const;
  expect(outputOf(await runner.call({ ...call, property: 'list', searchValue: 'x' }, memoryHost()))).toEqual({
    type: 'DROPDOWN',
    options: { options: [{ label: 'all x', value: { type: 'SECRET_TEXT', secret_text: 'k' } }] },
  });
  expect(outputOf(await runner.call({ ...call, property: 'fields' }, memoryHost()))).toEqual({
    type: 'DYNAMIC',
    options: { name: { type: 'SHORT_TEXT', required: true } },
  });
});

test('a piece tells of itself, and whether one can sign in', async () => {
  const piece = await fixturePiece('probe');
  const described = outputOf(await runner.call({ kind: 'describe', projectId: 'p1', piece }, memoryHost()));
  expect(described).toMatchObject({
    displayName: 'Probe',
    contextInfo: { version: '2' },
    actions: { show: { requireAuth: true } },
  });
  const check = async (secret_text: string) =>
    outputOf(
      await runner.call(
        { kind: 'validate-auth', projectId: 'p1', piece, auth: { type: 'SECRET_TEXT', secret_text }, server: SERVER },
        memoryHost(),
      ),
    );
  expect(await check('right')).toMatchObject({ valid: true });
  expect(await check('wrong')).toEqual({ valid: false, error: 'not wrong' });
});

test('the console of a step is its log', async () => {
  const host = memoryHost();
  const say = "export const code = () => { console.log('one %s', 'line', { a: 1 }); console.error('another') }";
  expect(outputOf(await runner.call(codeCall(say), host))).toBeNull();
  expect(host.lines).toEqual(['info one line { a: 1 }', 'error another']);
});
