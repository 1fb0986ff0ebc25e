import type { IncomingHttpHeaders } from 'node:http';
import type { Actor, Database } from '@perdura/database';
import type { RequestHandler } from 'express';
import { ApiError } from '../api-error.ts';
import { contextOf } from '../request-context.ts';
import type { Limiter } from './rate-limit.ts';

/** Longest credential that is looked at. */
const MAX_LENGTH = 4_096;

/**
 * Lets a request through that carries a valid credential, and one whose path is, character for character, a public
 * one. It stands before all routes, so no spelling of a path can pass it by.
 */
export function authenticate(options: {
  database: Pick<Database, 'apiKeys'>;
  publicPaths: ReadonlySet<string>;
  failures: Limiter;
}): RequestHandler {
  return async (request, response, next) => {
    if (options.publicPaths.has(pathOf(request.url))) return next();
    const client = request.ip ?? 'unknown';
    await options.failures.check(client);
    const actor = await firstValid(options.database, credentials(request.headers));
    if (actor === null) {
      await options.failures.spend(client);
      throw new ApiError('UNAUTHENTICATED', { headers: { 'WWW-Authenticate': 'Bearer realm="perdura"' } });
    }
    contextOf(response).actor = actor;
    next();
  };
}

/** The path as it was sent, undecoded. */
function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

/** Credentials in the order in which they count. */
function credentials(headers: IncomingHttpHeaders): string[] {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  return [headers['x-api-key'], headers['x-access-token'], bearer].filter(
    (text): text is string => typeof text === 'string' && text !== '' && text.length <= MAX_LENGTH,
  );
}

async function firstValid(database: Pick<Database, 'apiKeys'>, candidates: string[]): Promise<Actor | null> {
  for (const candidate of candidates) {
    const actor = await database.apiKeys.authenticate(candidate.trim());
    if (actor !== null) return actor;
  }
  return null;
}
