import type { JsonObject } from './json.ts';

/**
 * Every node type of the language. Each registry of the code base is a `Record<NodeType, …>`, so the compiler lists
 * what a new type still lacks.
 */
export const NODE_TYPES = [
  ...(['ai-generate', 'tool-call', 'http-request', 'condition', 'email-send'] as const),
  ...(['delay', 'wait-for-event', 'switch', 'for-each', 'while', 'sub-workflow'] as const),
  ...(['transform', 'code', 'respond', 'fail', 'approval'] as const),
  'channel-reply',
  ...(['table-query', 'table-write'] as const),
] as const;
export type NodeType = (typeof NODE_TYPES)[number];

/** What the steps of a flow compile to. Only plans have these types; the graph form does not know them. */
export const FLOW_NODE_TYPES = ['piece', 'code-step', 'router', 'loop'] as const;
export type FlowNodeType = (typeof FLOW_NODE_TYPES)[number];

/** Types of the nodes of a plan: those of both forms. */
export type PlanNodeType = NodeType | FlowNodeType;

/** What starts runs of a workflow, as callers write it. */
export type Trigger =
  | { type: 'manual' }
  | {
      type: 'cron';
      schedule: string;
      timezone?: string;
      overlap?: OverlapPolicy;
      catchupWindow?: string;
      jitter?: string;
      startAt?: string;
      endAt?: string;
    }
  | { type: 'event'; event: string; filter?: string }
  | ChannelTrigger
  | WebhookTrigger;

/** Starts a run for each message that comes in by a channel. */
export interface ChannelTrigger {
  type: 'channel';
  /** Name of the channel. */
  channel: string;
  /** Expression over `message`, `channel`, `event` and `trigger`; the message starts a run when it is true. */
  filter?: string;
}

/** Starts a run for each request to `/v1/hooks/{path}`. */
export interface WebhookTrigger {
  type: 'webhook';
  path: string;
  /** POST alone when absent. */
  methods?: WebhookMethod[];
  /** How senders prove who they are; absent: anybody may send. */
  signature?: WebhookSignature;
  /** `async` when absent. */
  respond?: 'async' | 'sync';
  /** How long a synchronous caller waits, in milliseconds. */
  waitMs?: number;
}

export const WEBHOOK_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type WebhookMethod = (typeof WEBHOOK_METHODS)[number];

export const SIGNATURE_SCHEMES = ['none', 'standard-webhooks', 'github', 'stripe', 'slack', 'hmac'] as const;
export type SignatureScheme = (typeof SIGNATURE_SCHEMES)[number];

export const HMAC_ALGORITHMS = ['sha256', 'sha1', 'sha512'] as const;
export const HMAC_ENCODINGS = ['hex', 'base64'] as const;

export type WebhookSignature =
  | { scheme: 'none' }
  | ({ scheme: 'standard-webhooks' | 'github' | 'stripe' | 'slack' } & SignatureKeys)
  | HmacSignature;

/** Either the secrets themselves, or the connections that hold them; a stored definition only has masks of secrets. */
export interface SignatureKeys {
  secret?: string | string[];
  connection?: string | string[];
}

export interface HmacSignature extends SignatureKeys {
  scheme: 'hmac';
  /** The header that carries the signature. */
  header: string;
  /** `sha256` when absent. */
  algorithm?: (typeof HMAC_ALGORITHMS)[number];
  /** `hex` when absent. */
  encoding?: (typeof HMAC_ENCODINGS)[number];
  /** Text before the signature in its header. */
  prefix?: string;
  /** The header that carries the time of the signature, in seconds or milliseconds since 1970. */
  timestampHeader?: string;
  /** The header that carries the id of the delivery. */
  deliveryHeader?: string;
  /** What is signed; `{timestamp}.{body}` with a timestamp, else `{body}`. */
  signed?: string;
}

/** What a schedule does with a fire while the run of an earlier fire is still live. */
export const OVERLAP_POLICIES = ['skip', 'queue', 'allow', 'cancel-running'] as const;
export type OverlapPolicy = (typeof OVERLAP_POLICIES)[number];

/** What a start that finds no free slot does. */
export const CONCURRENCY_POLICIES = ['queue', 'skip', 'cancel-oldest'] as const;
export type ConcurrencyPolicy = (typeof CONCURRENCY_POLICIES)[number];

/** What holds for each run of a workflow as a whole. */
export interface WorkflowPolicies {
  /** Limit on the whole run, in milliseconds. */
  timeoutMs?: number;
  /** How many runs may be live at once, for each value of the template `key`. Policy `queue` by default. */
  concurrency?: { limit: number; policy?: ConcurrencyPolicy; key?: string };
  /** How many runs may start within a duration. */
  rateLimit?: { limit: number; per: string };
  /** 1 (first) to 5; 3 by default. */
  priority?: number;
  /** The workflow that starts when a run fails; `trigger.data` tells it of the run. */
  onFailure?: { workflowId: string };
  /** Tags of each run, by template over `trigger` and `run`. */
  tags?: string[];
  /** Business key of each run, by template over `trigger` and `run`. */
  businessKey?: string;
  /** How long the history of a run is kept after its end, in days. */
  retentionDays?: number;
  /** Makes it a tool of the project's MCP servers. */
  tool?: ToolDeclaration;
}

/** What MCP clients are told of a workflow that they may call. */
export interface ToolDeclaration {
  /** What clients call it by; made from the workflow's name when absent. */
  name?: string;
  /** What it does, and when to use it; the workflow's description when absent. */
  description?: string;
  /** JSON Schema of an object: the arguments, which are the trigger's data. Any object when absent. */
  inputSchema?: JsonObject;
}

/** The graph form of an automation: what the caller stores, and what one immutable version keeps. */
export interface Definition extends WorkflowPolicies {
  trigger: Trigger;
  nodes: NodeDefinition[];
  edges: EdgeDefinition[];
}

/** A nested graph: the body of a loop. */
export interface BodyDefinition {
  nodes: NodeDefinition[];
  edges: EdgeDefinition[];
}

/** One node, with the policies that any node may carry beside its `config`. */
export interface NodeDefinition {
  id: string;
  type: NodeType;
  /** Title for people. */
  name?: string;
  /** Fields of this node type; any text in it may hold templates. */
  config: JsonObject;
  retry?: RetryDefinition;
  /** Limit on one attempt, in milliseconds. */
  timeoutMs?: number;
  /** Limit on all attempts together, in milliseconds. */
  totalTimeoutMs?: number;
  /** How many incoming edges must be taken before the node runs; `all` by default. */
  join?: 'all' | 'any' | number;
  /** What a failure does after its last attempt, unless an `error` edge takes it; `fail` by default. */
  onError?: OnError;
  /** What undoes the node, once it succeeded, when the run fails or is cancelled. */
  compensate?: { type: NodeType; config: JsonObject };
  /** Passes the node over when true, or when the expression is: it has no result, and its plain edges are taken. */
  skip?: boolean | string;
}

export const ON_ERROR = ['fail', 'continue', 'park'] as const;
/** `park`: the run waits for somebody who retries, skips or fails the step. */
export type OnError = (typeof ON_ERROR)[number];

/** Types that may undo a node: those that act at once, and wait for nobody. */
export const COMPENSATION_TYPES = ['ai-generate', 'tool-call', 'http-request', 'email-send', 'code'] as const;

/** Retry settings as callers write them; durations are ISO 8601 (`PT5S`) or short (`5s`). */
export interface RetryDefinition {
  attempts?: number;
  initial?: string;
  factor?: number;
  maximum?: string;
  /** Error codes that end the step at once. */
  nonRetryable?: string[];
}

/** An edge; `condition` is the label of the outcome that takes it (`"true"`, `"false"`, `"error"`, a switch label). */
export interface EdgeDefinition {
  from: string;
  to: string;
  condition?: string;
}

/** One fault of a definition or a body, at a JSON Pointer; `position` is inside the expression at that place. */
export interface Fault {
  pointer: string;
  message: string;
  code?: string;
  position?: { line: number; column: number };
}
