/**
 * The step form of an automation: a trigger and a chain of steps, as `client.workflows` and the Activepieces contract
 * write them. Names and spellings are the contract's.
 */
import type { JsonObject } from '../json.ts';

export const FLOW_VERSION_STATES = ['DRAFT', 'LOCKED'] as const;
export type FlowVersionState = (typeof FLOW_VERSION_STATES)[number];

/** What starts a flow; always named `trigger`. The chain of steps hangs at `nextAction`. */
export type FlowTrigger = EmptyTrigger | PieceTrigger;

interface StepFields {
  /** `[A-Za-z_][A-Za-z0-9_]*`, unique in its flow. */
  name: string;
  displayName: string;
  /** Whether the step can run as it is; recomputed with each operation. */
  valid: boolean;
  lastUpdatedDate?: string;
  nextAction?: FlowAction;
}

export interface EmptyTrigger extends StepFields {
  type: 'EMPTY';
  settings: JsonObject;
}

export interface PieceTrigger extends StepFields {
  type: 'PIECE_TRIGGER';
  settings: PieceFields & { triggerName?: string };
}

/** What the settings of piece actions and piece triggers share. */
export interface PieceFields extends StepSettings {
  /** `@activepieces/piece-<name>`, or any other package name. */
  pieceName: string;
  /** `x.y.z`, `~x.y.z` or `^x.y.z`. */
  pieceVersion: string;
  /** By property; its `auth` is `{{connections['name']}}`. */
  input: JsonObject;
  propertySettings?: JsonObject;
}

interface StepSettings {
  sampleData?: SampleDataInfo;
  customLogoUrl?: string;
}

export interface SampleDataInfo {
  sampleDataFileId?: string;
  sampleDataInputFileId?: string;
  lastTestDate?: string;
}

export type FlowAction = CodeAction | PieceAction | LoopAction | RouterAction;
export type FlowStep = FlowTrigger | FlowAction;

interface ActionFields extends StepFields {
  /** Passed over as if it were not there. */
  skip?: boolean;
}

export interface CodeAction extends ActionFields {
  type: 'CODE';
  settings: StepSettings & {
    sourceCode: { code: string; packageJson: string };
    input: JsonObject;
    errorHandlingOptions?: ErrorHandlingOptions;
  };
  continueOnFailureBranches?: ContinueOnFailureBranches;
}

export interface PieceAction extends ActionFields {
  type: 'PIECE';
  settings: PieceFields & { actionName?: string; errorHandlingOptions?: ErrorHandlingOptions };
  continueOnFailureBranches?: ContinueOnFailureBranches;
}

export interface LoopAction extends ActionFields {
  type: 'LOOP_ON_ITEMS';
  settings: StepSettings & { items: string };
  firstLoopAction?: FlowAction;
}

export interface RouterAction extends ActionFields {
  type: 'ROUTER';
  settings: StepSettings & {
    executionType: 'EXECUTE_FIRST_MATCH' | 'EXECUTE_ALL_MATCH';
    branches: RouterBranch[];
  };
  /** The chain of each branch, in the order of `settings.branches`. */
  children: (FlowAction | null)[];
}

export interface ErrorHandlingOptions {
  continueOnFailure?: { value?: boolean };
  retryOnFailure?: { value?: boolean };
}

/** Chains that follow a step which may fail, before its `nextAction`. */
export interface ContinueOnFailureBranches {
  onSuccess?: FlowAction;
  onFailure?: FlowAction;
}

export type RouterBranch =
  /** Outer list: or; inner lists: and. */
  | { branchType: 'CONDITION'; branchName: string; conditions: RouterCondition[][] }
  | { branchType: 'FALLBACK'; branchName: string };

export interface RouterCondition {
  firstValue: string;
  secondValue?: string;
  /** TEXT_CONTAINS when absent. */
  operator?: RouterOperator;
  caseSensitive?: boolean;
}

export const ROUTER_OPERATORS = [
  ...(['TEXT_CONTAINS', 'TEXT_DOES_NOT_CONTAIN', 'TEXT_EXACTLY_MATCHES', 'TEXT_DOES_NOT_EXACTLY_MATCH'] as const),
  ...(['TEXT_START_WITH', 'TEXT_DOES_NOT_START_WITH', 'TEXT_ENDS_WITH', 'TEXT_DOES_NOT_END_WITH'] as const),
  ...(['NUMBER_IS_GREATER_THAN', 'NUMBER_IS_LESS_THAN', 'NUMBER_IS_EQUAL_TO'] as const),
  ...(['BOOLEAN_IS_TRUE', 'BOOLEAN_IS_FALSE', 'DATE_IS_BEFORE', 'DATE_IS_EQUAL', 'DATE_IS_AFTER'] as const),
  ...(['LIST_CONTAINS', 'LIST_DOES_NOT_CONTAIN', 'LIST_IS_EMPTY', 'LIST_IS_NOT_EMPTY'] as const),
  ...(['EXISTS', 'DOES_NOT_EXIST'] as const),
] as const;
export type RouterOperator = (typeof ROUTER_OPERATORS)[number];

/** A remark on the canvas of a flow. */
export interface FlowNote {
  id: string;
  content: string;
  color: string;
  position: { x: number; y: number };
  size: { width: number; height: number };
  ownerId?: string | null;
  createdAt: string;
  updatedAt: string;
}
