/** What the value of an OAuth2 connection says of its tokens. Its fields are the flow engine's contract's. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { JsonObject, JsonValue } from '../json.ts';

/** Where a service does not say how long its tokens last, in seconds. */
const USUAL_LIFETIME_SECONDS = 60 * 60;
/** A token is renewed so long before its end, in seconds, that a long step still ends with it. */
const RENEWED_BEFORE_SECONDS = 15 * 60;
/** Of a token that lasts less, this part of its life. */
const RENEWED_BEFORE_PART = 4;

const CLIENT_CREDENTIALS = 'client_credentials';

/** How the tokens of a connection are got, or got anew. */
export type OAuth2Grant = 'authorization_code' | 'client_credentials' | 'refresh_token';

/**
 * How the tokens of a connection can be got anew; null where they cannot, since they were given as they are.
 */
export function oauth2Grant(value: JsonObject): OAuth2Grant | null {
  if (textIn(value, 'client_id') === '') return null;
  if (value.grant_type === CLIENT_CREDENTIALS) return 'client_credentials';
  if (textIn(value, 'access_token') === '' && textIn(value, 'code') !== '') return 'authorization_code';
  return textIn(value, 'refresh_token') === '' ? null : 'refresh_token';
}

/** Whether a connection has no token yet, but what one is got with. */
export function lacksToken(value: JsonObject): boolean {
  return textIn(value, 'access_token') === '' && oauth2Grant(value) !== null;
}

/** When the access token ends; null where that is not known, or does not matter because nothing can renew it. */
export function tokenExpiry(value: JsonObject): Date | null {
  const claimedAt = numberIn(value.claimed_at);
  if (claimedAt === null || textIn(value, 'access_token') === '') return null;
  if (numberIn(value.expires_in) === null && oauth2Grant(value) === null) return null;
  return new Date((claimedAt + lifetimeOf(value)) * 1000);
}

/** Whether the token is to be got, or renewed, before the connection is used. */
export function needsToken(value: JsonObject, now: Date): boolean {
  if (oauth2Grant(value) === null) return false;
  if (lacksToken(value)) return true;
  const expiry = tokenExpiry(value);
  if (expiry === null) return false;
  const early = Math.min(RENEWED_BEFORE_SECONDS, lifetimeOf(value) / RENEWED_BEFORE_PART);
  return now.getTime() >= expiry.getTime() - early * 1000;
}

/**
 * What tells that two values came from the same sign-in: a hash of the code, which stays when the code is spent. Null where
 * there was none.
 */
export function signInOf(value: JsonObject): string | null {
  const code = textIn(value, 'code');
  if (code !== '') return bytesToHex(sha256(utf8ToBytes(code)));
  return textIn(value, 'code_hash') || null;
}

/** A text of a value; empty where it has none. */
export function textIn(value: JsonObject, field: string): string {
  const found = value[field];
  return typeof found === 'string' ? found : '';
}

/** An address of a piece with the properties of a connection filled in: `https://{domain}/token`. */
export function filledAddress(address: string, props: JsonValue | undefined): string {
  if (typeof props !== 'object' || props === null || Array.isArray(props)) return address;
  return address.replace(/\{([^{}]+)\}/g, (whole, name: string) => {
    const found = Object.hasOwn(props, name) ? props[name] : undefined;
    return typeof found === 'string' || typeof found === 'number' ? String(found) : whole;
  });
}

function lifetimeOf(value: JsonObject): number {
  return numberIn(value.expires_in) ?? USUAL_LIFETIME_SECONDS;
}

/** Some services write numbers as texts. */
function numberIn(value: JsonValue | undefined): number | null {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : null;
}
