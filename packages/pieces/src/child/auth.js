/**
 * How connections reach pieces. Pieces with a context version are given the whole value (`{type, secret_text}`); those
 * of older frameworks the bare text of a SECRET_TEXT and the fields of a CUSTOM_AUTH.
 */

/**
 * @import { AuthProperty, ContextVersion, Piece } from './piece.ts'
 */

const OAUTH2_TYPES = ['OAUTH2', 'CLOUD_OAUTH2', 'PLATFORM_OAUTH2'];

/**
 * @param {unknown} value a connection's whole value, or whatever stands in its place
 * @param {ContextVersion} version
 * @returns {unknown}
 */
export function shapeConnection(value, version) {
  if (version !== null || !isTyped(value)) return value;
  if (value.type === 'SECRET_TEXT') return value.secret_text;
  if (value.type === 'CUSTOM_AUTH') return value.props;
  return value;
}

/**
 * The way to sign in that a connection is for.
 *
 * @param {Piece} piece
 * @param {unknown} value
 * @returns {AuthProperty | null}
 */
export function authPropertyFor(piece, value) {
  const ways = Array.isArray(piece.auth) ? piece.auth : piece.auth ? [piece.auth] : [];
  if (!isTyped(value)) return ways[0] ?? null;
  const type = OAUTH2_TYPES.includes(value.type) ? 'OAUTH2' : value.type;
  return ways.find((way) => way.type === type) ?? null;
}

/**
 * A text in the place of a connection is one: steps may carry the secret itself.
 *
 * @param {AuthProperty | null} property
 * @param {unknown} value
 * @returns {unknown}
 */
export function asConnection(property, value) {
  if (property?.type === 'SECRET_TEXT' && typeof value === 'string') return { type: 'SECRET_TEXT', secret_text: value };
  return value;
}

/**
 * Asks a piece whether one can sign in with a connection.
 *
 * @param {Piece} piece
 * @param {unknown} value
 * @param {unknown} server
 * @returns {Promise<unknown>} `{valid, error?}`
 */
export async function validateAuth(piece, value, server) {
  const property = authPropertyFor(piece, value);
  if (property === null || typeof property.validate !== 'function') return { valid: true };
  return property.validate({ auth: argumentOf(value), server });
}

/** @param {unknown} value */
function argumentOf(value) {
  if (!isTyped(value)) return value;
  if (value.type === 'SECRET_TEXT') return value.secret_text;
  if (value.type === 'CUSTOM_AUTH' || value.type === 'OIDC') return value.props;
  return value;
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown> & { type: string }}
 */
function isTyped(value) {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
