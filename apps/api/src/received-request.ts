import type { IncomingHttpHeaders } from 'node:http';
import type { Locale } from '@perdura/contracts';
import type { Actor } from '@perdura/database';
import type { JsonValue } from '@perdura/definition';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { contextOf } from './request-context.ts';

/** A request as it came, less the way by which it came. */
export interface Received {
  actor: Actor | undefined;
  params: Record<string, unknown>;
  /** Its query is read. */
  url: string;
  headers: IncomingHttpHeaders;
  /** Undefined for none. */
  sent: JsonValue | undefined;
  locale: Locale;
  log: Logger;
  /** Aborts when the caller hangs up. */
  signal: AbortSignal;
  /** Base of absolute addresses. */
  origin: string;
  ip: string | null;
  requestId: string;
}

/** A request of HTTP. What few routes ask for is made for those that do. */
export class HttpRequest implements Received {
  readonly actor: Actor;
  readonly sent: JsonValue | undefined;
  readonly #request: Request;
  readonly #response: Response;
  readonly #publicUrl: string;
  #signal: AbortSignal | null = null;

  constructor(
    request: Request,
    response: Response,
    { actor, sent, publicUrl }: { actor: Actor; sent: JsonValue | undefined; publicUrl: string },
  ) {
    this.#request = request;
    this.#response = response;
    this.#publicUrl = publicUrl;
    this.actor = actor;
    this.sent = sent;
  }

  get params(): Record<string, unknown> {
    return this.#request.params;
  }

  get url(): string {
    return this.#request.url;
  }

  get headers(): IncomingHttpHeaders {
    return this.#request.headers;
  }

  get ip(): string | null {
    return this.#request.ip ?? null;
  }

  get locale(): Locale {
    return contextOf(this.#response).locale;
  }

  get log(): Logger {
    return contextOf(this.#response).log;
  }

  get requestId(): string {
    return contextOf(this.#response).requestId;
  }

  get origin(): string {
    return originOf(this.#request, this.#publicUrl);
  }

  get signal(): AbortSignal {
    this.#signal ??= hangUp(this.#response);
    return this.#signal;
  }
}

/** Base of absolute addresses, without a slash at its end. */
export function originOf(request: Pick<Request, 'protocol' | 'headers'>, publicUrl: string): string {
  return publicUrl || `${request.protocol}://${request.headers.host ?? 'localhost'}`;
}

/** Aborts when the caller hangs up before it was answered, and has when it did so before anybody asked. */
export function hangUp(response: Response): AbortSignal {
  const controller = new AbortController();
  const ended = (): void => {
    if (!response.writableFinished) controller.abort();
  };
  if (response.closed) ended();
  else response.once('close', ended);
  return controller.signal;
}
