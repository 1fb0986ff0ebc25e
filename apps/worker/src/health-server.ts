import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What one part says of itself. */
export interface PartHealth {
  status: 'up' | 'down';
  /** Why it is down. */
  detail?: string;
}

export interface HealthServerOptions {
  host: string;
  /** 0 for any free one. */
  port: number;
  /** The parts that `/readyz` reports; ready when all are up. */
  checks: Record<string, () => Promise<PartHealth>>;
  /** Text for `/metrics`, in the format of Prometheus. */
  metrics(): Promise<string>;
}

export interface HealthServer {
  port: number;
  close(): Promise<void>;
}

/** Serves `/healthz` (the process lives), `/readyz` (it can work; otherwise 503 names what is missing) and `/metrics`. */
export async function startHealthServer({ host, port, checks, metrics }: HealthServerOptions): Promise<HealthServer> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0];
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(response, 405, { error: 'GET only' });
    if (path === '/healthz') return answer(response, 200, { status: 'up' });
    if (path === '/readyz') return settle(response, readiness(checks, response));
    if (path === '/metrics') return settle(response, metricsText(metrics, response));
    return answer(response, 404, { error: 'There are /healthz, /readyz and /metrics.' });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readiness(checks: HealthServerOptions['checks'], response: ServerResponse): Promise<void> {
  const parts = await Promise.all(
    Object.entries(checks).map(async ([name, check]): Promise<[string, PartHealth]> => {
      try {
        return [name, await check()];
      } catch (error) {
        return [name, { status: 'down', detail: error instanceof Error ? error.message : String(error) }];
      }
    }),
  );
  const ready = parts.every(([, part]) => part.status === 'up');
  answer(response, ready ? 200 : 503, { status: ready ? 'ready' : 'not ready', checks: Object.fromEntries(parts) });
}

async function metricsText(metrics: () => Promise<string>, response: ServerResponse): Promise<void> {
  const text = await metrics();
  response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text);
}

function settle(response: ServerResponse, work: Promise<void>): void {
  work.catch((error: unknown) => answer(response, 500, { error: error instanceof Error ? error.message : 'failed' }));
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
