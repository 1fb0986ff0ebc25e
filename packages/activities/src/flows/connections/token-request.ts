import { type JsonObject, type JsonValue, type OAuth2Grant, oauth2Grant, signInOf, textIn } from '@perdura/definition';
import { StepFailure } from '../../failures.ts';
import { OUTBOUND_CODES } from '../../outbound/codes.ts';
import { isRetryableStatus } from '../../outbound/http-call.ts';
import type { Outbound } from '../../outbound/outbound.ts';
import { redactor } from '../../outbound/redaction.ts';
import { secretsOfConnection } from './connection-secrets.ts';

/** The service does not give a token, and will not give one for the same request: somebody has to sign in again. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
}

const TIMEOUT_MS = 20_000;
const MAX_BYTES = 1024 * 1024;
const MAX_REASON_CHARACTERS = 300;

/** Fields of a connection's value that a code is exchanged with; they are worth nothing afterwards. */
const SPENT = ['code', 'code_challenge', 'code_verifier', 'code_challenge_method'];
/** Fields of an answer that a connection's value has by itself; all others are kept as its `data`. */
const OWN = ['access_token', 'refresh_token', 'token_type', 'expires_in', 'scope'];

/**
 * Asks a service for tokens: for a code, with the client's own credentials, or anew with a refresh token.
 *
 * @returns the connection's value with its new tokens
 * @throws {TokenRefused} without any secret in its message
 * @throws {StepFailure} what may pass by itself, and what an outbound call fails with
 */
export async function requestToken(outbound: Outbound, value: JsonObject, now: Date): Promise<JsonObject> {
  const grant = oauth2Grant(value);
  const url = textIn(value, 'token_url');
  if (grant === null) throw new TokenRefused('nothing in the connection can get a token');
  if (url === '') throw new TokenRefused('the address that gives tokens is not known');
  const { headers, credentials } = clientOf(value);
  const answer = await outbound.request({
    method: 'POST',
    url,
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams({ ...grantFields(grant, value), ...credentials }).toString(),
    ...{ timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES, followRedirects: false },
  });
  const told = readAnswer(answer.body.toString('utf8'));
  const token = textIn(told, 'access_token') || textIn(objectIn(told.authed_user), 'access_token');
  if (answer.status < 400 && token !== '') return withTokens(value, { ...told, access_token: token }, now);
  const reason = redactor(secretsOfConnection(value)).text(reasonOf(told, answer.status));
  if (answer.status >= 400 && isRetryableStatus(answer.status)) {
    const message = `The service that gives tokens is not ready: ${reason}.`;
    throw new StepFailure(OUTBOUND_CODES.httpStatus, message, { retryable: true });
  }
  throw new TokenRefused(reason);
}

function grantFields(grant: OAuth2Grant, value: JsonObject): Record<string, string> {
  const text = (field: string, as = field): Record<string, string> =>
    textIn(value, field) === '' ? {} : { [as]: textIn(value, field) };
  switch (grant) {
    case 'authorization_code':
      return {
        ...{ grant_type: grant, ...text('code'), ...text('redirect_url', 'redirect_uri') },
        // The contract's clients send the verifier under this name.
        ...(textIn(value, 'code_verifier') === '' ? text('code_challenge', 'code_verifier') : text('code_verifier')),
      };
    case 'client_credentials':
      return { ...textsOf(value.props), grant_type: grant, ...text('scope') };
    case 'refresh_token':
      return { grant_type: grant, ...text('refresh_token') };
  }
}

/** A client without a secret says who it is and proves nothing. */
function clientOf(value: JsonObject): { headers: Record<string, string>; credentials: Record<string, string> } {
  const id = textIn(value, 'client_id');
  const secret = textIn(value, 'client_secret');
  if (secret === '') return { headers: {}, credentials: { client_id: id } };
  if (value.authorization_method !== 'HEADER') {
    return { headers: {}, credentials: { client_id: id, client_secret: secret } };
  }
  const pair = `${formEncoded(id)}:${formEncoded(secret)}`;
  return { headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }, credentials: {} };
}

/** RFC 6749, 2.3.1. */
function formEncoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}

function withTokens(value: JsonObject, told: JsonObject, now: Date): JsonObject {
  const kept = Object.fromEntries(Object.entries(value).filter(([name]) => !SPENT.includes(name)));
  const fresh = Object.fromEntries(OWN.flatMap((name) => (told[name] ? [[name, told[name]]] : [])));
  // A service that gives no new lifetime does not confirm the old one.
  const { expires_in: _, ...lasting } = kept;
  const data = Object.fromEntries(Object.entries(told).filter(([name]) => !OWN.includes(name)));
  const signIn = signInOf(value);
  return {
    ...lasting,
    ...fresh,
    ...(signIn === null ? {} : { code_hash: signIn }),
    claimed_at: Math.floor(now.getTime() / 1000),
    data: { ...objectIn(kept.data), ...data },
  };
}

/** JSON, or the form that older services answer with. */
function readAnswer(body: string): JsonObject {
  try {
    return objectIn(JSON.parse(body));
  } catch {
    return Object.fromEntries(new URLSearchParams(body));
  }
}

function reasonOf({ error, error_description: description }: JsonObject, status: number): string {
  const { message, code } = objectIn(error);
  const parts = [error, code, message, description].filter((part) => typeof part === 'string' && part !== '');
  const text = parts.length === 0 ? `status ${status}, without a token` : parts.join(': ');
  return text.replace(/[\s\p{Cc}]+/gu, ' ').slice(0, MAX_REASON_CHARACTERS);
}

function objectIn(value: JsonValue | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

function textsOf(value: JsonValue | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(objectIn(value)).flatMap(([name, part]) =>
      typeof part === 'object' ? [] : [[name, String(part)] as const],
    ),
  );
}
