import { LOCALES } from '@perdura/contracts';
import type { Actor, ProjectRow, UserRow } from '@perdura/database';
import { bothIds, time, timeOrNull } from '../../page-request.ts';

export function presentProject(row: ProjectRow) {
  const { id, name, archivedAt, createdAt } = row;
  return { ...bothIds(id), name, archivedAt: timeOrNull(archivedAt), createdAt: time(createdAt) };
}

/** The project that a credential acts for, with the names that the flow engine has for its fields. */
export function presentCurrentProject(row: ProjectRow) {
  const created = time(row.createdAt);
  return { ...presentProject(row), displayName: row.name, created, updated: created };
}

export function presentUser(row: UserRow) {
  const { email, name, admin, operator } = row;
  const locale = LOCALES.find((each) => each === row.locale) ?? null;
  const disabled = row.disabledAt !== null;
  return { ...bothIds(row.id), email, name, admin, operator, disabled, locale, createdAt: time(row.createdAt) };
}

export function presentActor(actor: Actor) {
  return {
    user: { ...bothIds(actor.userId), email: actor.userEmail, name: actor.userName, admin: actor.admin },
    project: { ...bothIds(actor.projectId), name: actor.projectName },
    role: actor.role,
    apiKeyId: actor.apiKeyId,
    scopes: actor.scopes,
  };
}
