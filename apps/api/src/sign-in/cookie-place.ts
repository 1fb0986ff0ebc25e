import type { SignInSettings } from '../app-dependencies.ts';

/** Where cookies are at home. */
export interface CookiePlace {
  /** Whether browsers reach the console by https. */
  isSecure: boolean;
  /** Origins of the console and of the API, as far as they are known. */
  ownOrigins: readonly string[];
}

export function cookiePlaceOf({ consoleUrl }: Pick<SignInSettings, 'consoleUrl'>, publicUrl: string): CookiePlace {
  const known = [consoleUrl, publicUrl].filter((url) => url !== '');
  return {
    isSecure: (known[0] ?? '').startsWith('https://'),
    ownOrigins: known.map((url) => new URL(url).origin),
  };
}
