import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import type { JsonObject, JsonValue } from '@perdura/definition';
import { SMTPServer } from 'smtp-server';
import { createPieceLibrary } from '../catalogue/create-piece-library.ts';
import { createPieceRunner } from '../runner/create-piece-runner.ts';
import { actionCall, memoryHost } from '../runner/fixtures/stage.ts';
import type { ActionCall, PieceCallResult } from '../runner/piece-call.ts';

/** Every action that needs no account anywhere, as flows call it: in a child process, with its input processed. */

const library = createPieceLibrary({ installs: 'none' });
const runner = createPieceRunner({ outbound: { refusal: () => null }, maxProcesses: 2 });
let peer: Server;
let address: string;

beforeAll(async () => {
  peer = createServer(
    (request, response) =>
      void answer(request, (status, headers, body) => {
        response.writeHead(status, headers).end(body);
      }),
  );
  await new Promise<void>((resolve) => peer.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(peer.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await runner.close();
  peer.closeAllConnections();
  await new Promise((resolve) => peer.close(resolve));
});

/** Tells what it was asked; some paths answer otherwise. */
async function answer(
  request: IncomingMessage,
  respond: (status: number, headers: Record<string, string>, body?: string | Buffer) => void,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method, url = '', headers } = request;
  const body = Buffer.concat(chunks).toString('utf8');
  const json = { 'content-type': 'application/json' };
  if (url === '/text') return respond(200, { 'content-type': 'text/plain' }, 'plain');
  if (url === '/gzip') return respond(200, { ...json, 'content-encoding': 'gzip' }, gzipSync('{"packed":true}'));
  if (url === '/moved') return respond(302, { location: '/here' });
  if (url === '/fails') return respond(503, json, '{"error":"away"}');
  if (url === '/refuses') return respond(404, json, '{"error":"none"}');
  if (url === '/bytes/a.bin') return respond(200, {}, Buffer.from([0, 255, 1]));
  if (url === '/slow') return;
  respond(200, json, JSON.stringify({ method, url, body, headers }));
}

async function act(
  piece: string,
  action: string,
  input: JsonObject,
  more: Partial<ActionCall> = {},
  host = memoryHost(),
) {
  const name = `@activepieces/piece-${piece}`;
  const { version } = await library.resolve(name, '>=0.0.0');
  return runner.call(actionCall(await library.home(name, version), action, { input, ...more }), host);
}

function outputOf(result: PieceCallResult): JsonValue {
  if (result.kind === 'failed') throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.output;
}

function faultOf(result: PieceCallResult): string {
  return result.kind === 'failed' ? result.error.message : `no fault: ${JSON.stringify(result)}`;
}

const UTC = { timeFormat: 'YYYY-MM-DD', timeZone: 'UTC' };
const DAY = { inputDate: '2024-02-28', inputDateFormat: 'YYYY-MM-DD', outputFormat: 'YYYY-MM-DD HH:mm:ss' };

type Case = [piece: string, action: string, input: JsonObject, output: unknown];

const COMPUTED: Case[] = [
  ['math-helper', 'addition_math', { first_number: 2, second_number: '3' }, 5],
  ['math-helper', 'subtraction_math', { first_number: 2, second_number: 3 }, 1],
  ['math-helper', 'multiplication_math', { first_number: 2, second_number: 3 }, 6],
  ['math-helper', 'division_math', { first_number: 3, second_number: 2 }, 1.5],
  ['math-helper', 'modulo_math', { first_number: 7, second_number: 3 }, 1],
  ['math-helper', 'generateRandom_math', { first_number: 4, second_number: 4 }, 4],
  ['text-helper', 'concat', { texts: ['a', 'b'], separator: '-' }, 'a-b'],
  ['text-helper', 'replace', { text: 'a1b2', searchValue: '\\d', replaceValue: '#' }, 'a#b#'],
  ['text-helper', 'replace', { text: 'a1b2', searchValue: '\\d', replaceOnlyFirst: true }, 'ab2'],
  ['text-helper', 'split', { text: 'a,b', delimiter: ',' }, ['a', 'b']],
  ['text-helper', 'find', { text: 'Order 42', expression: 'order (\\d+)', ignoreCase: true }, ['Order 42', '42']],
  ['text-helper', 'find_all', { text: 'a1b2', expression: '\\d' }, ['1', '2']],
  ['text-helper', 'slugify', { text: 'Crème  brûlée!' }, 'Creme-brulee'],
  ['text-helper', 'stripHtml', { html: '<p>Hi <b>you</b></p><script>x()</script>' }, 'Hi you'],
  ['text-helper', 'defaultValue', { value: '', defaultString: 'else' }, 'else'],
  ['crypto', 'hash-text', { method: 'md5', text: 'a' }, '0cc175b9c0f1b6a831c399e269772661'],
  [
    'crypto',
    'hmac-signature',
    { secretKey: 'k', secretKeyEncoding: 'utf-8', method: 'sha256', text: 'a', outputEncoding: 'base64' },
    'eNqRUR5nVYf1ud94vt669VYNoqu4gWLuh13N90SVHZ4=',
  ],
  ['crypto', 'generate-password', { length: 12 }, expect.stringMatching(/^[A-Za-z0-9]{12}$/)],
  ['crypto', 'base64-encode', { text: 'é' }, 'w6k='],
  ['crypto', 'base64-decode', { text: 'w6k=' }, 'é'],
  ['json', 'convertJsonToText', { text_object: { a: [1] } }, '{"a":[1]}'],
  ['json', 'convertTextToJson', { text_object: '{"a":[1]}' }, { a: [1] }],
  ['csv', 'convert_csv_to_json', { csv_text: 'a,b\n1,"x\ny"', has_headers: true }, [{ a: '1', b: 'x\ny' }]],
  ['csv', 'convert_csv_to_json', { csv_text: '1\t2', delimiter_type: 'auto' }, [['1', '2']]],
  ['csv', 'convert_json_to_csv', { json_array: [{ a: 1, b: { c: 'x,y' } }, { d: 2 }] }, 'a,b.c,d\n1,"x,y",\n,,2\n'],
  ['date-helper', 'get_current_date', { timeFormat: 'X', timeZone: 'UTC' }, { result: expect.stringMatching(/^\d+$/) }],
  [
    'date-helper',
    'format_date',
    {
      ...{ inputDate: '2024-07-01 12:00:00', inputFormat: 'YYYY-MM-DD HH:mm:ss', inputTimeZone: 'America/New_York' },
      ...{ outputFormat: 'DDDD HH:mm', outputTimeZone: 'UTC' },
    },
    { result: 'Monday 16:00' },
  ],
  [
    'date-helper',
    'extract_date_parts',
    { inputDate: '2024-02-29', inputFormat: 'YYYY-MM-DD', unitExtract: ['year', 'monthName', 'dayOfWeek'] },
    { year: 2024, monthName: 'February', dayOfWeek: 'Thursday' },
  ],
  [
    'date-helper',
    'date_difference',
    {
      ...{ startDate: '2024-01-01', startDateFormat: 'YYYY-MM-DD' },
      ...{ endDate: '2024-01-03', endDateFormat: 'YYYY-MM-DD', unitDifference: ['day', 'hour'] },
    },
    { day: 2, hour: 0 },
  ],
  ['date-helper', 'add_subtract_date', { ...DAY, expression: '+ 2 days - 1 hour' }, { result: '2024-02-29 23:00:00' }],
  [
    'date-helper',
    'add_subtract_date',
    { ...DAY, expression: '+1day', timeZone: 'UTC', setTime: '08:30' },
    { result: '2024-02-29 08:30:00' },
  ],
  ['date-helper', 'next_day_of_week', { ...UTC, weekday: 1, timeFormat: 'dddd' }, { result: 'Monday' }],
  ['date-helper', 'next_day_of_year', { ...UTC, month: 2, day: 3, timeFormat: 'MM-DD' }, { result: '02-03' }],
  ['date-helper', 'first_day_of_previous_month', { ...UTC, timeFormat: 'DD HH:mm' }, { result: '01 00:00' }],
  ['date-helper', 'last_day_of_previous_month', UTC, { result: expect.stringMatching(/-(28|29|30|31)$/) }],
  [
    'http',
    'parse_url',
    { url: 'https://a.example/p?x=1&x=2#h' },
    expect.objectContaining({ query_parameters: { x: ['1', '2'] } }),
  ],
  ['channels', 'reply', { text: 'hi', channel: '' }, { messageId: 'message-1', status: 'sent' }],
  ['data-mapper', 'advanced_mapping', { mapping: { a: 'b' } }, { a: 'b' }],
];

test.each(COMPUTED)('%s %s', async (piece, action, input, output) => {
  expect(outputOf(await act(piece, action, input))).toEqual(output);
});

const REFUSED: [piece: string, action: string, input: JsonObject, fault: RegExp][] = [
  ['math-helper', 'division_math', { first_number: 1, second_number: 0 }, /second number is 0/],
  ['math-helper', 'addition_math', { first_number: 'many', second_number: 1 }, /first_number/],
  ['text-helper', 'find', { text: 'a', expression: '(' }, /Invalid regular expression/],
  ['json', 'convertTextToJson', { text_object: '{' }, /no JSON/],
  ['csv', 'convert_csv_to_json', { csv_text: '"a', delimiter_type: ',' }, /not well formed/],
  ['date-helper', 'add_subtract_date', { ...DAY, expression: 'tomorrow' }, /not understood/],
  ['crypto', 'generate-password', { length: 257 }, /from 1 to 256/],
  ['http', 'send_request', { method: 'GET', url: 'nowhere' }, /is no URL/],
];

test.each(REFUSED)('%s %s says what is wrong with its input', async (piece, action, input, fault) => {
  expect(faultOf(await act(piece, action, input))).toMatch(fault);
});

test('HTTP: sends what it is given, and reads what comes', async () => {
  const sent = {
    ...{ method: 'POST', url: `${address}/p?a=1`, queryParams: { b: 2 }, headers: { 'X-Own': 'yes' } },
    ...{ authType: 'BASIC', authFields: { username: 'u', password: 'p' }, body_type: 'json', body: { data: { a: 1 } } },
  };
  const { status, body } = Object(outputOf(await act('http', 'send_request', sent)));
  expect(status).toBe(200);
  expect(body).toMatchObject({ method: 'POST', url: '/p?a=1&b=2', body: '{"a":1}' });
  expect(body.headers).toMatchObject({
    authorization: 'Basic dTpw',
    'x-own': 'yes',
    'content-type': 'application/json',
  });
  const read = async (input: JsonObject) => outputOf(await act('http', 'send_request', { method: 'GET', ...input }));
  const bearer = { authType: 'BEARER_TOKEN', authFields: { token: 't' }, body_type: 'raw', body: { data: 'in a GET' } };
  expect(await read({ url: address, ...bearer })).toMatchObject({
    body: { body: 'in a GET', headers: { authorization: 'Bearer t' } },
  });
  expect(await read({ url: `${address}/text` })).toMatchObject({ body: 'plain' });
  expect(await read({ url: `${address}/gzip` })).toMatchObject({ body: { packed: true } });
  expect(await read({ url: `${address}/moved` })).toMatchObject({ status: 302 });
  expect(await read({ url: `${address}/moved`, followRedirects: true })).toMatchObject({ body: { url: '/here' } });
  expect(await read({ url: `${address}/bytes/a.bin`, response_is_binary: true })).toMatchObject({ body: 'AP8B' });
  expect(await read({ url: `${address}/bytes/a.bin`, response_to_file: true })).toMatchObject({
    file: expect.any(String),
  });
});

test('HTTP: sends forms with texts and files', async () => {
  const field = { fieldName: 'note', fieldType: 'text', textFieldValue: 'hello' };
  const file = { fieldName: 'doc', fieldType: 'file', fileFieldValue: `data:text/plain;base64,${btoa('content')}` };
  const form = { body_type: 'form_data', body: { data: [field, file] } };
  // The fields of the body are those that the step had when it was edited.
  const properties = { fileFieldValue: { type: 'FILE', displayName: 'File', required: false } };
  const schema = { data: { type: 'ARRAY', displayName: 'Form Data', required: true, properties } };
  const edited = { propertySettings: { body: { type: 'MANUAL', schema } } };
  const sent = await act('http', 'send_request', { method: 'POST', url: address, ...form }, edited);
  const { body } = Object(outputOf(sent));
  expect(body.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
  expect(body.body).toMatch(/name="note"\r\n\r\nhello[\s\S]*name="doc"[\s\S]*\r\n\r\ncontent/);
});

test('HTTP: fails, goes on or tries again as it is told', async () => {
  const send = (input: JsonObject) => act('http', 'send_request', { method: 'GET', ...input });
  expect(faultOf(await send({ url: `${address}/refuses` }))).toContain('"status":404');
  const seen = (result: PieceCallResult) => outputOf(result);
  expect(seen(await send({ url: `${address}/refuses`, failureMode: 'continue_4xx' }))).toMatchObject({
    response: { status: 404, body: { error: 'none' } },
  });
  expect(faultOf(await send({ url: `${address}/fails`, failureMode: 'continue_4xx' }))).toContain('503');
  expect(seen(await send({ url: `${address}/fails`, failsafe: true }))).toMatchObject({ response: { status: 503 } });
  expect(faultOf(await send({ url: `${address}/fails`, failureMode: 'retry_5xx' }))).toContain('503');
  expect(faultOf(await send({ url: `${address}/slow`, timeout: 0.2 }))).toContain('within 0.2 seconds');
});

test('a chat message goes to a webhook by a piece of the oldest framework', async () => {
  const input = { webhook_url: `${address}/hook`, content: 'hello' };
  expect(outputOf(await act('discord', 'send_message_webhook', input))).toMatchObject({
    body: { method: 'POST', url: '/hook', body: '{"content":"hello"}' },
  });
});

test('responses end a run or let it go on', async () => {
  const stopped = await act('http', 'return_response', { status: 201, body_type: 'json', body: { data: '{"a":1}' } });
  expect(stopped).toMatchObject({ kind: 'done', stop: true, response: { status: 201, body: { a: 1 } } });
  const fields = { status: 202, headers: {}, body: { b: 2 } };
  const going = await act('webhook', 'return_response', { responseType: 'json', fields, respond: 'respond' });
  expect(going).toMatchObject({ kind: 'done', stop: false, response: { status: 202, body: { b: 2 } } });
  const simple = { mode: 'simple', response: { response: { c: 3 } } };
  expect(await act('mcp', 'reply_to_mcp_client', simple)).toMatchObject({
    ...{ kind: 'done', stop: true },
    response: { status: 200, body: { response: { c: 3 } } },
  });
  const waiting = await act('webhook', 'return_response_and_wait_for_next_webhook', { responseType: 'json', fields });
  expect(waiting).toMatchObject({ kind: 'paused', pause: { type: 'WEBHOOK' }, response: { status: 202 } });
});

test('approvals wait for a link, and tell which it was', async () => {
  const links = outputOf(await act('approval', 'create_approval_links', {}));
  expect(links).toMatchObject({ approvalLink: expect.stringMatching(/action=approve$/) });
  const paused = await act('approval', 'wait_for_approval', {});
  expect(paused).toMatchObject({ kind: 'paused', pause: { type: 'WEBHOOK' } });
  const resume = (action: string) => ({ resume: { queryParams: { action }, headers: {}, body: {} } });
  expect(outputOf(await act('approval', 'wait_for_approval', {}, resume('approve')))).toEqual({ approved: true });
  expect(outputOf(await act('approval', 'wait_for_approval', {}, resume('disapprove')))).toEqual({ approved: false });
});

test('delays pause, for a time and until one', async () => {
  const soon = await act('delay', 'delayFor', { unit: 'hours', delayFor: 2 });
  expect(soon).toMatchObject({ kind: 'paused', pause: { type: 'DELAY' } });
  const until = new Date(Date.now() + 86_400_000).toISOString();
  const later = await act('delay', 'delay_until', { delayUntilTimestamp: until });
  expect(later).toMatchObject({ kind: 'paused', pause: { type: 'DELAY', until } });
});

test('the store keeps values and lists, and tags are told', async () => {
  const host = memoryHost();
  const store = (action: string, input: JsonObject) =>
    act('store', action, { ...SCOPE, ...input }, {}, host).then(outputOf);
  await store('put', { key: 'k', value: 'v' });
  await store('append', { key: 'k', value: 'w', separator: ',' });
  expect(await store('get', { key: 'k' })).toBe('v,w');
  await store('remove_value', { key: 'k' });
  expect(await store('get', { key: 'k', defaultValue: 'none' })).toBe('none');
  await store('add_to_list', { key: 'l', value: ['a', 'b'] });
  await store('remove_from_list', { key: 'l', value: 'a' });
  expect(await store('get', { key: 'l' })).toEqual(['b']);
  expect(outputOf(await act('tags', 'add_tag', { name: 'urgent' }, {}, host))).toEqual({ success: true });
  expect(host.asked.join()).toContain('urgent');
});

test('a mail goes to a server of mail, with what it is given', async () => {
  const mails: string[] = [];
  const server = new SMTPServer({
    ...{ disabledCommands: ['STARTTLS'], allowInsecureAuth: true },
    onAuth: ({ username, password }, _session, done) =>
      password === 'right' ? done(null, { user: username }) : done(new Error('Wrong password')),
    onData: (stream, session, done) => {
      const { mailFrom, rcptTo } = session.envelope;
      const envelope = [mailFrom ? mailFrom.address : '', ...rcptTo.map(({ address: to }) => to)].join(' ');
      text(stream).then((content) => {
        mails.push(`${envelope}\n${content}`);
        done();
      }, done);
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  const props = { host: '127.0.0.1', port, TLS: false, email: 'me', password: 'right' };
  const input = {
    auth: { type: 'CUSTOM_AUTH', props },
    ...{ from: 'me@example.com', senderName: 'Me', to: ['a@example.com'], cc: ['b@example.com'], subject: 'Hello' },
    ...{ body_type: 'html', body: '<b>Hi</b>', replyTo: 'back@example.com', customHeaders: { 'X-Own': 'yes' } },
    attachments: [{ file: `data:text/plain;base64,${btoa('content')}`, name: 'a.txt' }],
  };
  try {
    const sent = outputOf(await act('smtp', 'send-email', input));
    expect(sent).toMatchObject({ accepted: ['a@example.com', 'b@example.com'], rejected: [] });
    expect(mails[0]).toMatch(/^me@example.com a@example.com b@example.com\n/);
    for (const part of [
      'From: Me <me@example.com>',
      'Reply-To: back@example.com',
      'X-Own: yes',
      '<b>Hi</b>',
      'a.txt',
    ]) {
      expect(mails[0]).toContain(part);
    }
    expect(await valid(props)).toEqual({ valid: true });
    expect(await valid({ ...props, password: 'wrong' })).toMatchObject({ valid: false });
    expect(faultOf(await act('smtp', 'send-email', { ...input, auth: null }))).toContain('auth');
  } finally {
    await new Promise<void>((resolve) => server.close(resolve));
  }
});

async function valid(props: JsonObject): Promise<JsonValue> {
  const piece = await library.home('@activepieces/piece-smtp', '0.4.3');
  const { projectId, server } = actionCall(piece, '');
  const auth = { type: 'CUSTOM_AUTH', props };
  return outputOf(await runner.call({ kind: 'validate-auth', projectId, server, piece, auth }, memoryHost()));
}

test('an MCP tool takes what its parameters say, and gives an example of it', async () => {
  const name = '@activepieces/piece-mcp';
  const { version } = await library.resolve(name, '>=0.0.0');
  const piece = await library.home(name, version);
  const parameter = { name: 'city', type: 'Text', required: true, description: '' };
  const input = { toolName: 'weather', toolDescription: 'Tells it', inputSchema: [parameter], returnsResponse: true };
  const { projectId, flow, server } = actionCall(piece, '');
  const call = { kind: 'trigger' as const, projectId, piece, input, flow, server, trigger: 'mcp_tool', webhookUrl: '' };
  const run = (payload: JsonValue) => runner.call({ ...call, hook: 'run', payload }, memoryHost());
  const body = { city: 'Taipei' };
  expect(outputOf(await run({ method: 'POST', headers: {}, queryParams: {}, body }))).toEqual([body]);
  expect(outputOf(await run(body))).toEqual([body]);
  expect(faultOf(await run({}))).toContain('Missing required parameters: city');
  expect(outputOf(await runner.call({ ...call, hook: 'test' }, memoryHost()))).toEqual([{ city: 'sample text' }]);
  const bare = { ...call, input: { ...input, inputSchema: [{ name: 'city' }] } };
  expect(faultOf(await runner.call({ ...bare, hook: 'run', payload: {} }, memoryHost()))).toContain('parameters: city');
  expect(outputOf(await runner.call({ ...bare, hook: 'test' }, memoryHost()))).toEqual([{ city: 'sample text' }]);
});

const SCOPE = { store_scope: 'COLLECTION' };
