import type { FlowChain } from './flow.ts';
import type { FlowActionStep, FlowCondition } from './flow-definition.ts';

/** What every step may be given. */
export interface StepFields {
  /** Letters, digits and underscores; other steps refer to it by this. @default `step_1`, `step_2` … */
  name?: string;
  /** @default the name */
  displayName?: string;
  /** Passes the step over, with all that it holds. */
  skip?: boolean;
}

/** What steps that do something may be given. */
export interface ActionFields extends StepFields {
  /** Goes on with the next step where this one fails. */
  continueOnFailure?: boolean;
  /** Tries again where it fails. */
  retryOnFailure?: boolean;
}

/** A step before it has its place: names are given when the flow is built. */
export interface StepDraft extends StepFields {
  type: FlowActionStep['type'];
  settings: Record<string, unknown>;
  /** What a loop does in each round. */
  body?: FlowChain;
  /** What each branch of a router does, in the order of its branches. */
  branches?: FlowChain[];
}

/** A trigger before it is in a flow. */
export interface TriggerDraft {
  displayName: string;
  settings: Record<string, unknown>;
}

const WEBHOOK = '@activepieces/piece-webhook';
const WEBHOOK_VERSION = '~0.1.29';

/** The trigger that takes requests at the address of the flow. */
export function webhook(
  input: { authType?: 'none' | 'basic' | 'header'; authFields?: Record<string, string> } = {},
): TriggerDraft {
  return pieceTrigger({
    ...{ pieceName: WEBHOOK, pieceVersion: WEBHOOK_VERSION, triggerName: 'catch_webhook', displayName: 'Webhook' },
    input: { authType: 'none', ...input },
  });
}

/** The trigger that fires at the times of a cron expression. */
export function schedule(cronExpression: string, timezone = 'UTC'): TriggerDraft {
  return pieceTrigger({
    ...{ pieceName: '@activepieces/piece-schedule', pieceVersion: '~0.1.5', triggerName: 'cron_expression' },
    ...{ displayName: 'Schedule', input: { cronExpression, timezone } },
  });
}

/** A trigger of any piece. */
export function pieceTrigger(given: {
  pieceName: string;
  pieceVersion: string;
  triggerName: string;
  input?: Record<string, unknown>;
  displayName?: string;
}): TriggerDraft {
  const { displayName = given.triggerName, input = {}, pieceName, pieceVersion, triggerName } = given;
  return { displayName, settings: { pieceName, pieceVersion, triggerName, input, propertySettings: {} } };
}

/** A step of code: `source` exports an async function `code`, which is given the input. */
export function code(
  source: string,
  {
    input = {},
    packageJson = '{}',
    ...fields
  }: ActionFields & { input?: Record<string, unknown>; packageJson?: string } = {},
): StepDraft {
  return action('CODE', fields, { sourceCode: { code: source, packageJson }, input });
}

/** An action of any piece; what it signs in with stands in `input.auth`: `{{connections['name']}}`. */
export function piece({
  pieceName,
  pieceVersion,
  actionName,
  input = {},
  ...fields
}: ActionFields & {
  pieceName: string;
  pieceVersion: string;
  actionName: string;
  input?: Record<string, unknown>;
}): StepDraft {
  return action('PIECE', fields, { pieceName, pieceVersion, actionName, input, propertySettings: {} });
}

/** Answers who called the flow and waits. Further steps run only with `goOn`. */
export function respond({
  status = 200,
  headers = {},
  body = {},
  goOn = false,
  ...fields
}: ActionFields & {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  goOn?: boolean;
} = {}): StepDraft {
  return piece({
    ...fields,
    ...{ pieceName: WEBHOOK, pieceVersion: WEBHOOK_VERSION, actionName: 'return_response' },
    input: { responseType: 'json', fields: { status, headers, body }, respond: goOn ? 'respond' : 'stop' },
  });
}

/** One branch of a router. */
export interface BranchDraft {
  settings: Record<string, unknown>;
  fill: (steps: FlowChain) => unknown;
}

/** A branch that is taken when all conditions of one of the groups hold. */
export function when(
  branchName: string,
  conditions: FlowCondition | FlowCondition[] | FlowCondition[][],
  fill: (steps: FlowChain) => unknown,
): BranchDraft {
  const list = Array.isArray(conditions) ? conditions : [conditions];
  const groups = list.every((each) => Array.isArray(each)) ? list : [list];
  return { settings: { branchType: 'CONDITION', branchName, conditions: groups }, fill };
}

/** The branch that is taken when no other is. */
export function otherwise(fill: (steps: FlowChain) => unknown, branchName = 'Otherwise'): BranchDraft {
  return { settings: { branchType: 'FALLBACK', branchName }, fill };
}

function action(
  type: 'CODE' | 'PIECE',
  { continueOnFailure, retryOnFailure, ...fields }: ActionFields,
  settings: Record<string, unknown>,
): StepDraft {
  const errorHandlingOptions = {
    ...(continueOnFailure === undefined ? {} : { continueOnFailure: { value: continueOnFailure } }),
    ...(retryOnFailure === undefined ? {} : { retryOnFailure: { value: retryOnFailure } }),
  };
  const handled = Object.keys(errorHandlingOptions).length === 0 ? {} : { errorHandlingOptions };
  return { ...fields, type, settings: { ...settings, ...handled } };
}
