import { createHash, randomBytes } from 'node:crypto';
import { filledAddress, type JsonObject, type PieceAuth } from '@perdura/definition';
import { authProps } from './piece-auth.ts';

export interface SignInRequest {
  clientId: string;
  redirectUrl: string;
  scopes?: string[] | null | undefined;
  props?: JsonObject | null | undefined;
  state?: string | null | undefined;
}

/** Where a browser signs in to a service, and the verifier of the challenge that the address carries. */
export function authorizationAddress(auth: PieceAuth, request: SignInRequest) {
  const props = authProps(auth, request.props);
  const url = new URL(filledAddress(auth.authUrl ?? '', props));
  const scopes = request.scopes ?? auth.scope ?? [];
  const prompt = auth.prompt === 'omit' ? null : (auth.prompt ?? 'consent');
  const parameters = {
    ...textsOf(auth.extra ?? {}),
    ...{ response_type: 'code', client_id: request.clientId, redirect_uri: request.redirectUrl },
    ...{ access_type: 'offline', state: request.state ?? randomBytes(16).toString('base64url') },
    ...(prompt === null ? {} : { prompt }),
    ...(scopes.length === 0 ? {} : { scope: filledAddress(scopes.join(' '), props) }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  if (auth.pkce !== true) return { authorizationUrl: url.href };
  const codeVerifier = randomBytes(48).toString('base64url');
  const isPlain = auth.pkceMethod === 'plain';
  const hashed = createHash('sha256').update(codeVerifier).digest('base64url');
  url.searchParams.set('code_challenge', isPlain ? codeVerifier : hashed);
  url.searchParams.set('code_challenge_method', isPlain ? 'plain' : 'S256');
  return { authorizationUrl: url.href, codeVerifier };
}

function textsOf(extra: JsonObject): Record<string, string> {
  return Object.fromEntries(Object.entries(extra).map(([name, value]) => [name, String(value)]));
}
