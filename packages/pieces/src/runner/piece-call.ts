import type { JsonObject, JsonValue } from '@perdura/definition';
import type { PieceHome } from '../catalogue/piece-home.ts';

/** What is asked of a child: all kinds are JSON. */
export type PieceCall = ActionCall | TriggerCall | OptionsCall | ValidateAuthCall | DescribeCall | CodeCall;

interface CallFields {
  /** Children are never shared between projects. */
  projectId: string;
}

/** What every call of a piece that gets a context has. Ids are told to the piece as they stand here. */
interface ContextFields extends CallFields {
  piece: PieceHome;
  /** Rendered; `auth` is the connection's whole value (`{type, …}`). */
  input: JsonObject;
  propertySettings?: JsonObject;
  flow: { id: string; versionId: string };
  server: PieceServer;
}

export interface PieceServer {
  /** Both end with a slash. */
  apiUrl: string;
  publicUrl: string;
  token: string;
}

export interface ActionCall extends ContextFields {
  kind: 'action';
  action: string;
  step: string;
  runId: string;
  /** Whether the action's `test` is called where it has one: a step that is tried alone. */
  test?: boolean;
  /** What a paused action is resumed with; absent at its beginning. */
  resume?: JsonObject;
}

export type TriggerHook = 'onEnable' | 'onDisable' | 'run' | 'test' | 'onHandshake' | 'onRenew' | 'onStart';

export interface TriggerCall extends ContextFields {
  kind: 'trigger';
  trigger: string;
  hook: TriggerHook;
  webhookUrl: string;
  /** `{method, headers, body, rawBody?, queryParams}` for webhooks. */
  payload?: JsonValue;
  /** Of the run that began, for `onStart`. */
  runId?: string;
}

/** Options of a dropdown, or the properties that a dynamic property has now. */
export interface OptionsCall extends ContextFields {
  kind: 'options';
  actionOrTrigger: string;
  property: string;
  step: string;
  searchValue?: string;
}

/** Output: `{valid: true}` or `{valid: false, error}`; valid where the piece has no check. */
export interface ValidateAuthCall extends CallFields {
  kind: 'validate-auth';
  piece: PieceHome;
  auth: JsonValue;
  server: PieceServer;
}

/** Output: the metadata as the piece gives it, without its functions (`actions`, `triggers`, `auth`, `contextInfo` …). */
export interface DescribeCall extends CallFields {
  kind: 'describe';
  piece: PieceHome;
}

/** Source of a module that exports `code`, TypeScript or JavaScript. */
export interface CodeCall extends CallFields {
  kind: 'code';
  code: string;
  /** Folder in whose `node_modules` its packages are; null when it has none. */
  packages: string | null;
  input: JsonObject;
}

export type PieceCallResult = PieceDone | PiecePaused | PieceFailed;

/** What a call asked for beside its output. */
interface Asked {
  /** What answers whoever waits for the run. */
  response?: PieceResponse;
}

export interface PieceDone extends Asked {
  kind: 'done';
  output: JsonValue;
  /** Whether the run is to end here, successfully. */
  stop: boolean;
  /** When a polling trigger wants to be asked. */
  schedule?: PieceSchedule;
  /** Events of an app that a trigger wants to hear of. */
  listeners?: PieceListener[];
}

export interface PiecePaused extends Asked {
  kind: 'paused';
  /** What the step shows while it waits. */
  output: JsonValue;
  pause: PiecePause;
}

export type PiecePause =
  /** `until` is an ISO time; `requestId` where the piece made a wait of the host for it. */
  { type: 'DELAY'; until: string; requestId?: string } | { type: 'WEBHOOK'; requestId: string };

export interface PieceFailed {
  kind: 'failed';
  error: PieceError;
}

export interface PieceError {
  code: PieceErrorCode;
  /** What went wrong, in at most a few thousand characters; may carry what the piece knows, secrets among it. */
  message: string;
  /** Whether the fault lay with the machine and not with the step: no attempt was made, or it was cut off. */
  retryable: boolean;
}

export const PIECE_ERROR_CODES = [
  'PIECE_FAILED',
  'PIECE_INPUT_INVALID',
  'PIECE_NOT_INSTALLED',
  'PIECE_TIMEOUT',
  'PIECE_MEMORY_LIMIT',
  'PIECE_CRASHED',
  'PIECE_ANSWER_TOO_LARGE',
  'PIECE_UNAVAILABLE',
  'CODE_FAILED',
] as const;
export type PieceErrorCode = (typeof PIECE_ERROR_CODES)[number];

export interface PieceResponse {
  status?: number;
  headers?: Record<string, string>;
  body?: JsonValue;
}

export type PieceSchedule = { cronExpression: string; timezone: string } | { intervalMs: number };

export interface PieceListener {
  events: string[];
  identifierValue: string;
  identifierKey?: string;
}
