import type { RouteContract } from './route.ts';

/** Roles of a project's members, each of which may do all that those before it may. */
export const PROJECT_ROLES = ['viewer', 'operator', 'editor', 'owner'] as const;
export type ProjectRole = (typeof PROJECT_ROLES)[number];

/** Whether somebody with this role may do what asks for that one. */
export function hasRole(role: ProjectRole, least: ProjectRole): boolean {
  return PROJECT_ROLES.indexOf(role) >= PROJECT_ROLES.indexOf(least);
}

/** The least role in the project that a route asks for; what it does not say follows from its scope. */
export function leastRole({ role, scope }: Pick<RouteContract, 'role' | 'scope'>): ProjectRole {
  return role ?? (scope === 'write' ? 'editor' : 'viewer');
}
