/**
 * What is known of a piece without calling it: what it is, how one signs in, its actions and triggers with their
 * properties. Names and spellings are the Activepieces contract's; functions of the package are left out.
 */
import type { JsonObject, JsonValue } from '../json.ts';

/** What every telling of a piece begins with. */
export interface PieceFacts {
  /** The package, `@activepieces/piece-<name>` or any other. */
  name: string;
  /** `x.y.z`. */
  version: string;
  displayName: string;
  description: string;
  logoUrl: string;
  authors: string[];
  categories: string[];
}

/** A piece in short. */
export interface PieceSummary extends PieceFacts {
  /** How many it has. */
  actions: number;
  triggers: number;
}

/** One version of a piece. */
export interface PieceMetadata extends PieceFacts {
  /** The ways to sign in, one of which a connection uses; empty where none is needed. */
  auth: PieceAuth[];
  actions: Record<string, PieceActionMetadata>;
  triggers: Record<string, PieceTriggerMetadata>;
  /** How the piece wants to be called: `1` is given connections whole, one without it their bare values. */
  contextInfo?: { version: string };
  minimumSupportedRelease?: string;
  maximumSupportedRelease?: string;
}

export interface PieceActionMetadata {
  name: string;
  displayName: string;
  description: string;
  props: PieceProperties;
  /** Whether it needs `input.auth`, where the piece knows a way to sign in. */
  requireAuth: boolean;
  errorHandlingOptions?: {
    continueOnFailure?: { defaultValue?: boolean; hide?: boolean };
    retryOnFailure?: { defaultValue?: boolean; hide?: boolean };
  };
}

export interface PieceTriggerMetadata {
  name: string;
  displayName: string;
  description: string;
  props: PieceProperties;
  requireAuth: boolean;
  type: TriggerStrategy;
  testStrategy: TriggerTestStrategy;
  /** An example of what the trigger gives; null when the piece has none. */
  sampleData: JsonValue;
  handshakeConfiguration?: { strategy: string; paramName?: string };
  renewConfiguration?: { strategy: string; cronExpression?: string };
}

export const TRIGGER_STRATEGIES = ['POLLING', 'WEBHOOK', 'APP_WEBHOOK', 'MANUAL'] as const;
export type TriggerStrategy = (typeof TRIGGER_STRATEGIES)[number];

export const TRIGGER_TEST_STRATEGIES = ['SIMULATION', 'TEST_FUNCTION'] as const;
export type TriggerTestStrategy = (typeof TRIGGER_TEST_STRATEGIES)[number];

export type PieceProperties = Record<string, PieceProperty>;

export const PIECE_PROPERTY_TYPES = [
  ...(['SHORT_TEXT', 'LONG_TEXT', 'MARKDOWN', 'NUMBER', 'CHECKBOX', 'DATE_TIME', 'FILE', 'COLOR'] as const),
  ...(['STATIC_DROPDOWN', 'STATIC_MULTI_SELECT_DROPDOWN', 'DROPDOWN', 'MULTI_SELECT_DROPDOWN'] as const),
  ...(['ARRAY', 'OBJECT', 'JSON', 'DYNAMIC', 'CUSTOM'] as const),
] as const;
export type PiecePropertyType = (typeof PIECE_PROPERTY_TYPES)[number];

/** A field of an action's or a trigger's input. */
export interface PieceProperty {
  /** A type that a newer framework adds is kept as it is. */
  type: PiecePropertyType | (string & {});
  displayName: string;
  description?: string;
  required: boolean;
  /** Holds where the input has no value; see `propertyDefaults`. */
  defaultValue?: JsonValue;
  /** Of the static dropdowns; those of the other dropdowns are asked of the piece. */
  options?: PieceOptions;
  /** The properties whose values the options of DROPDOWN, MULTI_SELECT_DROPDOWN and DYNAMIC depend on. */
  refreshers?: string[];
  /** The fields of each item of an ARRAY; a list of texts without them. */
  properties?: PieceProperties;
}

export interface PieceOptions {
  options: { label: string; value: JsonValue }[];
  disabled?: boolean;
  placeholder?: string;
}

export const PIECE_AUTH_TYPES = ['SECRET_TEXT', 'BASIC_AUTH', 'CUSTOM_AUTH', 'OAUTH2', 'OIDC'] as const;
export type PieceAuthType = (typeof PIECE_AUTH_TYPES)[number];

/** One way to sign in. */
export interface PieceAuth {
  type: PieceAuthType;
  displayName: string;
  description?: string;
  required: boolean;
  /** What a CUSTOM_AUTH consists of; what an OAUTH2 asks before it (`{name}` in its addresses). */
  props?: PieceProperties;
  /** Of BASIC_AUTH. */
  username?: { displayName: string; description?: string };
  password?: { displayName: string; description?: string };
  /** Of OAUTH2, as are all that follow. */
  authUrl?: string;
  tokenUrl?: string;
  scope?: string[];
  prompt?: string;
  pkce?: boolean;
  pkceMethod?: 'plain' | 'S256';
  /** Where the client's id and secret go: BODY when absent. */
  authorizationMethod?: 'HEADER' | 'BODY';
  /** AUTHORIZATION_CODE when absent. */
  grantType?: string;
  /** Further parameters of the address to sign in at. */
  extra?: JsonObject;
}

/** The values that hold where an input has none: by property, only those with a default. */
export function propertyDefaults(properties: PieceProperties): JsonObject {
  const defaults = Object.entries(properties).flatMap(([name, { defaultValue }]) =>
    defaultValue === undefined || defaultValue === null ? [] : [[name, defaultValue] as const],
  );
  return Object.fromEntries(defaults);
}
