import type { Locale } from '@perdura/contracts';
import { statusOf } from '@perdura/contracts';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { ApiError } from '../api-error.ts';
import type { Metrics } from '../metrics.ts';
import { problemDocument, toApiError } from '../problem-document.ts';
import { contextOf } from '../request-context.ts';
import { dropRest } from './drop-rest.ts';

/** Answers what no route knows. */
export function unknownRoute(): RequestHandler {
  return (request) => {
    throw new ApiError('NOT_FOUND', { values: { path: request.path.slice(0, 200) } });
  };
}

/** Turns everything thrown into a problem document; what was not foreseen is logged and tells nothing. */
export function answerErrors(options: {
  docsUrl: string;
  defaultLocale: Locale;
  metrics: Metrics;
}): ErrorRequestHandler {
  return async (thrown, request, response, next) => {
    if (response.headersSent) return next(thrown);
    const { requestId = '', locale = options.defaultLocale, log, confirmed } = contextOf(response);
    // Whose credential is refused is told nothing else.
    const cause = await (confirmed ?? NOBODY).then(
      () => thrown,
      (refusal: unknown) => refusal,
    );
    const error = cause instanceof URIError ? undecodable(request.path) : toApiError(cause, locale);
    options.metrics.problems.inc({ code: error.code });
    if (error.code === 'INTERNAL_ERROR') log?.error({ err: error.cause }, 'request met an unexpected error');
    await dropRest(request);
    if (response.destroyed) return;
    const document = problemDocument(error, locale, { requestId, docsUrl: options.docsUrl });
    response.status(statusOf(error.code)).set({ ...error.headers, 'Content-Language': locale });
    response.type('application/problem+json').send(JSON.stringify(document));
  };
}

const NOBODY = Promise.resolve();

/** A path whose percent signs mean nothing names nothing. */
function undecodable(path: string): ApiError {
  return new ApiError('NOT_FOUND', { values: { path: path.slice(0, 200) } });
}
