/**
 * Connections as the flow engine's contract has them, and how they and those of the workflow API stand in for each
 * other: each is used by name from flows and from workflows alike.
 */
import type { JsonObject, JsonValue } from '../json.ts';

export const OAUTH2_TYPES = ['OAUTH2', 'CLOUD_OAUTH2', 'PLATFORM_OAUTH2'] as const;
export type OAuth2Type = (typeof OAUTH2_TYPES)[number];

export const APP_CONNECTION_TYPES = [
  ...(['SECRET_TEXT', 'BASIC_AUTH', 'CUSTOM_AUTH'] as const),
  ...OAUTH2_TYPES,
  'NO_AUTH',
] as const;
export type AppConnectionType = (typeof APP_CONNECTION_TYPES)[number];

export const APP_CONNECTION_STATUSES = ['ACTIVE', 'MISSING', 'ERROR'] as const;
/** MISSING: an OAuth2 code is not exchanged for tokens yet. ERROR: the service refused what the connection holds. */
export type AppConnectionStatus = (typeof APP_CONNECTION_STATUSES)[number];

/** Whether a connection is of the flow engine, and not of the workflow API. */
export function isAppConnectionType(type: unknown): type is AppConnectionType {
  return APP_CONNECTION_TYPES.some((known) => known === type);
}

export function isOAuth2Type(type: unknown): type is OAuth2Type {
  return OAUTH2_TYPES.some((known) => known === type);
}

/** Whole value of a connection of either kind, as pieces are given it: `{type, …}` with a type of the flow engine. */
export function pieceConnectionValue(type: string, value: JsonObject): JsonObject {
  if (isAppConnectionType(type)) return { ...value, type };
  switch (type) {
    case 'bearer':
      return secretText(value.token);
    case 'openai-compatible':
    case 'anthropic':
      return { ...secretText(value.apiKey), props: value };
    case 'webhook-secret':
      return secretText(value.secret);
    case 'basic':
      return { type: 'BASIC_AUTH', username: value.username ?? '', password: value.password ?? '' };
    case 'smtp':
      return { type: 'CUSTOM_AUTH', props: { ...value, ...mailServer(value.url) } };
    default:
      return { type: 'CUSTOM_AUTH', props: value };
  }
}

/** Whether a connection of a type may do where one of the workflow API's types is asked for. */
export function servesAs(type: string, expected: readonly string[]): boolean {
  if (expected.includes(type)) return true;
  return isAppConnectionType(type) && STANDS_FOR[type].some((native) => expected.includes(native));
}

/** Which types of the workflow API one of the flow engine can stand for; what a CUSTOM_AUTH holds shows when it is used. */
const STANDS_FOR: Record<AppConnectionType, readonly string[]> = {
  SECRET_TEXT: ['bearer', 'header'],
  BASIC_AUTH: ['basic'],
  CUSTOM_AUTH: ['bearer', 'header', 'basic', 'openai-compatible', 'anthropic', 'smtp'],
  OAUTH2: ['bearer'],
  CLOUD_OAUTH2: ['bearer'],
  PLATFORM_OAUTH2: ['bearer'],
  NO_AUTH: ['bearer', 'header', 'basic'],
};

const PIECE_PREFIX = '@activepieces/piece-';

/** Every spelling of a piece's name: `slack` and `@activepieces/piece-slack` are one piece. */
export function pieceNameSpellings(name: string): string[] {
  if (name.startsWith(PIECE_PREFIX)) return [name, name.slice(PIECE_PREFIX.length)];
  return name.includes('/') || name === '' ? [name] : [name, `${PIECE_PREFIX}${name}`];
}

/** The package of a piece that is named in either spelling. */
export function piecePackageName(name: string): string {
  return pieceNameSpellings(name).find((spelling) => spelling.includes('/')) ?? name;
}

function secretText(secret: JsonValue | undefined): JsonObject {
  return { type: 'SECRET_TEXT', secret_text: secret ?? '' };
}

/** The parts of a mail server's address, by the names that pieces for mail give them. */
function mailServer(url: JsonValue | undefined): JsonObject {
  if (typeof url !== 'string' || !URL.canParse(url)) return {};
  const { protocol, hostname, port, username, password } = new URL(url);
  const isSecure = protocol === 'smtps:';
  const defaultPort = isSecure ? 465 : 587;
  return {
    host: hostname,
    port: port === '' ? defaultPort : Number(port),
    email: decoded(username),
    password: decoded(password),
    TLS: isSecure,
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
