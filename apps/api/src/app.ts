import { ENGINE_MOUNT } from '@perdura/contracts';
import cors from 'cors';
import express, { type Express, type RequestHandler, Router } from 'express';
import { ApiError } from './api-error.ts';
import type { AppDependencies } from './app-dependencies.ts';
import { answerErrors, unknownRoute } from './middleware/answer-errors.ts';
import { authenticate } from './middleware/authenticate.ts';
import { measure } from './middleware/measure.ts';
import { createLimiter, rateLimit } from './middleware/rate-limit.ts';
import { requestIdentity } from './middleware/request-identity.ts';
import { requestLog } from './middleware/request-log.ts';
import { securityHeaders } from './middleware/security-headers.ts';
import { requestQuota } from './quotas.ts';
import { contextOf } from './request-context.ts';
import { approvalPage } from './resources/approval-page/routes.ts';
import { channelReceiver } from './resources/channels/receiver.ts';
import { flowWebhookReceiver } from './resources/flow-webhooks/routes.ts';
import { hookReceiver } from './resources/hooks/routes.ts';
import { resources } from './resources/index.ts';
import { pieceFileServer } from './resources/piece-files/routes.ts';
import { type PublicRoute, publicRoutes } from './resources/service/routes.ts';
import type { BoundRoute } from './route-binding.ts';

/**
 * The whole application, not yet listening. The order is the security: identity and log, headers, credential, rate,
 * and only then routes.
 */
export function buildApp(deps: AppDependencies): Express {
  const { settings, logger } = deps;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  app.set('trust proxy', settings.trustProxyHops);

  const open = publicRoutes(deps);
  app.use(requestIdentity({ logger, defaultLocale: settings.defaultLocale }));
  app.use(requestLog(logger));
  app.use(measure(deps.metrics));
  app.use(securityHeaders());
  if (settings.allowedOrigins.length > 0) app.use(crossOrigin(settings.allowedOrigins));
  app.use(approvalPage(deps));
  app.use(hookReceiver(deps));
  app.use(channelReceiver(deps));
  app.use(flowWebhookReceiver(deps));
  app.use(pieceFileServer(deps));
  app.use(
    authenticate({
      database: deps.database,
      publicPaths: new Set(open.map((route) => route.path)),
      failures: createLimiter(settings.failedLoginLimitPerMinute),
    }),
  );
  app.use(rateLimit(createLimiter(settings.rateLimitPerMinute)));
  app.use(requestQuota(deps));
  app.use(publicRouter(open));
  app.use(guardedRouter(resources(deps), deps));
  app.use(unknownRoute());
  app.use(answerErrors({ docsUrl: settings.publicUrl, defaultLocale: settings.defaultLocale, metrics: deps.metrics }));
  return app;
}

function crossOrigin(origins: string[]): RequestHandler {
  return cors({
    origin: origins,
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: ['ETag', 'Location', 'Retry-After', 'X-Request-Id'],
    maxAge: 600,
  });
}

function publicRouter(routes: PublicRoute[]): Router {
  const router = exactRouter();
  for (const { path, handlers } of routes) router.get(path, ...handlers);
  for (const { path, contractPath } of routes) router.all(path, otherMethods(contractPath, ['get']));
  return router;
}

/** Routes by the beginning of their paths: to compare a request with each of two hundred takes longer than some answers. */
function guardedRouter(routes: BoundRoute[], deps: AppDependencies): RequestHandler {
  const beginnings = new Set(routes.map(({ contract }) => beginningOf(contract.path)));
  const routers = new Map(
    [...beginnings].map((beginning) => {
      const group = routes.filter(({ contract }) => beginningOf(contract.path) === beginning);
      return [beginning, routerOf(group, deps)];
    }),
  );
  return (request, response, next) => {
    const router = routers.get(beginningOf(request.path));
    if (router === undefined) next();
    else router(request, response, next);
  };
}

/** `/v1/flows` of all paths below it, at the engine's second place as well. No route has a parameter there. */
function beginningOf(path: string): string {
  const plain = path.startsWith(`${ENGINE_MOUNT}/`) ? path.slice(ENGINE_MOUNT.length) : path;
  return plain.split('/', 3).join('/');
}

function routerOf(routes: BoundRoute[], { settings, database }: AppDependencies): Router {
  const router = exactRouter();
  const limits = { maxBytes: settings.bodyLimitBytes, maxDepth: settings.jsonDepthLimit };
  const serving = { limits, audit: database.audit, publicUrl: settings.publicUrl };
  for (const { contract, handler } of routes) {
    router[contract.method](addressesOf(contract), named(contract.path), noStore, handler(serving));
  }
  for (const path of new Set(routes.map((route) => route.contract.path))) {
    const served = routes.map(({ contract }) => contract).filter((contract) => contract.path === path);
    const methods = served.map((contract) => contract.method);
    const addresses = [...new Set(served.flatMap(addressesOf))];
    router.all(addresses, otherMethods(path, methods));
  }
  return router;
}

/** Paths are told apart by case and by a slash at the end: one spelling, one route. */
function exactRouter(): Router {
  return Router({ caseSensitive: true, strict: true });
}

/** Where a route answers, as Express writes it: those of the flow engine at a second place too. */
function addressesOf({ path, engine }: BoundRoute['contract']): string[] {
  return engine ? [expressPath(path), ENGINE_MOUNT + expressPath(path)] : [expressPath(path)];
}

/** `/v1/runs/{id}` as Express writes it. */
function expressPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}

function named(route: string): RequestHandler {
  return (_request, response, next) => {
    contextOf(response).route = route;
    next();
  };
}

const noStore: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store');
  next();
};

/** OPTIONS tells the methods of a path; any other one that it does not know is refused, with the same list. */
function otherMethods(path: string, methods: string[]): RequestHandler {
  const known = methods.map((method) => method.toUpperCase());
  const allow = [...known, ...(known.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
  return (request, response) => {
    contextOf(response).route = path;
    response.setHeader('Allow', allow);
    if (request.method === 'OPTIONS') return void response.status(204).end();
    throw new ApiError('METHOD_NOT_ALLOWED', { values: { method: request.method, allow } });
  };
}
