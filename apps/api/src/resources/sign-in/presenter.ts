import type { Actor, OwnProject, SessionRow } from '@perdura/database';
import { bothIds, time } from '../../page-request.ts';

/** Who acts and for which project; `row` is null for an API key. */
export function presentSessionInfo(actor: Actor, row: SessionRow | null, projects: OwnProject[]) {
  const { userId, userEmail: email, userName: name, admin, projectId, projectName, role } = actor;
  return {
    sessionId: actor.sessionId,
    expiresAt: row === null ? null : time(row.expiresAt),
    user: { ...bothIds(userId), email, name, admin },
    project: role === null ? null : presentOwnProject({ id: projectId, name: projectName, role }),
    projects: projects.map(presentOwnProject),
  };
}

function presentOwnProject({ id, name, role }: OwnProject) {
  return { ...bothIds(id), name, role };
}

export function presentSession(row: SessionRow, current: string | null) {
  const { id, method, ip, userAgent, createdAt, lastUsedAt, expiresAt } = row;
  return {
    ...{ ...bothIds(id), method, current: id === current, ip, userAgent },
    ...{ createdAt: time(createdAt), lastUsedAt: time(lastUsedAt), expiresAt: time(expiresAt) },
  };
}
