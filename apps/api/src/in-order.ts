import type { RequestHandler } from 'express';

/**
 * Handlers as one, of which each goes on with the next. Express looks for the next one of its own by comparing the path
 * with that of each, which for a whole chain takes longer than some answers.
 */
export function inOrder(...handlers: readonly RequestHandler[]): RequestHandler {
  return (request, response, next) => {
    let at = 0;
    const goOn = (error?: unknown): void => {
      const handler = handlers[at];
      at += 1;
      if (error !== undefined || handler === undefined) {
        next(error);
        return;
      }
      try {
        const work: unknown = handler(request, response, goOn);
        if (work instanceof Promise) work.catch(next);
      } catch (thrown) {
        next(thrown);
      }
    };
    goOn();
  };
}

/**
 * Hands each request to the handler of its place, which is looked up: to compare it with every route takes longer than
 * some answers. A request without a handler goes on.
 *
 * @param placeOf the place of an undecoded path
 */
export function byPlace(
  handlers: ReadonlyMap<string, RequestHandler>,
  placeOf: (path: string) => string = (path) => path,
): RequestHandler {
  return (request, response, next) => {
    const handler = handlers.get(placeOf(request.path));
    return handler === undefined ? next() : handler(request, response, next);
  };
}
