import { createHash } from 'node:crypto';

/** Id of the call that has this name: each attempt of it has the same. */
export function callIdOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 24);
}
