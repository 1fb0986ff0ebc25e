import { invitedRoutes, type Locale } from '@perdura/contracts';
import type { Acceptance, OpenInvitation } from '@perdura/database';
import { wireId } from '@perdura/definition';
import type { RequestHandler } from 'express';
import { ApiError, invalid } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { audited } from '../../audit-trail.ts';
import { createLimiter, type Limiter } from '../../middleware/rate-limit.ts';
import { time } from '../../page-request.ts';
import { bindPublic, openRouter, type PublicRequest } from '../../public-binding.ts';
import { passwordFaults } from '../../sign-in/password-rules.ts';
import { presentInvitation } from './presenter.ts';

/** The contracts that the router serves. */
export const invitedContracts = Object.values(invitedRoutes);

/** Bodies here are a few short texts. */
const BODY_LIMITS = { maxBytes: 16 * 1024, maxDepth: 8 };

/**
 * What whoever was invited may do with the token of the mail, which is the credential: it stands before the routes that ask
 * for one. Guesses of tokens are counted for their address.
 */
export function invitedReceiver(deps: AppDependencies): RequestHandler {
  const strangers = createLimiter(deps.settings.failedLoginLimitPerMinute);
  const routes = [
    bindPublic(invitedRoutes.showUserInvitation).to(async ({ body, ip }) => ({
      status: 200,
      body: presentOpen(await openInvitation(deps, strangers, body.invitationToken, ip)),
    })),

    bindPublic(invitedRoutes.acceptUserInvitation).to(async (asked) => {
      const { body, ip, locale } = asked;
      const open = await openInvitation(deps, strangers, body.invitationToken, ip);
      const passwordHash = await hashOf(deps, open, body.password, locale);
      const accepted = await accept(deps, open, { name: nameOf(open, body.name), passwordHash }, asked);
      return { status: 200, body: presentAcceptance(accepted, passwordHash) };
    }),
  ];
  return openRouter(routes, BODY_LIMITS);
}

async function openInvitation(
  { database }: AppDependencies,
  strangers: Limiter,
  token: string,
  ip: string,
): Promise<OpenInvitation> {
  await strangers.check(ip);
  const found = await database.userInvitations.find(token);
  if (found === null) await strangers.spend(ip);
  return standing(found);
}

/** @throws {ApiError} for what cannot be accepted */
function standing<Found extends object>(found: Found | 'spent' | null): Found {
  if (found === null) throw new ApiError('INVITATION_LINK_UNKNOWN');
  if (found === 'spent') throw new ApiError('INVITATION_LINK_SPENT');
  return found;
}

function nameOf({ invitation }: OpenInvitation, given: string | null | undefined): string {
  return given ?? invitation.email.split('@')[0] ?? invitation.email;
}

/** Of an account that there is the password stays what it is, whatever is given. */
async function hashOf(
  { hasher }: AppDependencies,
  { invitation, hasAccount }: OpenInvitation,
  password: string | null | undefined,
  locale: Locale,
): Promise<string | null> {
  if (hasAccount || !password) return null;
  const faults = passwordFaults(password, invitation.email, '/password', locale);
  if (faults.length > 0) throw invalid(faults);
  return await hasher.hash(password);
}

/** In the log it is the doing of whoever was mailed. */
function accept(
  { database }: AppDependencies,
  open: OpenInvitation,
  account: { name: string; passwordHash: string | null },
  { body, ip, log, requestId }: PublicRequest<typeof invitedRoutes.acceptUserInvitation>,
): Promise<Acceptance> {
  const { id, email, projectId } = open.invitation;
  const announced = {
    ...{ projectId, action: invitedRoutes.acceptUserInvitation.audit, target: id },
    ...{ actorType: 'address' as const, actorId: email, actor: email, ip, requestId },
  };
  return audited(
    { audit: database.audit, log },
    announced,
    async (note) => {
      const accepted = standing(await database.userInvitations.accept(body.invitationToken, account));
      const after = { ...presentInvitation(accepted.invitation), userId: accepted.userId, newAccount: accepted.isNew };
      note({ target: id, before: presentInvitation(open.invitation), after });
      return accepted;
    },
    () => id,
  );
}

function presentOpen({ invitation, projectName, inviterName, hasAccount }: OpenInvitation) {
  const { email, type, projectRole, platformRole, expiresAt } = invitation;
  return {
    ...{ email, type, role: projectRole ?? platformRole ?? 'MEMBER', invitedBy: inviterName },
    ...{ projectName: type === 'PROJECT' ? projectName : null, registered: hasAccount, expiresAt: time(expiresAt) },
  };
}

function presentAcceptance({ invitation, userId, isNew }: Acceptance, passwordHash: string | null) {
  const { email, type, projectId } = invitation;
  return {
    ...{ registered: !isNew, email, userId: wireId(userId), passwordSet: isNew && passwordHash !== null },
    projectId: type === 'PROJECT' ? projectId : null,
  };
}
