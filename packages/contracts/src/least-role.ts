import type { LeastRole } from './roles.ts';
import type { RouteContract } from './route.ts';

/**
 * The least role in the project that a route asks for; what it does not say follows from its scope. Administrators of the
 * installation need none for what is theirs alone.
 */
export function leastRole({ role, scope }: Pick<RouteContract, 'role' | 'scope'>): LeastRole {
  if (role !== undefined) return role;
  if (scope === 'admin' || scope === 'public') return 'anyone';
  return scope === 'write' ? 'editor' : 'viewer';
}
