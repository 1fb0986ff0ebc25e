import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import { contextOf } from '../request-context.ts';

/** Addresses that are asked all the time and say nothing. */
const QUIET = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * Logs each request when it was answered: ids, route, status, time. Headers, queries and bodies hold credentials and
 * people's data, so none of them is logged.
 */
export function requestLog(logger: Logger): RequestHandler {
  return pinoHttp({
    logger,
    autoLogging: { ignore: (request) => QUIET.has(request.url ?? '') },
    serializers: { req: () => undefined, res: () => undefined, err: () => undefined },
    customSuccessObject: (request, response, { responseTime }) => fields(request, response, responseTime),
    customErrorObject: (request, response, _error, { responseTime }) => fields(request, response, responseTime),
    customLogLevel: (_request, response, error) => (error || response.statusCode >= 500 ? 'error' : 'info'),
    customSuccessMessage: () => 'request answered',
    customErrorMessage: () => 'request failed',
  }) as RequestHandler;
}

function fields(request: IncomingMessage, response: ServerResponse, durationMs: number): object {
  const { requestId, actor, route } = contextOf(response as Response);
  return {
    requestId,
    method: request.method,
    route: route ?? null,
    status: response.statusCode,
    durationMs,
    ...(actor ? { apiKeyId: actor.apiKeyId, sessionId: actor.sessionId, projectId: actor.projectId } : {}),
    ...namedIds(request.url ?? ''),
  };
}

/** The workflow and run that an address names. */
function namedIds(url: string): { workflowId?: string; runId?: string } {
  const workflowId = /\/workflows\/([0-9a-f]{24})(?:[/?]|$)/.exec(url)?.[1];
  const runId = /\/runs\/([0-9a-f]{24})(?:[/?]|$)/.exec(url)?.[1];
  return { ...(workflowId ? { workflowId } : {}), ...(runId ? { runId } : {}) };
}
