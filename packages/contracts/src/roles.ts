/** Roles of a project's members, each of which may do all that those before it may. */
export const PROJECT_ROLES = ['viewer', 'operator', 'editor', 'owner'] as const;
export type ProjectRole = (typeof PROJECT_ROLES)[number];

/** What a route asks of its caller in the project; `anyone`: not even to be a member of one. */
export type LeastRole = ProjectRole | 'anyone';

/** Whether somebody with this role may do what asks for that one. @param role null: a member of no project */
export function hasRole(role: ProjectRole | null, least: LeastRole): boolean {
  if (least === 'anyone') return true;
  return role !== null && PROJECT_ROLES.indexOf(role) >= PROJECT_ROLES.indexOf(least);
}

/** The higher of two roles. */
export function higherRole(one: ProjectRole, other: ProjectRole): ProjectRole {
  return hasRole(one, other) ? one : other;
}
