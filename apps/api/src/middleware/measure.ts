import type { RequestHandler } from 'express';
import type { Metrics } from '../metrics.ts';
import { contextOf } from '../request-context.ts';

/** Notes how long each request took, by route: ids would make too many series. */
export function measure(metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const started = process.hrtime.bigint();
    response.once('close', () => {
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      const route = contextOf(response).route ?? 'unknown';
      metrics.requests.observe({ method: methodOf(request.method), route, status: response.statusCode }, seconds);
    });
    next();
  };
}

/** Node accepts dozens of methods; the known ones are enough for a label. */
function methodOf(method: string): string {
  return ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'].includes(method) ? method : 'other';
}
