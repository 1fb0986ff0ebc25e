/** Calls of pieces outside of runs, as they cross the boundaries between API, workflows and activities. */
import type { JsonObject } from './json.ts';
import type { ValueRef } from './run-values.ts';

/** Temporal's names of the workflows that call pieces outside of runs. */
export const TRIGGER_WORKFLOW = 'trigger';
export const PIECE_CALL_WORKFLOW = 'callPiece';

/** What a flow's trigger is called for. */
export const TRIGGER_HOOKS = ['onEnable', 'onDisable', 'onHandshake', 'onRenew', 'run', 'test'] as const;
export type TriggerHook = (typeof TRIGGER_HOOKS)[number];

/**
 * Why a trigger is called that is not on: `sample` only to show what it gives, `run` to try the flow with it. What it
 * keeps is apart from what it keeps while it is on.
 */
export type TriggerTrial = 'sample' | 'run';

/** Input of the `trigger` workflow and of `call-trigger`. */
export interface TriggerCallInput {
  projectId: string;
  /** Id of the flow. */
  workflowId: string;
  /** The flow's version; absent: the one that is published when it is called. */
  versionId?: string;
  hook: TriggerHook;
  trial?: TriggerTrial;
  /** `{method, headers, body, rawBody?, queryParams}` of a webhook; absent for a poll. */
  payload?: ValueRef;
  /** Makes a repeat harmless: runs that it starts are named by it. Absent for a schedule's poll, which its time names. */
  callId?: string;
}

export interface TriggerCallOutput {
  /** Runs that were started. */
  runIds: string[];
  /** What a handshake answers, and what a test found. */
  value: ValueRef;
}

/** Input of the `callPiece` workflow and of `call-piece`. */
export type PieceCallInput =
  | { kind: 'describe'; pieceName: string; pieceVersion: string }
  | {
      kind: 'options';
      projectId: string;
      pieceName: string;
      pieceVersion: string;
      actionOrTriggerName: string;
      propertyName: string;
      input: JsonObject;
      searchValue?: string;
      /** Ids of the flow and of its version; absent outside of one. */
      flow?: { workflowId: string; versionId: string };
    }
  | { kind: 'validate-auth'; projectId: string; pieceName: string; pieceVersion: string; connectionId: string }
  /** Gets the tokens of an OAuth2 connection; piece and version are for people who look at it. */
  | { kind: 'claim'; projectId: string; pieceName: string; pieceVersion: string; connectionId: string };
