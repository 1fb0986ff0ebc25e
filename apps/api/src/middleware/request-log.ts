import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { contextOf } from '../request-context.ts';

/** Addresses that are asked all the time and say nothing. */
const QUIET = new Set(['/healthz', '/readyz', '/metrics']);

/** Lines of one depth, without a name of those that are blanked: nothing in them needs to be looked for. */
type Line = Record<string, string | number | null>;

/**
 * Logs each request when it was answered, or given up: ids, route, status, time. Headers, queries and bodies hold
 * credentials and people's data, so none of them is logged.
 */
export function requestLog(logger: Logger): RequestHandler {
  // To look for what is to be blanked takes longer than all else of a line.
  const lines = logger.child({}, { redact: [] });
  return (request, response, next) => {
    if (QUIET.has(request.url)) return next();
    const startedAt = Date.now();
    response.once('close', () => {
      const line = fields(request, response, Date.now() - startedAt);
      if (response.errored || response.statusCode >= 500) lines.error(line, 'request failed');
      else lines.info(line, 'request answered');
    });
    next();
  };
}

function fields({ method, url }: Request, response: Response, durationMs: number): Line {
  const { requestId, actor, route = null } = contextOf(response);
  const line: Line = { requestId, method, route, status: response.statusCode, durationMs };
  if (actor !== undefined) {
    line.apiKeyId = actor.apiKeyId;
    line.sessionId = actor.sessionId;
    line.projectId = actor.projectId;
  }
  const workflowId = WORKFLOW.exec(url)?.[1];
  if (workflowId !== undefined) line.workflowId = workflowId;
  const runId = RUN.exec(url)?.[1];
  if (runId !== undefined) line.runId = runId;
  return line;
}

/** The workflow and run that an address names. */
const WORKFLOW = /\/workflows\/([0-9a-f]{24})(?:[/?]|$)/;
const RUN = /\/runs\/([0-9a-f]{24})(?:[/?]|$)/;
