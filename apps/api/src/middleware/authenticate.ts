import type { IncomingHttpHeaders } from 'node:http';
import { ENGINE_MOUNT, ROUTES } from '@perdura/contracts';
import { type Actor, type Database, isSessionToken } from '@perdura/database';
import type { Request, RequestHandler } from 'express';
import { ApiError } from '../api-error.ts';
import type { SignInSettings } from '../app-dependencies.ts';
import { contextOf } from '../request-context.ts';
import { cookiePlaceOf } from '../sign-in/cookie-place.ts';
import { readCookie } from '../sign-in/cookies.ts';
import { requireOwnOrigin } from '../sign-in/own-origin.ts';
import type { Limiter } from './rate-limit.ts';

/** Longest credential that is looked at. */
const MAX_LENGTH = 4_096;

type Credentials = Pick<Database, 'apiKeys' | 'sessions'>;

/**
 * Lets a request through that carries a valid credential, and one whose path is, character for character, a public
 * one. It stands before all routes, so no spelling of a path can pass it by. A session in a cookie counts last, and
 * changes something only where the request comes from the console itself. A read by a key that was valid before goes on
 * while the key is looked up again, and is answered when it was found valid: see `confirmed` of the context.
 */
export function authenticate(options: {
  database: Credentials;
  signIn: SignInSettings;
  publicUrl: string;
  publicPaths: ReadonlySet<string>;
  failures: Limiter;
}): RequestHandler {
  const { database, signIn, publicPaths, failures } = options;
  const { isSecure, ownOrigins } = cookiePlaceOf(signIn, options.publicUrl);
  return async (request, response, next) => {
    const path = pathOf(request.url);
    if (publicPaths.has(path)) return next();
    const client = request.ip ?? 'unknown';
    await failures.check(client);
    const sent = credentials(request.headers);
    const identify = async (): Promise<Actor> => {
      const actor =
        (await firstValid(database, isOfEngine(path) ? keysFirst(sent) : sent, signIn)) ??
        (await byCookie(database, request, { isSecure, ownOrigins, signIn }));
      if (actor !== null) return actor;
      await failures.spend(client);
      throw new ApiError('UNAUTHENTICATED', { headers: { 'WWW-Authenticate': 'Bearer realm="perdura"' } });
    };
    const context = contextOf(response);
    const known = request.method === 'GET' && !isOfMcp(path) ? knownBefore(database, sent) : null;
    if (known === null) context.actor = await identify();
    else Object.assign(context, { actor: known, confirmed: heardLater(identify()) });
    next();
  };
}

/** Who the only credential of a request stood for when it was last seen, where it is a key. */
function knownBefore({ apiKeys }: Credentials, [credential, ...others]: string[]): Actor | null {
  return credential === undefined || others.length > 0 ? null : apiKeys.known(credential);
}

/** A refusal that comes before anybody asks for it is no fault of this process. */
function heardLater<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => undefined);
  return promise;
}

/** Its clients stay connected: who they are is asked before. */
function isOfMcp(path: string): boolean {
  return beginningOf(path) === '/v1/mcp';
}

/** The path as it was sent, undecoded. */
function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

/** Credentials in the order in which they count. */
function credentials(headers: IncomingHttpHeaders): string[] {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  return [headers['x-api-key'], headers['x-access-token'], bearer]
    .filter((text): text is string => typeof text === 'string' && text !== '' && text.length <= MAX_LENGTH)
    .map((text) => text.trim());
}

/** Beginnings of the paths of the flow engine's routes: `/v1/flows`. */
const ENGINE_BEGINNINGS = new Set(ROUTES.filter(({ engine }) => engine).map(({ path }) => beginningOf(path)));

function isOfEngine(path: string): boolean {
  return path.startsWith(`${ENGINE_MOUNT}/`) || ENGINE_BEGINNINGS.has(beginningOf(path));
}

function beginningOf(path: string): string {
  return path.split('/', 3).join('/');
}

/** Clients of the engine send several at once: of these a valid key wins. */
function keysFirst(sent: string[]): string[] {
  if (sent.length < 2) return sent;
  const sessions = sent.filter(isSessionToken);
  return [...sent.filter((text) => !sessions.includes(text)), ...sessions];
}

async function firstValid(
  { apiKeys, sessions }: Credentials,
  candidates: string[],
  { idleSeconds }: SignInSettings,
): Promise<Actor | null> {
  for (const candidate of candidates) {
    // Neither asks PostgreSQL about a text of the other's form.
    const actor = (await apiKeys.authenticate(candidate)) ?? (await sessions.authenticate(candidate, idleSeconds));
    if (actor !== null) return actor;
  }
  return null;
}

async function byCookie(
  { sessions }: Credentials,
  request: Request,
  place: { isSecure: boolean; ownOrigins: readonly string[]; signIn: SignInSettings },
): Promise<Actor | null> {
  const token = readCookie(request.headers.cookie, 'session', place.isSecure);
  if (token === null) return null;
  const actor = await sessions.authenticate(token, place.signIn.idleSeconds);
  if (actor !== null) requireOwnOrigin(request, place.ownOrigins);
  return actor;
}
