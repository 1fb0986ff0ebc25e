import { isIPv6 } from 'node:net';
import type { RequestHandler } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { ApiError } from '../api-error.ts';
import { contextOf } from '../request-context.ts';

/** A number of points a minute for each key, which an address may begin. */
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
      const state = await limiter.get(callerOf(key));
      if (state !== null && state.consumedPoints >= perMinute) throw refusal(state);
    },
    async spend(key) {
      try {
        await limiter.consume(callerOf(key));
      } catch (error) {
        throw error instanceof RateLimiterRes ? refusal(error) : error;
      }
    },
  };
}

/** Whoever has one address of IPv6 has the 2⁶⁴ of its network: they count as one. */
function callerOf(key: string): string {
  const [address = '', ...rest] = key.split(' ');
  return isIPv6(address) ? [networkOf(address), ...rest].join(' ') : key;
}

function networkOf(address: string): string {
  const [plain = ''] = address.toLowerCase().split('%');
  const mapped = /^::ffff:(\d+(?:\.\d+){3})$/.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  const [left = [], right = []] = plain.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  const groups = [...left, ...zeros, ...right].slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${groups.join(':')}::/64`;
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
