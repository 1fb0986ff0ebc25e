import { fileURLToPath } from 'node:url';
import compression from 'compression';
import express, { type Express } from 'express';
import helmet from 'helmet';
import { createProxyMiddleware } from 'http-proxy-middleware';
import type { Env } from './env.ts';

/** Where `vite build` leaves the pages. */
const CLIENT_FOLDER = fileURLToPath(new URL('../client', import.meta.url));

/**
 * Serves the console's files under a strict content security policy and passes API calls on, so that the browser
 * speaks to one origin only.
 */
export function buildConsole(environment: Env, clientFolder = CLIENT_FOLDER): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(helmet({ contentSecurityPolicy: { useDefaults: false, directives: CONTENT_SECURITY_POLICY } }));
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  app.get('/console.json', (_request, response) => {
    response.json({
      temporalUiUrl: environment.TEMPORAL_UI_URL ?? null,
      mailbox: environment.MAILBOX_URL !== undefined,
    });
  });
  app.use(passOn(isApiPath, environment.API_URL));
  if (environment.MAILBOX_URL !== undefined) app.use(mailbox(environment.MAILBOX_URL));
  app.use(compression());
  app.use('/assets', express.static(`${clientFolder}/assets`, { immutable: true, maxAge: '1y', fallthrough: false }));
  app.use(express.static(clientFolder, { index: false }));
  app.get('/{*page}', (_request, response) => response.sendFile(`${clientFolder}/index.html`));
  return app;
}

const CONTENT_SECURITY_POLICY = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  // Graph and editor libraries set positions through style attributes.
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'worker-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
};

/** The page that a mail about an approval links: behind a token, where the console's own pages have a short id. */
const MAILED_LINK = /^\/approvals\/[\w-]{32,}$/;

/** Whether the API answers that path, and not the console. */
function isApiPath(pathname: string): boolean {
  if (MAILED_LINK.test(pathname)) return true;
  return /^\/(v1|v2|docs)\//.test(pathname) || pathname === '/docs' || pathname === '/openapi.json';
}

function passOn(pathFilter: (pathname: string) => boolean, target: string) {
  // The API learns which host the browser asked for, and from where: cookies and limits go by it.
  return createProxyMiddleware({
    ...{ target, pathFilter, changeOrigin: true, xfwd: true, proxyTimeout: 90_000, timeout: 90_000 },
  });
}

function mailbox(mailboxUrl: string) {
  const { origin, pathname } = new URL(mailboxUrl);
  return createProxyMiddleware({
    target: origin,
    pathFilter: '/mailbox.json',
    pathRewrite: () => pathname,
    changeOrigin: true,
  });
}
