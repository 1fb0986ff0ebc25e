/**
 * What crosses the boundaries between API, interpreter, activities and history: types and names alone, so that the
 * deterministic zone can import them.
 */
import type { ChainEnd, ChainInput, ChainProgress } from './chain.ts';
import type { PlanNodeType } from './definition.ts';
import type { JsonObject, JsonValue } from './json.ts';
import type { ApprovalState, ChildEnd, NodeOpening } from './openings.ts';
import type { PieceCallInput, TriggerCallInput, TriggerCallOutput } from './piece-calls.ts';
import type { Plan } from './plan.ts';
import type { RunError, StepError, StepPlace, ValueRef } from './run-values.ts';

export {
  type AttemptFailure,
  CHAIN_SIGNAL,
  type ChainEnd,
  type ChainInput,
  type ChainLink,
  type ChainNews,
  type ChainProgress,
  chainProgressOf,
  type ReachedEnd,
} from './chain.ts';
export type {
  ApprovalOpening,
  ApprovalState,
  ChildEnd,
  ItemPage,
  LoopOpening,
  NodeOpening,
  PieceOpening,
} from './openings.ts';
export {
  PIECE_CALL_WORKFLOW,
  type PieceCallInput,
  TRIGGER_HOOKS,
  TRIGGER_WORKFLOW,
  type TriggerCallInput,
  type TriggerCallOutput,
  type TriggerHook,
  type TriggerTrial,
} from './piece-calls.ts';
export type { RunError, StepError, StepPlace, ValueRef } from './run-values.ts';

/** Temporal's names of the interpreter workflow, of its query, signal and update. */
export const RUN_WORKFLOW = 'run';
export const RUN_QUERY = 'run';
export const WAKE_SIGNAL = 'wake';
export const CONTROL_UPDATE = 'control';
export const DELIVER_WORKFLOW = 'deliver';
/** Update that answers as soon as a run has responded, or ended. */
export const ANSWER_UPDATE = 'answer';
export const TEST_TOOL_WORKFLOW = 'testTool';
/** Carries out an operation over many runs. */
export const BULK_WORKFLOW = 'bulk';

/**
 * What the interpreter does in new runs, noted in each run's identity, so that runs which began before go on as they
 * began. 2: nodes that follow each other and only compute share one activity. 3: so do nodes that reach out, while each
 * is quick. 4: what is begun at once is bounded by turns instead of workflow tasks.
 */
export const INTERPRETER_LEVEL = 4;

/** Results over this size, in bytes of JSON, travel as blobs. */
export const INLINE_RESULT_BYTES = 32 * 1024;

export const RUN_STATUSES = ['pending', 'running', 'waiting', 'completed', 'failed', 'cancelled'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];
/** States that are never left again. */
export const TERMINAL_RUN_STATUSES = ['completed', 'failed', 'cancelled'] as const satisfies readonly RunStatus[];

export const STEP_STATUSES = ['running', 'waiting', 'success', 'failed', 'skipped', 'cancelled'] as const;
export type StepStatus = (typeof STEP_STATUSES)[number];

export const RUN_ORIGINS = ['api', 'cron', 'event', 'webhook', 'channel', 'mcp', 'workflow'] as const;
/** What started a run: `triggeredBy` on the wire. */
export type RunOrigin = (typeof RUN_ORIGINS)[number];

/** The `run` of a template scope, and what every activity knows of its run. */
export interface RunIdentity {
  id: string;
  projectId: string;
  workflowId: string;
  version: number;
  triggeredBy: RunOrigin;
  /** When the run row was made, ISO 8601. */
  createdAt: string;
  /** How many runs stand above this one, through events and sub-workflows; a chain is cut at a limit. */
  depth: number;
  /** The step of the run that started this one; absent for all others. */
  parent?: ParentStep;
  /** Present for a run of a flow. */
  flow?: FlowRunIdentity;
  /** The INTERPRETER_LEVEL that it began with; 1 when absent. */
  interpreter?: number;
}

/** What a run of a flow is beside a run; its `workflowId` is the flow's id. */
export interface FlowRunIdentity {
  /** The flow's version, DRAFT or LOCKED, that the plan was compiled from. */
  versionId: string;
  /** A run of a draft, to try it: kept out of what operators look at. */
  testing?: true;
}

/** A `sub-workflow` step, and the Temporal workflow of its run. */
export interface ParentStep extends StepPlace {
  runId: string;
  temporalWorkflowId: string;
}

/** Input of the interpreter workflow. A schedule passes ids only; `open-run` then makes the row and gives the rest. */
export type RunInput =
  | { kind: 'opened'; run: RunIdentity; plan: Plan | null; trigger: ValueRef; carried?: CarriedRun }
  | { kind: 'scheduled'; projectId: string; workflowId: string };

/** Compact state that continue-as-new hands on; its shape belongs to the interpreter. */
export type CarriedRun = JsonObject;

/**
 * What `open-run` answers: the pinned version's plan, and the run's row where a schedule started it. `queued`: the run
 * must wait for a slot of its workflow; a wake of kind `admitted` tells when it has one.
 */
export type OpenedRun =
  | {
      run: RunIdentity;
      plan: Plan;
      trigger: ValueRef;
      queued?: boolean;
      /** In the order in which they ended; absent for a run that carries nothing over, and where it continues as new. */
      earlier?: EarlierStep[];
      /** Results that somebody gave to nodes, by id: such a node is passed over with it when its turn comes. */
      given?: Record<string, GivenResult>;
      /** Position of the first step that the run adds. @default 0 */
      position?: number;
    }
  | { skipped: string };

/**
 * A step of the run's own graph that an earlier run did, and that is not run again. History has it among the steps of
 * this run already.
 */
export interface EarlierStep {
  nodeId: string;
  /** As the scheduler is to take it. */
  settlement: 'success' | 'passed' | 'failed';
  /** The outcome label that picks outgoing edges; null where it has none. */
  label: string | null;
  outcome: NodeOutcome;
}

/** What a node is given instead of being run; `label` as its type would have it for that result. */
export interface GivenResult {
  result: ValueRef;
  label: string | null;
}

/**
 * Input of `open-run`: either an existing run whose plan was too large to travel, or that carries steps over, or a
 * schedule's fire. `continues`: the run continued as new, and knows what it carried over.
 */
export type OpenRunInput =
  | { runId: string; projectId: string; continues?: true }
  | { projectId: string; workflowId: string };

/** Outcome of an upstream node, as a template scope sees it. */
export interface NodeOutcome {
  status: StepStatus;
  result: ValueRef;
  error: StepError | null;
}

/** Input of every node activity; the activity's type is the node's type. */
export interface NodeActivityInput {
  run: RunIdentity;
  node: { id: string; type: PlanNodeType; config: JsonObject; skip?: string };
  /** `0` outside loops; `2`, `2.0.5` inside. Part of the idempotency key `runId/nodeId/iteration`. */
  iteration: string;
  /** Present when a piece goes on after a pause. */
  resume?: PieceResume;
  /** The run's clock when the node was dispatched, ISO 8601: deadlines are reckoned from it. */
  now: string;
  scope: {
    trigger: ValueRef;
    /** Outcomes of the nodes that this node's templates use, by id. */
    nodes: Record<string, NodeOutcome>;
    /** The item and the 1-based index of `loop` nodes around it, by id. */
    loops?: Record<string, LoopPlace>;
    /** Names that exist only in some places: `item`, `index`, `last`, `event`. */
    locals?: Record<string, ValueRef>;
  };
  /** Attempts that were made before this call; absent for none. */
  attemptsBefore?: number;
  /** What may run behind it in the same call, and what an earlier call did of it; of remote nodes only. */
  behind?: Pick<ChainInput, 'links' | 'scope'> & { progress?: ChainProgress };
}

/** Where a `loop` node is. */
export interface LoopPlace {
  item: ValueRef;
  /** From 1. */
  index: number;
}

/** Why a paused piece is called again, and with what. */
export interface PieceResume {
  /** What the step waited for: the request id of its pause. */
  requestId: string;
  /** `{body, headers, queryParams}` of the request that resumed it; null after a delay. */
  payload: ValueRef;
}

/** Timing of the attempt that settled a step; times are ISO 8601. */
export interface AttemptTiming {
  attempt: number;
  startedAt: string;
  completedAt: string;
}

/** Output of every node activity. A failure carries the same timing as `details[0]` of its ApplicationFailure. */
export interface NodeActivityOutput extends AttemptTiming {
  result: ValueRef;
  warnings: string[];
  /** The outcome label that picks outgoing edges (`"true"`, `"false"`); null where success has no label. */
  label: string | null;
  /** Set when the node's `skip` expression held: nothing was done. */
  skipped?: true;
  /** What the interpreter still has to do; present for the types that wait or loop, for no others. */
  opening?: NodeOpening;
  /** What a `respond` node answers the waiting caller. */
  response?: ValueRef;
  /** Set when a piece ended the whole run, successfully: nothing else of it is run. */
  stop?: true;
  /** How that ended which ran behind it in the same call. */
  behind?: ChainEnd[];
}

/** One step of a run as history keeps it. */
export interface StepSnapshot {
  nodeId: string;
  nodeType: PlanNodeType;
  iteration: string;
  /** Order of the steps of a run: rises as they start (or are skipped), also across continue-as-new. */
  position: number;
  status: StepStatus;
  result: ValueRef;
  error: StepError | null;
  attempts: number;
  warnings: string[];
  startedAt: string | null;
  completedAt: string | null;
  /** The run that a `sub-workflow` step started. */
  childRunId: string | null;
  /** The outcome that picked its outgoing edges; absent where success has none. */
  label?: string;
  /** Present for a `skipped` step that was passed over, or given its result, so that what follows runs. */
  passed?: true;
}

/** A run as the interpreter knows it: answer of the `run` query, and what `record-run` writes. */
export interface RunSnapshot {
  runId: string;
  projectId: string;
  workflowId: string;
  /** Rises with each change, also across continue-as-new: an older snapshot never overwrites a newer one. */
  sequence: number;
  status: RunStatus;
  startedAt: string | null;
  completedAt: string | null;
  error: RunError | null;
  /** Result of the last node that succeeded, once the run completed. */
  result: ValueRef | null;
  /** What a `respond` node answered: `{status, headers, body}`. */
  response: ValueRef | null;
  /** Whether somebody paused it. */
  paused: boolean;
  /**
   * By position; nodes that were skipped come where they were skipped. A step that was recorded before a
   * continue-as-new is not repeated: writers and readers lay these steps over those that history has.
   */
  steps: StepSnapshot[];
  temporalRunId: string;
}

/** What the interpreter tells the worker's sinks as it goes; may be lost, the next snapshot makes it good. */
export interface RunProgress {
  runId: string;
  projectId: string;
  sequence: number;
  status: RunStatus;
  startedAt: string | null;
  temporalRunId: string;
  /** Whether somebody paused it; unknown from workers that did not tell. */
  paused?: boolean;
  steps: StepSnapshot[];
}

/** Input of the `deliver` workflow: one webhook delivery. */
export interface DeliverInput {
  deliveryId: string;
  projectId: string;
}

/** What can be done with many runs at once: what can be done with each. */
export const BULK_ACTIONS = ['cancel', 'terminate', 'pause', 'resume', 'retry', 'rerun'] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];

/** Input of the `bulk` workflow. */
export interface BulkInput {
  jobId: string;
  projectId: string;
}

/** What the `answer` update answers: the response of a `respond` node, or the end of a run that had none. */
export interface RunAnswer {
  status: RunStatus;
  response: ValueRef | null;
  result: ValueRef | null;
  error: RunError | null;
}

/** Input of the `testTool` workflow. */
export interface TestToolInput {
  projectId: string;
  tool: string;
  input: JsonValue;
}

/** Input of `store-values`: values that would make a node's input too large for Temporal. */
export interface StoreValuesInput {
  projectId: string;
  /** The run that keeps them alive. */
  runId: string;
  values: JsonValue[];
}

/** Input of `collect-list`: the list to be made; a part with `spread` is itself a list whose elements are meant. */
export interface CollectListInput {
  projectId: string;
  runId: string;
  parts: { value: ValueRef; spread: boolean }[];
}

/** Input of `wrap-value`: an object with these fields and, as `name`, the value. */
export interface WrapValueInput {
  projectId: string;
  runId: string;
  fields: JsonObject;
  name: string;
  value: ValueRef;
  /** Further values, by name. */
  more?: Record<string, ValueRef>;
}

/** What wakes a run that waits. Repeats and strays do no harm. */
export type Wake =
  /** The task of an approval changed: `approval-state` tells how. */
  | ({ kind: 'approval' } & StepPlace)
  /** An event came that a `wait-for-event` may be waiting for. */
  | ({ kind: 'event'; eventId: string } & StepPlace)
  /** The run that the step started has ended; wakes of older senders do not name it. */
  | ({ kind: 'child'; end: ChildEnd; childRunId?: string } & StepPlace)
  /** A request resumed a paused piece. */
  | ({ kind: 'piece'; requestId: string; payload: ValueRef } & StepPlace)
  /** The run has a slot of its workflow now. */
  | { kind: 'admitted' };

/** What an operator asks of a live run; refused with an ApplicationFailure of type RUN_STATE where it does not fit. */
export type RunControl =
  | { action: 'pause' }
  /** Lets a paused run go on. */
  | { action: 'resume' }
  /**
   * Decides on parked steps: all of them, or the one that is named. `retry` runs the step again, with `data` in place of
   * the trigger's data where given; `skip` goes on with `result`; `fail` fails it.
   */
  | { action: 'unpark'; decision: 'retry' | 'skip' | 'fail'; place?: StepPlace; data?: ValueRef; result?: ValueRef };

/** One task of an approval. */
export interface ApprovalRef extends StepPlace {
  projectId: string;
  runId: string;
  taskId: string;
}

/** Input of `match-event`: a `wait-for-event` node and the event that may be the one. */
export interface MatchEventInput {
  node: NodeActivityInput;
  eventId: string;
}

/** Input of `gather-round`: the steps of the round by id, with the round's outcomes. */
export interface GatherRoundInput {
  projectId: string;
  runId: string;
  steps: Record<string, { type: PlanNodeType; outcome: NodeOutcome }>;
}

/** Signatures of the activities that the interpreter calls, by activity type. */
export interface RunActivities {
  'open-run'(input: OpenRunInput): Promise<OpenedRun>;
  'record-run'(snapshot: RunSnapshot): Promise<void>;
  /**
   * Runs a node that only computes and those behind it that only compute as well, for as long as each succeeds and
   * takes the edge to the next. Fails with the first node; a later failure just ends the call.
   */
  'run-chain'(input: ChainInput): Promise<ChainEnd[]>;
  /** Stores each value as a blob, whatever its size, and answers the references in the same order. */
  'store-values'(input: StoreValuesInput): Promise<ValueRef[]>;
  'collect-list'(input: CollectListInput): Promise<ValueRef>;
  'wrap-value'(input: WrapValueInput): Promise<ValueRef>;
  /** The value itself; for what the interpreter stored, which is small enough for a payload. */
  'load-value'(input: { projectId: string; value: ValueRef }): Promise<JsonValue>;
  'approval-state'(input: ApprovalRef): Promise<ApprovalState>;
  /** Mails those who have not decided; `reminder` from 1. */
  'approval-remind'(input: ApprovalRef & { reminder: number }): Promise<void>;
  /** Asks the approvers of a level as well; `level` from 2. */
  'approval-escalate'(input: ApprovalRef & { level: number }): Promise<void>;
  /**
   * Ends a task that is still pending, and answers what has become of it. With the `deadline` that has passed, ISO 8601,
   * a task whose deadline was moved to a later time meanwhile stays pending.
   */
  'approval-end'(input: ApprovalRef & { reason: 'timeout' | 'cancelled'; deadline?: string }): Promise<ApprovalState>;
  /** The event, when it is the one that the node waits for and no other iteration of the node took it. */
  'match-event'(input: MatchEventInput): Promise<ValueRef | null>;
  /** Nobody waits any more. */
  'end-wait'(input: { projectId: string; runId: string } & StepPlace): Promise<void>;
  /** Asks a child run to end. */
  'cancel-child'(input: { projectId: string; runId: string }): Promise<void>;
  /** Nobody waits for the request of a paused piece any more. */
  'end-piece-wait'(input: { projectId: string; runId: string; requestId: string }): Promise<void>;
  /** The outputs of the steps of one round of a `loop`, `{name: {type, status, output}}`, as one value. */
  'gather-round'(input: GatherRoundInput): Promise<ValueRef>;
  /** Calls a hook of a flow's trigger, and starts runs for what it found. */
  'call-trigger'(input: TriggerCallInput): Promise<TriggerCallOutput>;
  /** Calls a piece outside of any run: its metadata, the options of a property, the check of a connection. */
  'call-piece'(input: PieceCallInput): Promise<JsonValue>;
  'deliver-webhook'(input: DeliverInput): Promise<void>;
  /** Carries out a part of an operation over many runs; `done` once nothing of it is left to do. */
  'bulk-part'(input: BulkInput): Promise<{ done: boolean }>;
  'test-tool'(input: TestToolInput): Promise<ValueRef>;
}

/** Signatures of the node activities, by node type. */
export type NodeActivities = Record<PlanNodeType, (input: NodeActivityInput) => Promise<NodeActivityOutput>>;
