/** A flow as `IMPORT_FLOW` takes it and `getFlowTemplate` answers it. */
export interface FlowDefinition {
  displayName: string;
  schemaVersion: string;
  trigger: FlowTriggerStep;
}

export interface FlowTriggerStep {
  name: 'trigger';
  type: 'EMPTY' | 'PIECE_TRIGGER';
  displayName: string;
  valid: boolean;
  settings: Record<string, unknown>;
  nextAction?: FlowActionStep;
}

export interface FlowActionStep {
  name: string;
  type: 'CODE' | 'PIECE' | 'LOOP_ON_ITEMS' | 'ROUTER';
  displayName: string;
  valid: boolean;
  skip?: boolean;
  settings: Record<string, unknown>;
  nextAction?: FlowActionStep;
  firstLoopAction?: FlowActionStep | null;
  children?: (FlowActionStep | null)[];
}

export type ConditionOperator =
  | 'TEXT_CONTAINS'
  | 'TEXT_DOES_NOT_CONTAIN'
  | 'TEXT_EXACTLY_MATCHES'
  | 'TEXT_DOES_NOT_EXACTLY_MATCH'
  | 'TEXT_START_WITH'
  | 'TEXT_DOES_NOT_START_WITH'
  | 'TEXT_ENDS_WITH'
  | 'TEXT_DOES_NOT_END_WITH'
  | 'NUMBER_IS_GREATER_THAN'
  | 'NUMBER_IS_LESS_THAN'
  | 'NUMBER_IS_EQUAL_TO'
  | 'BOOLEAN_IS_TRUE'
  | 'BOOLEAN_IS_FALSE'
  | 'DATE_IS_BEFORE'
  | 'DATE_IS_EQUAL'
  | 'DATE_IS_AFTER'
  | 'LIST_CONTAINS'
  | 'LIST_DOES_NOT_CONTAIN'
  | 'LIST_IS_EMPTY'
  | 'LIST_IS_NOT_EMPTY'
  | 'EXISTS'
  | 'DOES_NOT_EXIST';

export interface FlowCondition {
  firstValue: unknown;
  operator: ConditionOperator;
  secondValue?: unknown;
  caseSensitive?: boolean;
}
