import type { IncomingHttpHeaders } from 'node:http';
import { ApiError } from '../api-error.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what a page of another site has a browser send with the console's cookie. Browsers say where a request comes
 * from, and no page can make them say otherwise; a request that does not say it is refused.
 *
 * @param ownOrigins where the console and the API are reached
 * @throws {ApiError} CROSS_SITE_REQUEST
 */
export function requireOwnOrigin(
  { method, headers }: { method: string; headers: IncomingHttpHeaders },
  ownOrigins: readonly string[],
): void {
  if (!SAFE_METHODS.has(method) && !isOwn(headers, ownOrigins)) throw new ApiError('CROSS_SITE_REQUEST');
}

function isOwn(headers: IncomingHttpHeaders, ownOrigins: readonly string[]): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin } = headers;
  if (origin === undefined || !URL.canParse(origin)) return false;
  if (ownOrigins.includes(origin)) return true;
  // Behind https, a page that came without it may be anybody's.
  const isSecure = ownOrigins.some((own) => own.startsWith('https:'));
  if (isSecure && !origin.startsWith('https:')) return false;
  // The console's server names the host that it was asked for; no page of another site can set that header.
  const hosts = [headers.host, headers['x-forwarded-host']];
  return hosts.includes(new URL(origin).host);
}
