import { isIP } from 'node:net';
import type { Request } from 'express';
import { ApiError } from '../api-error.ts';
import type { AppSettings } from '../app-dependencies.ts';

type Settings = Pick<AppSettings, 'publicUrl' | 'allowedOrigins'>;

/**
 * Refuses what a page of somebody else makes a browser send: its origin is not one of the installation's, or the name by
 * which it reached this server is not, as when a stranger's name is made to mean this machine (DNS rebinding). Other
 * clients send no origin, and come by its name, an address, or `localhost`.
 *
 * @throws {ApiError} ORIGIN_REFUSED
 */
export function requireOwnPage({ headers }: Pick<Request, 'headers'>, settings: Settings): void {
  const { origin, host = '' } = headers;
  const own = [settings.publicUrl, ...settings.allowedOrigins].flatMap((url) =>
    URL.canParse(url) ? new URL(url) : [],
  );
  if (origin !== undefined && !isOwnOrigin(origin, own, settings)) throw refused(origin);
  if (settings.publicUrl === '' || isLocal(hostname(host))) return;
  if (!own.some((url) => url.host === host.toLowerCase())) throw refused(host);
}

/** Without an address of its own the installation is somebody's machine: pages of that machine may be. */
function isOwnOrigin(origin: string, own: URL[], { publicUrl }: Settings): boolean {
  if (own.some((url) => url.origin === origin)) return true;
  return publicUrl === '' && URL.canParse(origin) && isLoopback(new URL(origin).hostname);
}

/** The name without its port, brackets of IPv6 included. */
function hostname(host: string): string {
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : '';
}

/** An address is nobody's name, so no stranger can make it mean something else. */
function isLocal(name: string): boolean {
  return isLoopback(name) || isIP(name.replace(/^\[|\]$/g, '')) !== 0;
}

function isLoopback(name: string): boolean {
  return name === 'localhost' || name === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(name);
}

function refused(found: string): ApiError {
  return new ApiError('ORIGIN_REFUSED', { values: { found: found.slice(0, 120) } });
}
