/** What a browser keeps for the console. */
export type CookieName = 'session' | 'oidc';

/**
 * The name of a cookie: behind https it has the prefix by which browsers refuse it from other hosts and from plain
 * http, so that nobody can plant one.
 */
export function cookieName(name: CookieName, isSecure: boolean): string {
  return `${isSecure ? '__Host-' : ''}perdura-${name}`;
}

/** The value of a cookie in the header of a request; null for none. */
export function readCookie(header: string | undefined, name: CookieName, isSecure: boolean): string | null {
  const wanted = `${cookieName(name, isSecure)}=`;
  const found = (header ?? '').split(';').find((part) => part.trimStart().startsWith(wanted));
  return found === undefined ? null : found.trim().slice(wanted.length);
}

/**
 * Sets a cookie, as a header writes it: no script reads it, and of other sites' requests only a followed link carries
 * it. @param seconds how long it lasts; 0 takes it away
 */
export function cookieText(
  name: CookieName,
  value: string,
  { seconds, isSecure }: { seconds: number; isSecure: boolean },
): string {
  const parts = [`${cookieName(name, isSecure)}=${value}`, 'Path=/', `Max-Age=${seconds}`, 'HttpOnly', 'SameSite=Lax'];
  return [...parts, ...(isSecure ? ['Secure'] : [])].join('; ');
}
