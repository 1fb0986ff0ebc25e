import type { RequestHandler } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { ApiError } from '../api-error.ts';
import { contextOf } from '../request-context.ts';

/** A number of points a minute for each key. */
export interface Limiter {
  /** @throws {ApiError} RATE_LIMITED when the key has none left; takes none */
  check(key: string): Promise<void>;
  /** Takes a point. @throws {ApiError} RATE_LIMITED when there was none */
  spend(key: string): Promise<void>;
}

/** A limiter of this process alone: several processes behind one address allow as many times more. */
export function createLimiter(perMinute: number): Limiter {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 });
  return {
    async check(key) {
      const state = await limiter.get(key);
      if (state !== null && state.consumedPoints >= perMinute) throw refusal(state);
    },
    async spend(key) {
      try {
        await limiter.consume(key);
      } catch (error) {
        throw error instanceof RateLimiterRes ? refusal(error) : error;
      }
    },
  };
}

/** Limits the requests of each API key, and of each user with a session. */
export function rateLimit(limiter: Limiter): RequestHandler {
  return async (_request, response, next) => {
    const { actor } = contextOf(response);
    if (actor) await limiter.spend(actor.apiKeyId ?? actor.userId);
    next();
  };
}

function refusal(state: RateLimiterRes): ApiError {
  const seconds = Math.max(1, Math.ceil(state.msBeforeNext / 1_000));
  return new ApiError('RATE_LIMITED', { values: { seconds }, headers: { 'Retry-After': String(seconds) } });
}
