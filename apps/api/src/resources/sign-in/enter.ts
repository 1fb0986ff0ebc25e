import type { Actor, AuditChange, NewSession, SessionRow } from '@perdura/database';
import type { AppDependencies } from '../../app-dependencies.ts';
import { presentSession, presentSessionInfo } from './presenter.ts';

/** Projects that a session tells of at most. */
export const SHOWN_PROJECTS = 200;

/** From where somebody signs in. */
export interface Visitor {
  ip: string;
  userAgent: string | null;
  requestId: string;
}

export interface Entered {
  actor: Actor;
  row: SessionRow;
  token: string;
}

/**
 * Opens a session and notes it: none is left open that the audit log does not tell of. Null for somebody who may not
 * come in (any more).
 */
export async function enter(
  { database, settings }: Pick<AppDependencies, 'database' | 'settings'>,
  userId: string,
  how: Pick<NewSession, 'method' | 'projectId' | 'passwordHash'>,
  visitor: Visitor,
): Promise<Entered | null> {
  const { sessions, audit } = database;
  const { lifeSeconds, idleSeconds } = settings.signIn;
  const { ip, userAgent, requestId } = visitor;
  const opened = await sessions.open(userId, { ...how, ip, userAgent, lifeSeconds });
  if (opened === null) return null;
  const { row, token } = opened;
  const actor = await sessions.actor(row.id, idleSeconds);
  if (actor === null) return null;
  const { id: target, method } = presentSession(row, null);
  const who = { actorType: 'user', actorId: userId, actor: actor.userEmail, ip, requestId } as const;
  try {
    await audit.write(actor.projectId, { ...who, action: 'session.create', target, after: { method } });
  } catch (error) {
    await sessions.end(userId, row.id).catch(() => undefined);
    throw error;
  }
  return { actor, row, token };
}

/** What whoever signed in is told of the session. */
export async function sessionInfo({ database }: Pick<AppDependencies, 'database'>, actor: Actor) {
  const { sessions } = database;
  const [row, projects] = await Promise.all([
    actor.sessionId === null ? null : sessions.get(actor.userId, actor.sessionId),
    sessions.projects(actor.userId, SHOWN_PROJECTS),
  ]);
  return presentSessionInfo(actor, row, projects);
}

/** Notes what happened to an account from outside of any session, in the first of its projects. */
export async function noteOfAccount(
  { database }: Pick<AppDependencies, 'database'>,
  userId: string,
  { ip, requestId }: Visitor,
  change: AuditChange,
): Promise<void> {
  const [[project], user] = await Promise.all([database.sessions.projects(userId, 1), database.users.get(userId)]);
  const who = { actorType: 'address', actorId: ip, actor: user?.email ?? userId, ip, requestId } as const;
  await database.audit.write(project?.id ?? '', { ...who, ...change });
}
