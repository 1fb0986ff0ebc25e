import { readFileSync } from 'node:fs';
import type { TLSConfig } from '@temporalio/worker';
import type { Env } from './env.ts';

/** TLS towards Temporal: plain text unless something of it is set. @throws when a named file cannot be read */
export function temporalTls(env: Env): TLSConfig | boolean {
  const authority = read(env.TEMPORAL_TLS_SERVER_CA_CERT_PATH);
  const certificate = read(env.TEMPORAL_TLS_CLIENT_CERT_PATH);
  const key = read(env.TEMPORAL_TLS_CLIENT_KEY_PATH);
  const name = env.TEMPORAL_TLS_SERVER_NAME;
  // Temporal Cloud takes API keys over TLS alone.
  if (!authority && !certificate && !name) return env.TEMPORAL_TLS || env.TEMPORAL_API_KEY !== undefined;
  return {
    ...(name ? { serverNameOverride: name } : {}),
    ...(authority ? { serverRootCACertificate: authority } : {}),
    ...(certificate && key ? { clientCertPair: { crt: certificate, key } } : {}),
  };
}

function read(path: string | undefined): Buffer | null {
  return path === undefined ? null : readFileSync(path);
}
