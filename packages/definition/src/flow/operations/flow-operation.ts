import type { JsonValue } from '../../json.ts';
import type { FlowAction, FlowNote, FlowTrigger, RouterCondition, SampleDataInfo } from '../flow.ts';

/** What an operation may change of a version. */
export interface FlowContent {
  displayName: string;
  trigger: FlowTrigger;
  notes: FlowNote[];
  schemaVersion: string | null;
}

export const STEP_LOCATIONS = [
  'AFTER',
  'INSIDE_LOOP',
  'INSIDE_BRANCH',
  'INSIDE_ON_SUCCESS_BRANCH',
  'INSIDE_ON_FAILURE_BRANCH',
] as const;
export type StepLocation = (typeof STEP_LOCATIONS)[number];

/** Where a step goes: behind a step, or at the beginning of a chain that it holds. */
export interface StepPlace {
  parentStep: string;
  location?: StepLocation | undefined;
  /** Position of the branch of a router, from 0. */
  branchIndex?: number | undefined;
}

/** A note as a client writes it; what an update leaves out stays. */
export type GivenNote = Partial<Omit<FlowNote, 'createdAt' | 'updatedAt'>>;

interface Requests {
  CHANGE_NAME: { displayName: string };
  IMPORT_FLOW: {
    displayName: string;
    trigger: FlowTrigger;
    schemaVersion?: string | null | undefined;
    notes?: GivenNote[] | null | undefined;
  };
  UPDATE_TRIGGER: FlowTrigger;
  ADD_ACTION: {
    parentStep: string;
    stepLocationRelativeToParent?: StepLocation | undefined;
    branchIndex?: number | undefined;
    action: FlowAction;
  };
  UPDATE_ACTION: FlowAction;
  DELETE_ACTION: { names: string[] };
  MOVE_ACTION: {
    name: string;
    newParentStep: string;
    stepLocationRelativeToNewParent?: StepLocation | undefined;
    branchIndex?: number | undefined;
  };
  DUPLICATE_ACTION: { stepName: string };
  SET_SKIP_ACTION: { names: string[]; skip: boolean };
  ADD_BRANCH: {
    stepName: string;
    /** Before the fallback unless told. */
    branchIndex?: number | undefined;
    branchName: string;
    conditions?: RouterCondition[][] | undefined;
  };
  DELETE_BRANCH: { stepName: string; branchIndex: number };
  DUPLICATE_BRANCH: { stepName: string; branchIndex: number };
  MOVE_BRANCH: { stepName: string; sourceBranchIndex: number; targetBranchIndex: number };
  UPDATE_SAMPLE_DATA_INFO: { stepName: string; sampleDataSettings?: SampleDataInfo | null | undefined };
  ADD_NOTE: GivenNote;
  UPDATE_NOTE: GivenNote & { id: string };
  DELETE_NOTE: { id: string };
}

export type FlowOperationType = keyof Requests;

/** One change of what a version consists of. */
export type FlowOperation = { [Type in FlowOperationType]: { type: Type; request: Requests[Type] } }[FlowOperationType];

export type RequestOf<Type extends FlowOperationType> = Requests[Type];

/** What an operation is told of the world. */
export interface OperationContext {
  /** ISO time of the change. */
  now: string;
  /** A new id in the contract's spelling, for what brings none. */
  newId: () => string;
  /** Who makes the change, in the contract's spelling; null for nobody. */
  userId: string | null;
}

/** A step or an operation does not fit the flow. Its message says why, in English. */
export class FlowOperationInvalid extends Error {
  override readonly name = 'FlowOperationInvalid';
  readonly code = 'FLOW_OPERATION_INVALID';
}

/** @throws {FlowOperationInvalid} always */
export function refuse(reason: string): never {
  throw new FlowOperationInvalid(reason);
}

/** How a name that a request brings is quoted. */
export function named(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
