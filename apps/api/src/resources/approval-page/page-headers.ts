import type { RequestHandler } from 'express';
import helmet from 'helmet';
import { STYLE_SOURCE } from './style.ts';

/** Nothing may be loaded, framed, run or kept; the token must not travel in a referrer. */
export function linkPageHeaders(): RequestHandler {
  const policy = helmet.contentSecurityPolicy({
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      styleSrc: [STYLE_SOURCE],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
  });
  return (request, response, next) => {
    response.set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex, nofollow' });
    policy(request, response, next);
  };
}
