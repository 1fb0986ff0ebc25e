/** What the packages of pieces export, as far as it is used here. Types only; nothing of it is to be relied on. */

export interface Piece {
  auth?: AuthProperty | AuthProperty[];
  getAction?(name: string): Action | undefined;
  getTrigger?(name: string): Trigger | undefined;
  actions?(): Record<string, Action>;
  triggers?(): Record<string, Trigger>;
  metadata?(): Record<string, unknown>;
  /** Absent in pieces of old frameworks, which take connections by their bare values. */
  getContextInfo?(): { version?: string };
}

export interface Action {
  name: string;
  props?: Properties;
  requireAuth?: boolean;
  run(context: unknown): unknown;
  test?(context: unknown): unknown;
}

export interface Trigger {
  name: string;
  props?: Properties;
  requireAuth?: boolean;
  type?: string;
  [hook: string]: unknown;
}

export type Properties = Record<string, Property>;

export interface Property {
  type: string;
  displayName?: string;
  required?: boolean;
  defaultValue?: unknown;
  /** Fields of the items of an ARRAY. */
  properties?: Properties;
  /** A function where they are not static. */
  options?: unknown;
  /** Of a DYNAMIC property. */
  props?: unknown;
}

export interface AuthProperty {
  type: string;
  required?: boolean;
  props?: Properties;
  validate?(input: unknown): unknown;
}

/** How connections are shaped for a piece: `null` in frameworks that had no versions of contexts. */
export type ContextVersion = string | null;
