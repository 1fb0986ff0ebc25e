import {
  type AnswerOf,
  type BodyOf,
  type HeadersOf,
  hasRole,
  type Locale,
  leastRole,
  message,
  type ParamsOf,
  type QueryOf,
  type RouteContract,
  requestFaults,
} from '@perdura/contracts';
import type { Actor, Database } from '@perdura/database';
import type { Fault, JsonValue } from '@perdura/definition';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { ApiError, invalid, notFound } from './api-error.ts';
import { audited, type NoteChange } from './audit-trail.ts';
import { mayBeginEarly, readEarly } from './early-read.ts';
import { requireOwnProject } from './engine/own-project.ts';
import { type BodyLimits, readBody } from './middleware/read-body.ts';
import { readQuery } from './query-parameters.ts';
import { HttpRequest, type Received } from './received-request.ts';
import { contextOf } from './request-context.ts';
import { roleRequired } from './role-required.ts';
import { sendDocument } from './send-document.ts';
import { StreamedBody } from './streaming/streamed-body.ts';

/** A checked request, as a route's handler gets it. */
export interface RouteRequest<Contract extends RouteContract> {
  actor: Actor;
  params: ParamsOf<Contract>;
  query: QueryOf<Contract>;
  headers: HeadersOf<Contract>;
  body: BodyOf<Contract>;
  /** The body as it was sent. */
  sent: JsonValue;
  locale: Locale;
  log: Logger;
  /** Aborts when the caller hangs up. */
  signal: AbortSignal;
  /** Base of absolute addresses: the installation's, else where the caller reached it. */
  origin: string;
  /**
   * Says what was changed, for the audit log. A writing route that succeeds without it gets an entry with the target
   * alone; `audit(null)` says that nothing was changed, as a repeat does.
   */
  audit: NoteChange;
}

/** What is known when a body is checked for meaning: nothing of it has been found right yet. */
export interface CheckRequest {
  actor: Actor;
  params: Record<string, unknown>;
  /** Empty where something in it is wrong. */
  query: Record<string, unknown>;
  sent: JsonValue;
  locale: Locale;
}

export interface RouteOptions {
  /** Faults of meaning; they are told together with those of shape. */
  check?: (request: CheckRequest) => Promise<Fault[]>;
}

/** What a route answers, before it is sent. */
export interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** A contract with what serves it. */
export interface BoundRoute {
  contract: RouteContract;
  handler(serving: Serving): RequestHandler;
  /** The same route for callers that come by another way than its path: same rights, same checks, same traces. */
  call(serving: Pick<Serving, 'audit'>, received: Received): Promise<Answer>;
}

/** What every route is served with. */
export interface Serving {
  limits: BodyLimits;
  audit: Database['audit'];
  /** Base of absolute addresses; empty: where the caller reached the API. */
  publicUrl: string;
}

/** What turns a contract into a route, in two steps, so that the handler is checked against the contract to the letter. */
export function bind<Contract extends RouteContract>(contract: Contract) {
  return {
    to(act: (request: RouteRequest<Contract>) => Promise<AnswerOf<Contract>>, options: RouteOptions = {}): BoundRoute {
      return {
        contract,
        handler: (serving) => serve(contract, act, options, serving),
        call: ({ audit }, received) => answer(contract, act, options, audit, received),
      };
    },
  };
}

/** Reads a request of HTTP, and sends the answer. */
function serve<Contract extends RouteContract>(
  contract: Contract,
  act: Act<Contract>,
  options: RouteOptions,
  { limits, audit, publicUrl }: Serving,
): RequestHandler {
  const isEarly = mayBeginEarly(contract);
  return async (request, response) => {
    const { locale, confirmed, actor: known } = contextOf(response);
    const answerTo = (actor: Actor, sent?: JsonValue) =>
      answer(contract, act, options, audit, new HttpRequest(request, response, { actor, sent, publicUrl }));
    const readAndAnswer = async (): Promise<Answer> => {
      const actor = allowed(contract, (await confirmed) ?? known);
      return answerTo(actor, contract.body ? await readBody(request, limitsOf(contract, limits), locale) : undefined);
    };
    const begins = isEarly && known !== undefined && confirmed !== undefined;
    const answered = begins ? await readEarly(known, confirmed, answerTo) : await readAndAnswer();
    response.statusCode = answered.status;
    response.setHeader('Content-Language', locale);
    if (answered.headers !== undefined) response.set(answered.headers);
    if (answered.body instanceof StreamedBody) await answered.body.send(response);
    else if (answered.body === undefined) response.set('Content-Length', '0').end();
    else sendDocument(response, answered.body);
  };
}

type Act<Contract extends RouteContract> = (request: RouteRequest<Contract>) => Promise<Answer>;

/** Asks for the contract's scope and role, checks all parts of the request, and acts. */
async function answer<Contract extends RouteContract>(
  contract: Contract,
  act: Act<Contract>,
  options: RouteOptions,
  audit: Database['audit'],
  received: Received,
): Promise<Answer> {
  const actor = allowed(contract, received.actor);
  const { sent, locale } = received;
  const checked = (await checkRequest(contract, received, { sent, actor, locale }, options)) as CheckedParts<Contract>;
  if (contract.engine) requireOwnProject(actor.projectId, received, checked);
  const change = announcedChange(contract, checked.params, received, actor);
  if (change === null) return await act(new CheckedRequest(received, actor, checked, () => undefined));
  return await audited(
    { audit, log: received.log },
    change,
    (note) => act(new CheckedRequest(received, actor, checked, note)),
    ({ body }) => change.target || idOf(body),
  );
}

type CheckedParts<Contract extends RouteContract> = Pick<
  RouteRequest<Contract>,
  'params' | 'query' | 'headers' | 'body'
>;

class CheckedRequest<Contract extends RouteContract> implements RouteRequest<Contract> {
  readonly actor: Actor;
  readonly params: ParamsOf<Contract>;
  readonly query: QueryOf<Contract>;
  readonly headers: HeadersOf<Contract>;
  readonly body: BodyOf<Contract>;
  readonly audit: NoteChange;
  readonly #received: Received;

  constructor(received: Received, actor: Actor, checked: CheckedParts<Contract>, audit: NoteChange) {
    this.#received = received;
    this.actor = actor;
    this.params = checked.params;
    this.query = checked.query;
    this.headers = checked.headers;
    this.body = checked.body;
    this.audit = audit;
  }

  get sent(): JsonValue {
    const { sent = {} } = this.#received;
    return sent;
  }

  get locale(): Locale {
    return this.#received.locale;
  }

  get log(): Logger {
    return this.#received.log;
  }

  get signal(): AbortSignal {
    return this.#received.signal;
  }

  get origin(): string {
    return this.#received.origin;
  }
}

function limitsOf({ body, engine }: RouteContract, limits: BodyLimits): BodyLimits {
  return { ...limits, maxDepth: Math.max(limits.maxDepth, body?.depth ?? 0), typed: !engine, text: body?.text };
}

/** What the request is about to change; null for one that changes nothing that is noted. */
function announcedChange(
  { audit }: RouteContract,
  params: Record<string, unknown>,
  { ip, requestId }: Pick<Received, 'ip' | 'requestId'>,
  actor: Actor,
) {
  if (typeof audit !== 'string') return null;
  return {
    ...{ projectId: actor.projectId, action: audit, target: String(Object.values(params)[0] ?? '') },
    ...{ actorType: 'user' as const, actorId: actor.userId, actor: actor.userEmail, apiKeyId: actor.apiKeyId },
    ...{ ip, requestId },
  };
}

/** Id of what an answer shows. */
function idOf(body: unknown): string {
  const { id = '', runId, jobId } = (body ?? {}) as Record<'id' | 'runId' | 'jobId', unknown>;
  return String(runId ?? jobId ?? id);
}

function allowed(contract: RouteContract, actor: Actor | undefined): Actor {
  if (actor === undefined) throw new ApiError('UNAUTHENTICATED');
  const scope = contract.scope === 'read' ? 'read' : 'write';
  const read = contract.method === 'get';
  // Who may write may read; an administrator's lists only read.
  const enough = actor.scopes.includes('write') || ((scope === 'read' || read) && actor.scopes.includes('read'));
  if (!enough) throw new ApiError('FORBIDDEN', { values: { scope } });
  if (contract.scope === 'admin' && !actor.admin) throw new ApiError('ADMIN_REQUIRED');
  const needed = leastRole(contract);
  if (!hasRole(actor.role, needed)) throw roleRequired(actor, needed);
  return actor;
}

type Parts = Pick<Received, 'params' | 'url' | 'headers'>;

interface Given {
  sent: JsonValue | undefined;
  actor: Actor;
  locale: Locale;
}

async function checkRequest(contract: RouteContract, request: Parts, given: Given, options: RouteOptions) {
  const params = pathParams(contract, request, given.locale);
  const query = readQuery(contract, request.url, given.locale);
  const headers = headersOf(contract, request, given.locale);
  const body = bodyOf(contract, given);
  const meaning = options.check
    ? await options.check({
        actor: given.actor,
        params,
        query: { ...query.value },
        sent: given.sent === undefined ? {} : given.sent,
        locale: given.locale,
      })
    : [];
  const faults = [...query.faults, ...headers.faults, ...body.faults, ...meaning];
  if (faults.length > 0) throw invalid(distinct(faults));
  return { params, query: query.value, headers: headers.value, body: body.value };
}

/** A parameter of an impossible shape names nothing that could exist. */
function pathParams(contract: RouteContract, request: Parts, locale: Locale): Record<string, unknown> {
  if (!contract.params) return {};
  const { value } = requestFaults(contract.params, { ...request.params }, locale);
  if (value !== null) return value;
  const last = Object.values(request.params).at(-1);
  throw notFound(contract.notFound ?? 'NOT_FOUND', String(last));
}

function headersOf(contract: RouteContract, request: Parts, locale: Locale) {
  if (!contract.headers) return { value: {}, faults: [] };
  const checked = requestFaults(contract.headers, request.headers, locale);
  const faults = checked.faults.map((fault) => {
    const name = fault.pointer.slice(1);
    return { pointer: fault.pointer, message: message(locale, 'inHeader', { name, message: fault.message }) };
  });
  return { value: checked.value, faults };
}

function bodyOf({ body }: RouteContract, { sent, locale }: Given): { value: unknown; faults: Fault[] } {
  if (!body) return { value: undefined, faults: [] };
  if (sent === undefined && body.required) {
    const checked = requestFaults(body.schema, {}, locale);
    const missing = { pointer: '', message: message(locale, 'bodyMissing') };
    return { value: null, faults: [missing, ...checked.faults] };
  }
  return requestFaults(body.schema, sent === undefined ? {} : sent, locale);
}

/** The same fault is told once, however many checks found it. */
function distinct(faults: Fault[]): Fault[] {
  const told = new Set<string>();
  return faults.filter((fault) => {
    const text = JSON.stringify([fault.pointer, fault.message, fault.position]);
    if (told.has(text)) return false;
    told.add(text);
    return true;
  });
}
