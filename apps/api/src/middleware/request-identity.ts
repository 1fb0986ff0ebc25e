import { type Locale, negotiateLocale } from '@perdura/contracts';
import { newId } from '@perdura/database';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { RequestContext } from '../request-context.ts';

/** Gives each request an id (the caller's own, if it sent a harmless one), a language and a logger that carries the id. */
export function requestIdentity(options: { logger: Logger; defaultLocale: Locale }): RequestHandler {
  return (request, response, next) => {
    const given = request.headers['x-request-id'];
    const requestId = typeof given === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : newId();
    const locale = negotiateLocale(request.headers['accept-language'], options.defaultLocale);
    response.locals = new Begun(requestId, locale, options.logger);
    response.setHeader('X-Request-Id', requestId);
    next();
  };
}

/** Few requests log anything but their end: the logger is made for those that do. */
class Begun implements RequestContext {
  readonly requestId: string;
  readonly locale: Locale;
  readonly #logger: Logger;
  #log: Logger | null = null;

  constructor(requestId: string, locale: Locale, logger: Logger) {
    this.requestId = requestId;
    this.locale = locale;
    this.#logger = logger;
  }

  get log(): Logger {
    this.#log ??= this.#logger.child({ requestId: this.requestId });
    return this.#log;
  }
}
