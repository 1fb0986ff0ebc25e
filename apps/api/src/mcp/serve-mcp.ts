import { randomUUID } from 'node:crypto';
import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { JSONRPCMessageSchema, SUPPORTED_PROTOCOL_VERSIONS } from '@modelcontextprotocol/sdk/types.js';
import { type Locale, message } from '@perdura/contracts';
import type { Fault, JsonObject, JsonValue } from '@perdura/definition';
import type { Request, Response } from 'express';
import { ApiError, invalid } from '../api-error.ts';
import type { AppDependencies } from '../app-dependencies.ts';
import { readBody } from '../middleware/read-body.ts';
import { hangUp, originOf, type Received } from '../received-request.ts';
import { contextOf } from '../request-context.ts';
import { requireOwnPage } from './own-page.ts';

/** One request of an MCP client. */
export interface McpExchange extends Pick<Received, 'locale' | 'log' | 'signal' | 'origin' | 'ip' | 'requestId'> {
  /** The client's name for all that it asks until it is started again; null where it gives none. */
  session: string | null;
}

/** What answers one request. */
export interface McpService {
  /** Made for this request alone, so that no answer can reach another client. */
  server(exchange: McpExchange): Server;
  /** The client wants nothing more to do with what it asked before. */
  cancelled?(exchange: McpExchange, requestId: string | number): Promise<void>;
}

const SESSION_HEADER = 'mcp-session-id';
/** What a session may be called: what the specification allows, and no longer than needed. */
const SESSION = /^[\x21-\x7e]{1,100}$/;
const METHODS = 'POST, DELETE, OPTIONS';

/**
 * Serves one request of Streamable HTTP. Nothing is kept between two requests: a session is a name and nothing else, which
 * its client is given at the beginning and tells again.
 *
 * @throws {ApiError} ORIGIN_REFUSED, METHOD_NOT_ALLOWED, and what a body has of faults
 */
export async function serveMcp(
  { settings }: Pick<AppDependencies, 'settings'>,
  request: Request,
  response: Response,
  service: McpService,
): Promise<void> {
  requireOwnPage(request, settings);
  response.setHeader('Allow', METHODS);
  if (request.method === 'OPTIONS' || request.method === 'DELETE') {
    return void response.status(204).set('Content-Length', '0').end();
  }
  // There is nothing to tell but answers, so there is no stream of other things.
  if (request.method !== 'POST') throw new ApiError('METHOD_NOT_ALLOWED', { values: refusal(request) });
  const { locale, log, requestId } = contextOf(response);
  const limits = { maxBytes: settings.bodyLimitBytes, maxDepth: settings.jsonDepthLimit };
  const body = await readBody(request, limits, locale);
  const faults = requestFaults(request, body, locale);
  if (body === undefined || faults.length > 0) throw invalid(faults);
  const messages = [body].flat().filter(isObject);
  const session = sessionOf(request, response, messages, locale);
  const exchange = {
    ...{ session, locale, log, requestId, signal: hangUp(response), ip: request.ip ?? null },
    origin: originOf(request, settings.publicUrl),
  };
  for (const id of cancelledIn(messages)) await service.cancelled?.(exchange, id);
  await handle(service.server(exchange), request, response, body);
}

async function handle(server: Server, request: Request, response: Response, body: JsonValue): Promise<void> {
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });
  response.once('close', () => void server.close());
  await server.connect(transport);
  await transport.handleRequest(request, response, body);
}

/** Messages that one request may carry. */
const MOST_MESSAGES = 50;

/** What the transport would refuse in a form of its own. */
function requestFaults({ headers }: Request, body: JsonValue | undefined, locale: Locale): Fault[] {
  if (body === undefined) return [{ pointer: '', message: message(locale, 'bodyMissing') }];
  const { accept = '', 'mcp-protocol-version': version } = headers;
  const unfit = [
    ...(ANSWER_TYPES.every((type) => accept.includes(type)) ? [] : [{ name: 'accept', expected: ANSWER_TYPES }]),
    ...(version === undefined || SUPPORTED_PROTOCOL_VERSIONS.includes(String(version))
      ? []
      : [{ name: 'mcp-protocol-version', expected: SUPPORTED_PROTOCOL_VERSIONS }]),
  ];
  const messages = [body].flat();
  const isWhole = messages.length > 0 && messages.length <= MOST_MESSAGES;
  const strange = messages.findIndex((each) => !JSONRPCMessageSchema.safeParse(each).success);
  return [
    ...unfit.map(({ name, expected }) => headerFault(name, 'expectedHeader', expected, locale)),
    ...(isWhole ? [] : [{ pointer: '', message: message(locale, 'messageCount', { limit: MOST_MESSAGES }) }]),
    ...(strange === -1
      ? []
      : [{ pointer: Array.isArray(body) ? `/${strange}` : '', message: message(locale, 'notJsonRpc') }]),
  ];
}

const ANSWER_TYPES = ['application/json', 'text/event-stream'];

function headerFault(name: string, key: 'expectedHeader' | 'badSession', expected: string[], locale: Locale): Fault {
  const text = message(locale, key, { expected: expected.join(', ') });
  return { pointer: `/${name}`, message: message(locale, 'inHeader', { name, message: text }) };
}

/** Whoever begins is given a name; all others tell theirs, or have none. */
function sessionOf(request: Request, response: Response, messages: JsonObject[], locale: Locale): string | null {
  if (messages.some(({ method }) => method === 'initialize')) {
    const session = randomUUID();
    response.setHeader(SESSION_HEADER, session);
    return session;
  }
  const given = request.headers[SESSION_HEADER];
  if (given === undefined) return null;
  if (typeof given === 'string' && SESSION.test(given)) return given;
  throw invalid([headerFault(SESSION_HEADER, 'badSession', [], locale)]);
}

function cancelledIn(messages: JsonObject[]): (string | number)[] {
  return messages.flatMap(({ method, params }) => {
    const id = method === 'notifications/cancelled' && isObject(params) ? params.requestId : undefined;
    return typeof id === 'string' || typeof id === 'number' ? [id] : [];
  });
}

function refusal({ method }: Request) {
  return { method, allow: METHODS };
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
