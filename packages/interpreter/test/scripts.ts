import type { JsonObject, JsonValue } from '@perdura/definition';
import type { PlanNode } from '@perdura/definition/plan';

/** What a scripted node does; it is its config, so that the test activities find it there. Every field has a default. */
export interface Script {
  /** Attempts that fail before one succeeds. */
  failures?: number;
  /** Whether each failure is final. */
  fatal?: boolean;
  label?: string | null;
  /** Least length of the text that it answers. */
  bytes?: number;
  /** Name of a gate: the node stays until the test opens it, or until it is cancelled. */
  gate?: string;
  /** With a gate: whether cancelling goes unheard. */
  deaf?: boolean;
  /** Behind another node that reaches out: whether that call ends before it, tells of it, or just runs it. */
  call?: InCall;
  /** How many times it hangs without a heartbeat, as if its worker had died, before it behaves. */
  deaths?: number;
  /** Whether its `skip` expression holds. */
  skipped?: boolean;
  /** What the operator decides each time that it is parked; `skip` once the list is used up. */
  park?: ParkDecision[];
  /** Whether attempts are counted on when somebody has it tried again; so they are with `park`. */
  counts?: boolean;
  /** What a retry of a parked step sees as the trigger's data. */
  parkData?: string | null;
  /** `for-each`: how many items. */
  items?: number;
  /** `for-each`: how many items one page holds. */
  pageItems?: number;
  concurrency?: number;
  onItemError?: 'fail' | 'continue';
  /** `loop`: whether its result has what the steps of its rounds gave. */
  gathers?: boolean;
  /** `piece`: what it waits for, one after the other. */
  pauses?: readonly Pause[];
  /** Whether the run ends with it. */
  stop?: boolean;
  /** `while`: for how many rounds the condition holds. */
  rounds?: number;
  maxIterations?: number;
  onLimit?: 'fail' | 'continue';
  /** `delay`: from its start; may be past. */
  delayMs?: number;
  /** How a `wait-for-event`, an `approval` or a `sub-workflow` ends. */
  end?: WaitEnd;
  /** When that happens: before the activity answers, or so long after. */
  early?: boolean;
  afterMs?: number;
  /** `wait-for-event`: when its time is over, from its start. @default soon where that is how it ends, else never */
  timeoutMs?: number;
  /** Wakes for nothing before the end: strange events, moved deadlines. */
  strays?: number;
  /** `approval`: who has not decided is asked again, and others are asked as well. */
  reminders?: { everyMs: number; max: number };
  escalations?: readonly number[];
  onTimeout?: 'fail' | 'branch' | 'approve' | 'reject';
  /** `sub-workflow`: whether it waits. */
  wait?: boolean;
}

/** A pause of a piece, and when what ends it happens. */
export interface Pause extends Pick<Script, 'early' | 'afterMs' | 'strays'> {
  by: 'request' | 'time' | 'nothing';
}

export type InCall = 'ends' | 'tells' | 'runs';

export type ParkDecision = 'retry' | 'skip' | 'fail';

/** `now`: it had happened already; `never`: nothing ends it from outside. */
export type WaitEnd =
  | ('now' | 'event' | 'approved' | 'rejected' | 'cancelled')
  | ('completed' | 'failed' | 'timeout' | 'never');

/** What a scope shows of one node. */
export interface Seen {
  status: string;
  result: JsonValue;
  /** Code of its error. */
  code: string | null;
}

/** All that a node's activity sees. */
export interface Sight {
  nodes: Record<string, Seen>;
  locals: Record<string, JsonValue>;
  loops: Record<string, { item: JsonValue; index: number }>;
  trigger: JsonValue;
}

export function scriptOf(node: Pick<PlanNode, 'config'>): Script {
  return node.config;
}

/** A script as a node's config. */
export function configOf(script: Script): JsonObject {
  return { ...script } as JsonObject;
}

/** The result of a scripted node: a digest of its place and of all that its scope shows it, filled up to `bytes`. */
export function resultOf(place: { nodeId: string; iteration: string }, sight: Sight, bytes = 0): string {
  return digest(canonical([place.nodeId, place.iteration, sight as unknown as JsonValue])).padEnd(bytes, 'x');
}

/** How the failure of a scripted node reads. */
export function failureOf(nodeId: string, iteration: string, fatal: boolean): { code: string; message: string } {
  return { code: fatal ? 'FATAL' : 'FLAKY', message: `Node ${nodeId} failed in ${iteration}.` };
}

/** The item of a scripted `for-each`. */
export function itemOf(nodeId: string, iteration: string, index: number): string {
  return `item ${index} of ${nodeId} in ${iteration}`;
}

/** The event that a scripted `wait-for-event` gets. */
export function eventOf(nodeId: string, iteration: string, data: JsonValue): JsonObject {
  return { id: `event for ${nodeId} in ${iteration}`, type: 'thing.happened', data };
}

/** The result that the operator gives a parked step that it skips. */
export function parkResultOf(nodeId: string, iteration: string): string {
  return `skipped ${nodeId} in ${iteration}`;
}

/** Names a pause of a scripted piece; counted from 1. */
export function requestOf(nodeId: string, iteration: string, pause: number): string {
  return `pause ${pause} of ${nodeId} in ${iteration}`;
}

/** What the request that ends a pause brings; null where time does. */
export function payloadOf({ by }: Pause, requestId: string): JsonValue {
  return by === 'request' ? { body: `for ${requestId}` } : null;
}

export function childRunOf(nodeId: string, iteration: string): string {
  return `child of ${nodeId} in ${iteration}`;
}

/** The value without what no model can know: times, and the interpreter's own wording. */
export function comparable(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null) return value;
  const isOwnError = 'code' in value && value.code !== 'FLAKY' && value.code !== 'FATAL';
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, inner]) => {
        const unknowable = key === 'until' || (isOwnError && key === 'message');
        return [key, unknowable ? '*' : comparable(inner)];
      }),
  );
}

function canonical(value: JsonValue): string {
  return JSON.stringify(comparable(value));
}

/** FNV-1a: enough to tell scopes apart. */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return hash.toString(16);
}
