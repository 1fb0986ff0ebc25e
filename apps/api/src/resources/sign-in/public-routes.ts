import { signInRoutes } from '@perdura/contracts';
import type { RequestHandler } from 'express';
import { ApiError, invalid } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { createLimiter } from '../../middleware/rate-limit.ts';
import { bindPublic, type OpenRoute, openRouter, type PublicRequest } from '../../public-binding.ts';
import { cookiePlaceOf } from '../../sign-in/cookie-place.ts';
import { cookieText } from '../../sign-in/cookies.ts';
import { requireOwnOrigin } from '../../sign-in/own-origin.ts';
import { passwordFaults } from '../../sign-in/password-rules.ts';
import { type Entered, enter, noteOfAccount, sessionInfo, type Visitor } from './enter.ts';
import { oidcRoutes } from './oidc-routes.ts';
import { tooManyAttempts } from './refusals.ts';

/** Bodies here are a few short texts. */
const BODY_LIMITS = { maxBytes: 16 * 1024, maxDepth: 8 };

/** The contracts that the router serves. */
export const signInContracts = Object.values(signInRoutes);

/** The ways in; they ask for no credential, and stand before all routes that do. */
export function openSignInRouter(deps: AppDependencies): RequestHandler {
  const limiter = createLimiter(deps.settings.signIn.limitPerMinute);
  const spend = (ip: string) => limiter.spend(ip);
  return openRouter(
    [...passwordRoutes(deps, spend), ...resetRoutes(deps, spend), ...oidcRoutes(deps, spend)],
    BODY_LIMITS,
  );
}

type Spend = (ip: string) => Promise<void>;

function passwordRoutes(deps: AppDependencies, spend: Spend): OpenRoute[] {
  const { settings } = deps;
  const { isSecure, ownOrigins } = cookiePlaceOf(settings.signIn, settings.publicUrl);
  return [
    bindPublic(signInRoutes.signIn).to(async (asked) => {
      const { body, request, ip } = asked;
      // No other site signs a browser in, be it as somebody else.
      if (body.cookie) requireOwnOrigin(request, ownOrigins);
      await spend(ip);
      const entered = await enterByPassword(deps, asked);
      const info = await sessionInfo(deps, entered.actor);
      if (!body.cookie) return { status: 200, body: { ...info, token: entered.token } };
      const cookie = cookieText('session', entered.token, { seconds: settings.signIn.lifeSeconds, isSecure });
      return { status: 200, body: { ...info, token: null }, headers: { 'Set-Cookie': cookie } };
    }),

    bindPublic(signInRoutes.listSignInProviders).to(async () => {
      const { oidc } = settings.signIn;
      const startUrl = signInRoutes.startOidc.path;
      return { status: 200, body: { password: true, oidc: oidc === null ? null : { name: oidc.name, startUrl } } };
    }),
  ];
}

/** Does the same work, and says the same, whatever is wrong. */
async function enterByPassword(
  deps: AppDependencies,
  asked: PublicRequest<typeof signInRoutes.signIn>,
): Promise<Entered> {
  const { passwords } = deps.database;
  const { email, password, projectId = null } = asked.body;
  const permit = await passwords.beginAttempt(email, asked.ip);
  if (!permit.allowed) throw tooManyAttempts(permit.retryAfterSeconds);
  const account = await passwords.account(email);
  const passwordHash = account?.passwordHash ?? null;
  const isRight = await deps.hasher.verify(passwordHash, password);
  const entered =
    isRight && account !== null && passwordHash !== null
      ? await enter(deps, account.userId, { method: 'password', projectId, passwordHash }, asked)
      : null;
  if (entered === null) {
    if (account !== null) noteFailure(deps, account.userId, asked);
    throw new ApiError('SIGN_IN_REFUSED');
  }
  await passwords.forgetAttempts(email, asked.ip);
  return entered;
}

/** After the answer: writing takes a moment that would tell that there is such an account. */
function noteFailure(deps: AppDependencies, userId: string, asked: PublicRequest<typeof signInRoutes.signIn>): void {
  const change = { action: 'session.fail', target: userId, after: { method: 'password' } };
  later(asked, 'entry of a failed sign-in', () => noteOfAccount(deps, userId, asked, change));
}

function later({ log }: Pick<PublicRequest<never>, 'log'>, what: string, work: () => Promise<void>): void {
  setImmediate(() => {
    work().catch((error: unknown) => log.error({ err: error }, `${what} could not be written`));
  });
}

function resetRoutes(deps: AppDependencies, spend: Spend): OpenRoute[] {
  const { database, settings, hasher } = deps;
  return [
    bindPublic(signInRoutes.requestPasswordReset).to(async (asked) => {
      await spend(asked.ip);
      // After the answer, which so takes the same time for every address.
      later(asked, 'a request to set a password', () => requestReset(deps, asked.body.email, asked));
      return { status: 202, body: { success: true } };
    }),

    bindPublic(signInRoutes.confirmPasswordReset).to(async (asked) => {
      const { token, password } = asked.body;
      await spend(asked.ip);
      const open = await database.passwordResets.find(token);
      if (open === null) throw new ApiError('RESET_LINK_UNKNOWN');
      const faults = passwordFaults(password, open.email, '/password', asked.locale);
      if (faults.length > 0) throw invalid(faults);
      const used = await database.passwordResets.use(token, await hasher.hash(password));
      if (used === null) throw new ApiError('RESET_LINK_UNKNOWN');
      await noteOfAccount(deps, used.userId, asked, { action: 'password.reset', target: used.userId });
      return { status: 200, body: { success: true } };
    }),
  ];

  async function requestReset(given: AppDependencies, email: string, visitor: Visitor): Promise<void> {
    const userId = await database.passwordResets.request(email, settings.signIn.resetSeconds);
    if (userId === null) return;
    await noteOfAccount(given, userId, visitor, { action: 'password.reset-request', target: userId });
  }
}
