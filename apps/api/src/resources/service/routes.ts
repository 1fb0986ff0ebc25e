import { ENGINE_MOUNT, openApiDocument, serviceRoutes } from '@perdura/contracts';
import type { RequestHandler, Response } from 'express';
import type { AppDependencies } from '../../app-dependencies.ts';
import { pageHeaders } from '../../middleware/security-headers.ts';
import { contextOf } from '../../request-context.ts';
import { errorPages } from './error-pages.ts';
import { readinessProbe } from './readiness.ts';
import { referencePage } from './reference-page.ts';

/** A public path, written out, with the contract's path that it belongs to. */
export interface PublicRoute {
  path: string;
  contractPath: string;
  handlers: RequestHandler[];
}

/** Bases that clients are configured with, and look at. */
const ROOTS = [
  serviceRoutes.getRoot.path,
  ...['', ENGINE_MOUNT].flatMap((mount) => ['/v1', '/v1/'].map((end) => mount + end)),
  ...[ENGINE_MOUNT, `${ENGINE_MOUNT}/`],
];

/** Everything that asks for no credential: exact paths, without any parameter. */
export function publicRoutes(deps: AppDependencies): PublicRoute[] {
  const probe = readinessProbe(deps);
  const document = documentOf(deps.settings);
  const { page, assets } = referencePage();
  const { getRoot, getHealth, getReadiness, getMetrics, getOpenApi, getDocs, getDocsAsset, getErrorPage } =
    serviceRoutes;

  return [
    ...ROOTS.map((path) =>
      route(
        path,
        (response) => void response.json({ name: 'perdura', docs: '/docs', openapi: '/openapi.json' }),
        getRoot.path,
      ),
    ),
    route(getHealth.path, (response) => {
      response.json({ status: 'ok' });
    }),
    route(getReadiness.path, async (response) => {
      const state = await probe();
      response.status(state.status === 'ready' ? 200 : 503).json(state);
    }),
    route(getMetrics.path, async (response) => {
      response.type(deps.metrics.registry.contentType).send(await deps.metrics.registry.metrics());
    }),
    route(getOpenApi.path, (response) => {
      response.type('application/json').send(document());
    }),
    { ...route(getDocs.path, (response) => void response.type('html').send(page)), handlers: pageHandlers(page) },
    ...[...assets].map(([file, { type, content }]) =>
      route(`/docs/assets/${file}`, (response) => void response.type(type).send(content), getDocsAsset.path),
    ),
    ...[...errorPages()].map(([code, text]) =>
      route(`/docs/errors/${code}`, (response) => void response.type('text/markdown').send(text), getErrorPage.path),
    ),
  ];
}

/** The OpenAPI document as text. To make it takes long: whoever asks first waits for it, not every start. */
function documentOf({ version, publicUrl }: AppDependencies['settings']): () => string {
  let text: string | null = null;
  return () => {
    text ??= JSON.stringify(openApiDocument({ version, serverUrl: publicUrl || '/' }));
    return text;
  };
}

function pageHandlers(page: string): RequestHandler[] {
  return [pageHeaders(), ...route('/docs', (response) => void response.type('html').send(page)).handlers];
}

function route(path: string, answer: (response: Response) => void | Promise<void>, contractPath = path): PublicRoute {
  const handler: RequestHandler = async (_request, response) => {
    contextOf(response).route = contractPath;
    await answer(response);
  };
  return { path, contractPath, handlers: [handler] };
}
