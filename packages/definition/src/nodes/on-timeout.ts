import type { JsonObject } from '../json.ts';
import type { ConfigFault } from './spec.ts';

/** What is to happen at a timeout needs one; the default may be spelled out all the same. */
export function onTimeoutFaults({ timeout, onTimeout }: JsonObject): ConfigFault[] {
  const isIdle = timeout === undefined && onTimeout !== undefined && onTimeout !== 'fail';
  return isIdle ? [{ path: ['onTimeout'], fault: 'TIMEOUT_MISSING' }] : [];
}
