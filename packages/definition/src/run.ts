/**
 * What crosses the boundaries between API, interpreter, activities and history: types and names alone, so that the
 * deterministic zone can import them.
 */
import type { NodeType } from './definition.ts';
import type { JsonObject, JsonValue } from './json.ts';
import type { Plan } from './plan.ts';

/** Temporal's name of the interpreter workflow, of its query, and of the activities around the nodes. */
export const RUN_WORKFLOW = 'run';
export const RUN_QUERY = 'run';
export const DELIVER_WORKFLOW = 'deliver';
export const TEST_TOOL_WORKFLOW = 'testTool';

/** Results over this size, in bytes of JSON, travel as blobs. */
export const INLINE_RESULT_BYTES = 32 * 1024;

export const RUN_STATUSES = ['pending', 'running', 'waiting', 'completed', 'failed', 'cancelled'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];
/** States that are never left again. */
export const TERMINAL_RUN_STATUSES = ['completed', 'failed', 'cancelled'] as const satisfies readonly RunStatus[];

export const STEP_STATUSES = ['running', 'waiting', 'success', 'failed', 'skipped', 'cancelled'] as const;
export type StepStatus = (typeof STEP_STATUSES)[number];

export const RUN_ORIGINS = ['api', 'cron', 'event', 'webhook', 'workflow'] as const;
/** What started a run: `triggeredBy` on the wire. */
export type RunOrigin = (typeof RUN_ORIGINS)[number];

/** A value by itself, or by reference when it is too large for Temporal's history. */
export type ValueRef = { value: JsonValue } | { blob: string; bytes: number };

/** The `run` of a template scope, and what every activity knows of its run. */
export interface RunIdentity {
  id: string;
  projectId: string;
  workflowId: string;
  version: number;
  triggeredBy: RunOrigin;
  /** When the run row was made, ISO 8601. */
  createdAt: string;
  /** How many event-triggered runs stand above this one; a chain is cut at a limit. */
  depth: number;
}

/** Input of the interpreter workflow. A schedule passes ids only; `open-run` then makes the row and gives the rest. */
export type RunInput =
  | { kind: 'opened'; run: RunIdentity; plan: Plan | null; trigger: ValueRef; carried?: CarriedRun }
  | { kind: 'scheduled'; projectId: string; workflowId: string };

/** Compact state that continue-as-new hands on; its shape belongs to the interpreter. */
export type CarriedRun = JsonObject;

/** What `open-run` answers: the pinned version's plan, and the run's row where a schedule started it. */
export type OpenedRun = { run: RunIdentity; plan: Plan; trigger: ValueRef } | { skipped: string };

/** Input of `open-run`: either an existing run whose plan was too large to travel, or a schedule's fire. */
export type OpenRunInput = { runId: string; projectId: string } | { projectId: string; workflowId: string };

/** Outcome of an upstream node, as a template scope sees it. */
export interface NodeOutcome {
  status: StepStatus;
  result: ValueRef;
  error: StepError | null;
}

/** Input of every node activity; the activity's type is the node's type. */
export interface NodeActivityInput {
  run: RunIdentity;
  node: { id: string; type: NodeType; config: JsonObject };
  /** `0` outside loops; `2`, `2.0.5` inside. Part of the idempotency key `runId/nodeId/iteration`. */
  iteration: string;
  scope: {
    trigger: ValueRef;
    /** Outcomes of the nodes that this node's templates use, by id. */
    nodes: Record<string, NodeOutcome>;
    /** Names that exist only in some places: `item`, `index`, `last`, `event`. */
    locals?: Record<string, ValueRef>;
  };
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
}

/** Why a step or run failed; `code` has a page in docs/errors. */
export interface StepError {
  code: string;
  message: string;
}

export interface RunError extends StepError {
  /** The step that failed the run; null when none did (timeout, terminated). */
  nodeId: string | null;
}

/** One step of a run as history keeps it. */
export interface StepSnapshot {
  nodeId: string;
  nodeType: NodeType;
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
  steps: StepSnapshot[];
}

/** Input of the `deliver` workflow: one webhook delivery. */
export interface DeliverInput {
  deliveryId: string;
  projectId: string;
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
  values: JsonValue[];
}

/** Signatures of the activities that the interpreter calls, by activity type. */
export interface RunActivities {
  'open-run'(input: OpenRunInput): Promise<OpenedRun>;
  'record-run'(snapshot: RunSnapshot): Promise<void>;
  /** Stores each value as a blob, whatever its size, and answers the references in the same order. */
  'store-values'(input: StoreValuesInput): Promise<ValueRef[]>;
  'deliver-webhook'(input: DeliverInput): Promise<void>;
  'test-tool'(input: TestToolInput): Promise<ValueRef>;
}

/** Signatures of the node activities, by node type. */
export type NodeActivities = Record<NodeType, (input: NodeActivityInput) => Promise<NodeActivityOutput>>;
