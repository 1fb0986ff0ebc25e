/** A host that no address of ours has: a path that leads away from it leads elsewhere. */
const NOWHERE = 'http://nowhere.invalid';

/** A path of the console to go on at after signing in; `/` for whatever would lead out of it. */
export function returnPath(given: string | undefined): string {
  // Browsers take a backslash for a slash, and pass over control characters.
  if (given === undefined || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(given)) return '/';
  if (!URL.canParse(given, NOWHERE)) return '/';
  const url = new URL(given, NOWHERE);
  if (url.origin !== NOWHERE || url.pathname.startsWith('//') || url.pathname.startsWith('/v1/')) return '/';
  return `${url.pathname}${url.search}${url.hash}`;
}
