import type { Locale } from '@perdura/contracts';
import type { Actor } from '@perdura/database';
import type { Response } from 'express';
import type { Logger } from 'pino';

/** What is known of a request from its beginning. */
export interface RequestContext {
  readonly requestId: string;
  readonly locale: Locale;
  readonly log: Logger;
  /** Absent until the credential was checked, and on public routes. */
  actor?: Actor;
  /**
   * Set while `actor` is only who the key stood for when it was last seen: who it stands for now, or the refusal. Until it
   * is there nothing may be changed, and nothing told.
   */
  confirmed?: Promise<Actor>;
  /** The contract's path of the route that serves it, for metrics: one name for all ids. */
  route?: string;
}

/** The context that the first middleware put there. */
export function contextOf(response: Response): RequestContext {
  return response.locals as RequestContext;
}
