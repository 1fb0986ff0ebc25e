import { ENGINE_MOUNT, type RouteContract } from '@perdura/contracts';
import { type RequestHandler, Router } from 'express';
import { ApiError } from './api-error.ts';
import { contextOf } from './request-context.ts';

/** Paths are told apart by case and by a slash at the end: one spelling, one route. */
export function exactRouter(): Router {
  return Router({ caseSensitive: true, strict: true });
}

/** Where a route answers, as Express writes it: those of the flow engine at a second place too. */
export function addressesOf({ path, engine }: Pick<RouteContract, 'path' | 'engine'>): string[] {
  return engine ? [expressPath(path), ENGINE_MOUNT + expressPath(path)] : [expressPath(path)];
}

/** `/v1/runs/{id}` as Express writes it. */
function expressPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}

/** Notes which route serves a request: one name for all ids. */
export function named(route: string): RequestHandler {
  return (_request, response, next) => {
    contextOf(response).route = route;
    next();
  };
}

export const noStore: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store');
  next();
};

/** OPTIONS tells the methods of a path; any other one that it does not know is refused, with the same list. */
export function otherMethods(path: string, methods: readonly string[]): RequestHandler {
  const known = methods.map((method) => method.toUpperCase());
  const allow = [...known, ...(known.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
  return (request, response) => {
    contextOf(response).route = path;
    response.setHeader('Allow', allow);
    if (request.method === 'OPTIONS') return void response.status(204).end();
    throw new ApiError('METHOD_NOT_ALLOWED', { values: { method: request.method, allow } });
  };
}
