import { ENGINE_MOUNT } from '@perdura/contracts';
import cors from 'cors';
import express, { type Express, type RequestHandler } from 'express';
import type { AppDependencies } from './app-dependencies.ts';
import { byPlace, inOrder } from './in-order.ts';
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
  const guarded = resources(deps);
  app.use(
    inOrder(
      requestIdentity({ logger, defaultLocale: settings.defaultLocale }),
      requestLog(logger),
      measure(deps.metrics),
      securityHeaders(),
      ...(settings.allowedOrigins.length > 0 ? [crossOrigin(settings.allowedOrigins)] : []),
      approvalPage(deps),
      hookReceiver(deps),
      channelReceiver(deps),
      flowWebhookReceiver(deps),
      projectMcpReceiver(deps),
      pieceFileServer(deps),
      invitedReceiver(deps),
      openSignInRouter(deps),
      authenticate({
        ...{ database: deps.database, signIn: settings.signIn, publicUrl: settings.publicUrl },
        publicPaths: new Set(open.map((route) => route.path)),
        failures: createLimiter(settings.failedLoginLimitPerMinute),
      }),
      rateLimit(createLimiter(settings.rateLimitPerMinute)),
      requestQuota(deps),
      publicRouter(open),
      platformMcpReceiver(deps, guarded),
      guardedRouter(guarded, deps),
      unknownRoute(),
    ),
  );
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

function publicRouter(routes: PublicRoute[]): RequestHandler {
  return byPlace(
    new Map(
      routes.map(({ path, contractPath, handlers }) => {
        const router = exactRouter().get(path, ...handlers);
        return [path, router.all(path, otherMethods(contractPath, ['get']))];
      }),
    ),
  );
}

/** Routes by what their paths have in common. */
function guardedRouter(routes: BoundRoute[], deps: AppDependencies): RequestHandler {
  const shapes = new Set(routes.map(({ contract }) => shapeOf(contract.path)));
  const routers = new Map(
    [...shapes].map((shape) => {
      const group = routes.filter(({ contract }) => shapeOf(contract.path) === shape);
      return [shape, routerOf(group, deps)];
    }),
  );
  return byPlace(routers, shapeOf);
}

/**
 * The beginning of a path and how many parts it has: `/v1/flows 4` of `/v1/flows/{id}`, at the engine's second place as
 * well. No route has a parameter in its beginning.
 */
function shapeOf(path: string): string {
  const plain = path.startsWith(`${ENGINE_MOUNT}/`) ? path.slice(ENGINE_MOUNT.length) : path;
  const parts = plain.split('/');
  return `${parts[1]}/${parts[2]} ${parts.length}`;
}

function routerOf(routes: BoundRoute[], { settings, database }: AppDependencies): RequestHandler {
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
