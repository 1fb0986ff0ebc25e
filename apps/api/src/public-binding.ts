import {
  type AnswerOf,
  type BodyOf,
  type Locale,
  type QueryOf,
  type RouteContract,
  requestFaults,
} from '@perdura/contracts';
import type { Request, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { invalid } from './api-error.ts';
import { byPlace } from './in-order.ts';
import { type BodyLimits, readBody } from './middleware/read-body.ts';
import { readQuery } from './query-parameters.ts';
import { contextOf } from './request-context.ts';
import type { Answer } from './route-binding.ts';
import { addressesOf, exactRouter, named, noStore, otherMethods } from './route-serving.ts';

/** A checked request without a credential, as a route's handler gets it. */
export interface PublicRequest<Contract extends RouteContract> {
  query: QueryOf<Contract>;
  body: BodyOf<Contract>;
  request: Request;
  /** Address of the caller. */
  ip: string;
  userAgent: string | null;
  locale: Locale;
  log: Logger;
  requestId: string;
}

/** A contract that asks for no credential, with what serves it. */
export interface OpenRoute {
  contract: RouteContract;
  handler(limits: BodyLimits): RequestHandler;
}

/** As `bind`, for routes that ask for no credential and whose paths have no parameters. */
export function bindPublic<Contract extends RouteContract>(contract: Contract) {
  return {
    to(act: (request: PublicRequest<Contract>) => Promise<AnswerOf<Contract>>): OpenRoute {
      return { contract, handler: (limits) => serve(contract, act, limits) };
    },
  };
}

function serve<Contract extends RouteContract>(
  contract: Contract,
  act: (request: PublicRequest<Contract>) => Promise<Answer>,
  limits: BodyLimits,
): RequestHandler {
  return async (request, response) => {
    const { log, locale, requestId } = contextOf(response);
    const sent = contract.body ? await readBody(request, { ...limits, typed: !contract.engine }, locale) : undefined;
    const query = readQuery(contract, request.url, locale);
    const body = contract.body
      ? requestFaults(contract.body.schema, sent === undefined ? {} : sent, locale)
      : { value: undefined, faults: [] };
    const faults = [...query.faults, ...body.faults];
    if (faults.length > 0) throw invalid(faults);
    const parts = { query: query.value, body: body.value } as Pick<PublicRequest<Contract>, 'query' | 'body'>;
    const answered = await act({
      ...{ ...parts, request, locale, log, requestId },
      ...{ ip: request.ip ?? 'unknown', userAgent: request.headers['user-agent'] ?? null },
    });
    response.status(answered.status).set({ 'Content-Language': locale, ...answered.headers });
    if (answered.body === undefined) response.end();
    else response.json(answered.body);
  };
}

/**
 * Serves public routes by their exact paths, to stand before the credential is asked for; any other spelling is left to
 * what comes after.
 */
export function openRouter(routes: readonly OpenRoute[], limits: BodyLimits): RequestHandler {
  const router = exactRouter();
  for (const { contract, handler } of routes) {
    router[contract.method](addressesOf(contract), named(contract.path), noStore, handler(limits));
  }
  for (const { contract } of routes) {
    const methods = routes.filter((each) => each.contract.path === contract.path).map((each) => each.contract.method);
    router.all(addressesOf(contract), otherMethods(contract.path, methods));
  }
  return byPlace(new Map(routes.flatMap(({ contract }) => addressesOf(contract).map((address) => [address, router]))));
}
