import type { JsonObject, JsonValue } from '../json.ts';
import type { StepError, StepStatus } from '../run.ts';

/** What templates and expressions see, by name: `trigger`, `run`, `nodes`, each upstream node's id, and locals. */
export type Scope = ReadonlyMap<string, JsonValue>;

/** Outcome of an upstream node with its result at hand. */
export interface ScopeNode {
  status: StepStatus;
  result: JsonValue;
  error: StepError | null;
}

export interface ScopeParts {
  trigger: JsonValue;
  run: JsonValue;
  /** Outcomes by node id. */
  nodes: Readonly<Record<string, ScopeNode>>;
  /** Names that exist only in some places: `item`, `index`, `last`, `event`. */
  locals?: Readonly<Record<string, JsonValue>>;
}

/** Builds the scope in which one node's config is resolved. */
export function createScope(parts: ScopeParts): Scope {
  const scope = new Map<string, JsonValue>();
  const nodes: JsonObject = Object.create(null);
  for (const [id, node] of Object.entries(parts.nodes)) {
    const outcome: JsonObject = { status: node.status, result: node.result, error: node.error && { ...node.error } };
    nodes[id] = outcome;
    scope.set(id, outcome);
  }
  scope.set('nodes', nodes).set('trigger', parts.trigger).set('run', parts.run);
  for (const [name, value] of Object.entries(parts.locals ?? {})) scope.set(name, value);
  return scope;
}
