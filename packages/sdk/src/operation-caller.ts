import { ServerError } from './errors.ts';
import { OPERATIONS } from './generated/operations.ts';
import { type ClientOptions, divide } from './options.ts';
import { PagedList } from './paging.ts';
import type { Caller, OperationId } from './resource.ts';
import { readLines } from './streaming/lines.ts';
import { addressOf, fillPath } from './transport/address.ts';
import { newKey } from './transport/new-key.ts';
import type { OutgoingRequest, Transport } from './transport/transport.ts';

/** What the generated table says of an operation. */
interface OperationFacts {
  method: string;
  path: string;
  kind?: 'text' | 'bytes' | 'lines' | 'events';
  items?: string;
  cursor?: string;
  key?: true;
  engine?: true;
  open?: true;
}

const ENGINE_MOUNT = '/activepieces';

/** Operations that know a repeat by its `Idempotency-Key`, although the document does not say so. */
const TAKE_KEYS = new Set<string>(['callFlow', 'callFlowAndWait', 'tryFlow', 'tryFlowAndWait', 'receiveWebhook']);

/** Operations that change nothing, or the same whenever they are repeated, although they are sent by POST. */
const HARMLESS = new Set<string>([
  'testTool',
  'getPieceOptions',
  'publishEvent',
  'upsertAppConnection',
  'saveTool',
  'receiveChannelMessage',
]);

/** Operations whose method is PUT, each of which makes something new. */
const NOT_REPEATABLE = new Set<string>(['updateWorkflow']);

/** Calls operations by what the generated table says of them. */
export function operationCaller(transport: Transport, options: ClientOptions): Caller {
  const requestOf = (id: OperationId, path: readonly (string | number)[], body: unknown, given: object) =>
    outgoing(id, path, body, given, options);
  return {
    async send<Answer>(id: OperationId, path: readonly (string | number)[], body: unknown, given: object) {
      const { kind } = OPERATIONS[id] as OperationFacts;
      const request = requestOf(id, path, body, given);
      return (await transport.send(request, kind === 'text' || kind === 'bytes' ? kind : 'json')).value as Answer;
    },
    list<Item, Page>(id: OperationId, path: readonly (string | number)[], body: unknown, given: object) {
      const { items = '', cursor = '' } = OPERATIONS[id] as OperationFacts;
      return new PagedList<Item, Page>({ items, cursor }, async (after) => {
        const request = requestOf(id, path, body, after === null ? given : { ...given, cursor: after });
        const { value } = await transport.send(request, 'json');
        if (Array.isArray((value as Record<string, unknown> | undefined)?.[items])) return value as Page;
        const detail = `${request.method} ${request.path}: expected a page with ${items}`;
        throw new ServerError({ status: 200, code: 'UNREADABLE_ANSWER', detail, body: value });
      });
    },
    async *lines(id: OperationId, path: readonly (string | number)[], body: unknown, given: object) {
      yield* readLines(await transport.open(requestOf(id, path, body, given)));
    },
    address(id: OperationId, path: readonly (string | number)[], given: object) {
      const { path: place, query } = requestOf(id, path, undefined, given);
      return addressOf(options.baseUrl, place, query);
    },
    gateway: options.gateway === true,
    async open(id: OperationId, path: readonly (string | number)[], body: unknown, given: object) {
      return transport.open(requestOf(id, path, body, given));
    },
  };
}

function outgoing(
  id: OperationId,
  path: readonly (string | number)[],
  body: unknown,
  given: object,
  { gateway }: ClientOptions,
): OutgoingRequest {
  const facts = OPERATIONS[id] as OperationFacts;
  const { options, query } = divide(given);
  const takesKey = facts.key === true || TAKE_KEYS.has(id);
  const idempotencyKey = options.idempotencyKey ?? (takesKey ? newKey() : undefined);
  const mount = gateway === true && facts.engine === true && facts.path.startsWith('/v1/') ? ENGINE_MOUNT : '';
  return {
    method: facts.method,
    path: mount + fillPath(facts.path, path),
    query,
    body,
    open: facts.open === true,
    replayable: isReplayable(id, facts.method, takesKey, options.ifMatch !== undefined),
    options: { ...options, idempotencyKey, ...patient(options.timeoutMs, query.wait) },
  };
}

/** Over what was read, a repeat would be refused although the first may have been done. */
function isReplayable(id: string, method: string, takesKey: boolean, conditional: boolean): boolean {
  if (method === 'GET' || takesKey || HARMLESS.has(id)) return true;
  return method !== 'POST' && !conditional && !NOT_REPEATABLE.has(id);
}

/** A call that asks the server to wait gives it that time. */
function patient(timeoutMs: number | undefined, wait: unknown): { timeoutMs?: number } {
  if (timeoutMs !== undefined) return { timeoutMs };
  return typeof wait === 'number' ? { timeoutMs: (wait + 30) * 1_000 } : {};
}
