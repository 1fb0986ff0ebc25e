import { type Locale, negotiateLocale } from '@perdura/contracts';
import { newId } from '@perdura/database';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { contextOf } from '../request-context.ts';

/** Gives each request an id (the caller's own, if it sent a harmless one), a language and a logger that carries the id. */
export function requestIdentity(options: { logger: Logger; defaultLocale: Locale }): RequestHandler {
  return (request, response, next) => {
    const given = request.headers['x-request-id'];
    const requestId = typeof given === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : newId();
    const locale = negotiateLocale(request.headers['accept-language'], options.defaultLocale);
    Object.assign(contextOf(response), { requestId, locale, log: options.logger.child({ requestId }) });
    response.setHeader('X-Request-Id', requestId);
    next();
  };
}
