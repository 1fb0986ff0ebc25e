import { createClient } from './client.ts';
import { METHODS, OPERATIONS } from './generated/operations.ts';

type Method = (...args: unknown[]) => unknown;

/** Called in other ways than their address tells. */
const ARGUMENTS: Record<string, unknown[]> = {
  listMcpServers: [],
  startOidcSignIn: [],
  receiveChannelMessage: ['{id}', {}, { secret: 'secret' }],
};

/** Where no program calls it, there is no method. */
const WITHOUT_METHOD = [
  'finishOidcSignIn',
  ...['callMcpServer', 'endMcpSession', 'callPlatformMcp', 'endPlatformMcpSession'],
];

const CASES = Object.entries(METHODS).flatMap(([id, names]) => names.map((name): [string, string] => [name, id]));

test('every operation of the document has a method', () => {
  const missing = Object.keys(OPERATIONS).filter((id) => METHODS[id as keyof typeof METHODS].length === 0);
  expect(missing.sort()).toEqual(WITHOUT_METHOD.toSorted());
  expect(CASES.length).toBeGreaterThan(190);
});

test.each(CASES)('%s calls %s', async (name, id) => {
  const { method, path } = OPERATIONS[id as keyof typeof OPERATIONS];
  const gateway = path.startsWith('/channel-service');
  const asked: string[] = [];
  const send: typeof fetch = async (address, init) => {
    asked.push(`${init?.method} ${decodeURIComponent(new URL(String(address)).pathname)}`);
    return new Response(null, { status: 204 });
  };
  const client = createClient({ baseUrl: 'http://perdura.test', fetch: send, apiKey: 'claw_key', gateway });
  const [resource = '', called = ''] = name.split('.');
  const group = (client as unknown as Record<string, Record<string, Method>>)[resource];
  const parameters = path.match(/\{\w+\}/g) ?? [];
  const answer = group?.[called]?.(...(ARGUMENTS[id] ?? [...parameters, {}, {}]));
  if (typeof answer === 'string') asked.push(`GET ${new URL(answer).pathname}`);
  else if (!(answer instanceof Promise)) for await (const _told of answer as AsyncIterable<unknown>) break;
  // A list without a page, or a stream of nothing, is no answer; what was asked for is.
  else await answer.catch(() => undefined);
  expect(asked[0]).toBe(`${method} ${path}`);
});
