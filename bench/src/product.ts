import { freePort } from '@perdura/embedded';
import type { BenchStack, Installation } from './bench-stack.ts';
import { exchange } from './http-client.ts';
import { built, type ProbedProcess } from './probed-process.ts';

/** The product's worker, as it is deployed, housekeeping and metrics included. */
export async function startWorker(
  stack: BenchStack,
  installation: Installation,
  temporalAddress: string,
): Promise<ProbedProcess> {
  const port = await freePort();
  return stack.start({
    name: 'worker',
    entry: built('apps/worker/dist/main.js'),
    environment: { ...environment(installation, temporalAddress), METRICS_PORT: String(port) },
    healthUrl: `http://127.0.0.1:${port}/readyz`,
  });
}

/** The product's API, as it is deployed. */
export async function startApi(
  stack: BenchStack,
  installation: Installation,
  temporalAddress: string,
): Promise<{ url: string; process: ProbedProcess }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = await stack.start({
    name: 'api',
    entry: built('apps/api/dist/main.js'),
    environment: { ...environment(installation, temporalAddress), PORT: String(port) },
    healthUrl: `${url}/healthz`,
  });
  return { url, process: child };
}

/** Calls the API with the installation's key. @throws when it answers an error */
export async function call<Body>(
  api: { url: string },
  { apiKey }: Installation,
  method: string,
  path: string,
  body?: object,
): Promise<Body> {
  const headers = { 'x-api-key': apiKey, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
  const { status, text } = await exchange(`${api.url}${path}`, { method, headers, body });
  if (status >= 300) throw new Error(`${method} ${path} answered ${status}: ${text.slice(0, 500)}`);
  return JSON.parse(text) as Body;
}

function environment({ databaseUrl }: Installation, temporalAddress: string): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporalAddress,
    OUTBOUND_ALLOW_HOSTS: '127.0.0.1,localhost',
    HOST: '127.0.0.1',
  };
}
