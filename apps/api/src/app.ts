import { ENGINE_MOUNT } from '@perdura/contracts';
import cors from 'cors';
import express, { type Express, type RequestHandler, type Router } from 'express';
import type { AppDependencies } from './app-dependencies.ts';
import { platformMcpReceiver } from './mcp/platform-endpoint.ts';
import { projectMcpReceiver } from './mcp/project-endpoint.ts';
import { answerErrors, unknownRoute } from './middleware/answer-errors.ts';
import { authenticate } from './middleware/authenticate.ts';
import { measure } from './middleware/measure.ts';
import { createLimiter, rateLimit } from './middleware/rate-limit.ts';
import { requestIdentity } from './middleware/request-identity.ts';
import { requestLog } from './middleware/request-log.ts';
import { securityHeaders } from './middleware/security-headers.ts';
import { requestQuota } from './quotas.ts';
import { approvalPage } from './resources/approval-page/routes.ts';
import { channelReceiver } from './resources/channels/receiver.ts';
import { flowWebhookReceiver } from './resources/flow-webhooks/routes.ts';
import { hookReceiver } from './resources/hooks/routes.ts';
import { resources } from './resources/index.ts';
import { pieceFileServer } from './resources/piece-files/routes.ts';
import { type PublicRoute, publicRoutes } from './resources/service/routes.ts';
import { openSignInRouter } from './resources/sign-in/public-routes.ts';
import { invitedReceiver } from './resources/user-invitations/invited.ts';
import type { BoundRoute } from './route-binding.ts';
import { addressesOf, exactRouter, named, noStore, otherMethods } from './route-serving.ts';

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
  app.use(projectMcpReceiver(deps));
  app.use(pieceFileServer(deps));
  app.use(invitedReceiver(deps));
  app.use(openSignInRouter(deps));
  app.use(
    authenticate({
      ...{ database: deps.database, signIn: settings.signIn, publicUrl: settings.publicUrl },
      publicPaths: new Set(open.map((route) => route.path)),
      failures: createLimiter(settings.failedLoginLimitPerMinute),
    }),
  );
  app.use(rateLimit(createLimiter(settings.rateLimitPerMinute)));
  app.use(requestQuota(deps));
  app.use(publicRouter(open));
  const guarded = resources(deps);
  app.use(platformMcpReceiver(deps, guarded));
  app.use(guardedRouter(guarded, deps));
  app.use(unknownRoute());
  app.use(answerErrors({ docsUrl: settings.publicUrl, defaultLocale: settings.defaultLocale, metrics: deps.metrics }));
  return app;
}

function crossOrigin(origins: string[]): RequestHandler {
  return cors({
    origin: origins,
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: ['ETag', 'Location', 'Retry-After', 'X-Request-Id', 'X-Run-Id', 'X-Webhook-Id'],
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
