import { PROJECT_ROLES, signInRoutes } from '@perdura/contracts';
import { newToken } from '@perdura/database';
import type { Request, RequestHandler, Response } from 'express';
import { notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { bindPublic, type OpenRoute } from '../../public-binding.ts';
import { contextOf } from '../../request-context.ts';
import { cookiePlaceOf } from '../../sign-in/cookie-place.ts';
import { cookieText, readCookie } from '../../sign-in/cookies.ts';
import { OidcClient, type OidcSettings } from '../../sign-in/oidc-client.ts';
import { returnPath } from '../../sign-in/return-path.ts';
import { enter } from './enter.ts';

/** How long somebody may take at the provider. */
const ATTEMPT_SECONDS = 600;

/** Why somebody comes back without having signed in; the console has a text for each. */
type Failure = 'unavailable' | 'failed' | 'unknown' | 'unverified' | 'disabled' | 'domain';

/** Sign-in by way of an OpenID provider. */
export function oidcRoutes(deps: AppDependencies, spend: (ip: string) => Promise<void>): OpenRoute[] {
  const { database, settings } = deps;
  const { oidc, consoleUrl } = settings.signIn;
  const { isSecure } = cookiePlaceOf(settings.signIn, settings.publicUrl);
  const base = consoleUrl || settings.publicUrl;
  const client = oidc === null ? null : new OidcClient(oidc);
  const redirectUri = base + signInRoutes.finishOidc.path;
  const back = (failure: Failure) => `${base}/?signInError=${failure}`;

  async function depart(provider: OidcClient, returnTo: string | undefined): Promise<Record<string, string>> {
    const { url, state, nonce, verifier } = await provider.depart(redirectUri);
    const browser = newToken();
    await database.oidc.begin({ state, browser }, { nonce, verifier, returnTo: returnPath(returnTo) }, ATTEMPT_SECONDS);
    return { Location: url.href, 'Set-Cookie': cookieText('oidc', browser, { seconds: ATTEMPT_SECONDS, isSecure }) };
  }

  const finish: RequestHandler = async (request, response) => {
    if (client === null || oidc === null) throw notFound('NOT_FOUND', request.path);
    await spend(request.ip ?? 'unknown');
    const outcome = await arrive({ deps, client, oidc, redirectUri, isSecure }, request, response);
    response.append('Set-Cookie', cookieText('oidc', '', { seconds: 0, isSecure }));
    const location = 'failure' in outcome ? back(outcome.failure) : base + outcome.returnTo;
    response.status(302).set('Location', location).end();
  };

  return [
    bindPublic(signInRoutes.startOidc).to(async ({ query, request, ip, log }) => {
      if (client === null) throw notFound('NOT_FOUND', request.path);
      await spend(ip);
      const headers = await depart(client, query.returnTo).catch((error: unknown) => {
        log.warn({ err: error }, 'the OpenID provider cannot be asked');
        return { Location: back('unavailable') };
      });
      return { status: 302, body: undefined, headers };
    }),
    // What a provider adds to the address is its own affair.
    { contract: signInRoutes.finishOidc, handler: () => finish },
  ];
}

interface Arrival {
  deps: AppDependencies;
  client: OidcClient;
  oidc: OidcSettings;
  redirectUri: string;
  isSecure: boolean;
}

/** Signs in whoever comes back from the provider, always to a new session. */
async function arrive(
  { deps, client, oidc, redirectUri, isSecure }: Arrival,
  request: Request,
  response: Response,
): Promise<{ returnTo: string } | { failure: Failure }> {
  const { log, requestId } = contextOf(response);
  const url = new URL(redirectUri);
  url.search = new URL(request.url, redirectUri).search;
  const state = url.searchParams.get('state') ?? '';
  const browser = readCookie(request.headers.cookie, 'oidc', isSecure) ?? '';
  const attempt = await deps.database.oidc.take({ state, browser });
  if (attempt === null) return { failure: 'failed' };
  const person = await client.arrive(url, { ...attempt, state }).catch((error: unknown) => {
    log.warn({ err: error }, 'a sign-in by way of the OpenID provider failed');
    return null;
  });
  if (person === null) return { failure: 'failed' };
  if (!isAllowed(oidc, person)) return { failure: 'domain' };
  const entry = await deps.database.oidc.enter(person, await newcomerOf(deps, oidc));
  if (entry.kind === 'refused') return { failure: entry.reason };
  const visitor = { ip: request.ip ?? 'unknown', userAgent: request.headers['user-agent'] ?? null, requestId };
  const entered = await enter(deps, entry.userId, { method: 'oidc' }, visitor);
  if (entered === null) return { failure: 'disabled' };
  const seconds = deps.settings.signIn.lifeSeconds;
  response.append('Set-Cookie', cookieText('session', entered.token, { seconds, isSecure }));
  return { returnTo: attempt.returnTo };
}

function isAllowed(
  { allowedDomains }: OidcSettings,
  person: { email: string | null; emailVerified: boolean },
): boolean {
  if (allowedDomains.length === 0) return true;
  const domain = (person.email ?? '').toLowerCase().split('@')[1] ?? '';
  return person.emailVerified && allowedDomains.some((each) => each.toLowerCase() === domain);
}

/** Newcomers join the project that was made first. */
async function newcomerOf({ database }: AppDependencies, { newcomerRole }: OidcSettings) {
  const role = PROJECT_ROLES.find((each) => each === newcomerRole);
  if (role === undefined) return { create: false, membership: null };
  const project = await database.projects.oldest();
  return { create: true, membership: project === null ? null : { projectId: project.id, role } };
}
