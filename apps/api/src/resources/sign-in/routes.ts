import { sessionRoutes } from '@perdura/contracts';
import type { Actor } from '@perdura/database';
import { ApiError, invalid, notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { cookiePlaceOf } from '../../sign-in/cookie-place.ts';
import { cookieText } from '../../sign-in/cookies.ts';
import { passwordFaults } from '../../sign-in/password-rules.ts';
import { sessionInfo } from './enter.ts';
import { presentSession } from './presenter.ts';
import { tooManyAttempts, wrongCurrent } from './refusals.ts';

/** One's own sessions and password. */
export function sessionResource(deps: AppDependencies): BoundRoute[] {
  const { database, settings, hasher } = deps;
  const { sessions, passwords } = database;

  return [
    bind(sessionRoutes.signOut).to(async ({ actor, audit }) => {
      const sessionId = sessionOf(actor);
      const ended = await sessions.end(actor.userId, sessionId);
      audit(ended ? { target: sessionId } : null);
      const { isSecure } = cookiePlaceOf(settings.signIn, settings.publicUrl);
      const headers = { 'Set-Cookie': cookieText('session', '', { seconds: 0, isSecure }) };
      return { status: 200, body: { success: true }, headers };
    }),

    bind(sessionRoutes.getSession).to(async ({ actor }) => ({ status: 200, body: await sessionInfo(deps, actor) })),

    bind(sessionRoutes.moveSession).to(async ({ actor, body }) => {
      const sessionId = sessionOf(actor);
      const isMoved = await sessions.move(actor.userId, sessionId, body.projectId);
      const moved = isMoved ? await sessions.actor(sessionId, settings.signIn.idleSeconds) : null;
      if (moved === null) throw notFound('PROJECT_NOT_FOUND', body.projectId);
      return { status: 200, body: await sessionInfo(deps, moved) };
    }),

    bind(sessionRoutes.listSessions).to(async ({ actor }) => {
      const rows = await sessions.list(actor.userId, settings.signIn.idleSeconds);
      return { status: 200, body: { sessions: rows.map((row) => presentSession(row, actor.sessionId)) } };
    }),

    bind(sessionRoutes.endSession).to(async ({ actor, params }) => {
      if (!(await sessions.end(actor.userId, params.id))) throw notFound('SESSION_NOT_FOUND', params.id);
      return { status: 200, body: { success: true } };
    }),

    bind(sessionRoutes.changePassword).to(async ({ actor, body, locale, audit }) => {
      const faults = passwordFaults(body.next, actor.userEmail, '/next', locale);
      if (faults.length > 0) throw invalid(faults);
      // Who has taken a session over does not guess any faster than who has none.
      const account = `${actor.userId} changes a password`;
      const permit = await passwords.beginAttempt(account, '');
      if (!permit.allowed) throw tooManyAttempts(permit.retryAfterSeconds);
      const current = await passwords.hash(actor.userId);
      if (!(await hasher.verify(current, body.current))) throw wrongCurrent(locale);
      const change = { current, next: await hasher.hash(body.next), keepSession: actor.sessionId };
      const endedSessions = await passwords.change(actor.userId, change);
      if (endedSessions === null) throw wrongCurrent(locale);
      await passwords.forgetAttempts(account, '');
      audit({ target: actor.userId, after: { endedSessions } });
      return { status: 200, body: { success: true, endedSessions } };
    }),
  ];
}

function sessionOf({ sessionId }: Actor): string {
  if (sessionId === null) throw new ApiError('SESSION_REQUIRED');
  return sessionId;
}
