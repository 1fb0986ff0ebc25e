import type { Definition, Fault } from '../definition.ts';
import type { Locale } from '../faults/messages.ts';
import { FaultReport } from '../faults/report.ts';
import type { JsonObject } from '../json.ts';
import { configs } from './configs.ts';
import { cycles } from './cycles.ts';
import { edgeConditions } from './edge-conditions.ts';
import { edges } from './edges.ts';
import { expressions } from './expressions.ts';
import { joins } from './joins.ts';
import { checkJsonValues } from './json-values.ts';
import { type Limits, limitsOf } from './limits.ts';
import { namedResources } from './named-resources.ts';
import { nodeIds } from './node-ids.ts';
import { nodeTypes } from './node-types.ts';
import { retries } from './retries.ts';
import type { Rule, RuleContext } from './rule.ts';
import { checkShape } from './shape.ts';
import { completeTrigger, triggers } from './triggers.ts';

export interface ValidateOptions {
  /** Language of the messages. */
  locale: Locale;
  /** Tools that exist; absent: names of tools are not checked. */
  toolNames?: ReadonlySet<string>;
  /** Connections that exist; absent: names of connections are not checked. */
  connectionNames?: ReadonlySet<string>;
  limits?: Partial<Limits>;
}

export type Validation =
  /** A sound definition with its defaults filled in; warnings do not keep it from being saved. */
  | { ok: true; definition: Definition; warnings: Fault[] }
  /** Every fault that was found, at most 100 and then one that counts the rest. */
  | { ok: false; faults: Fault[] };

/** One file for each; they look at different things and do not depend on their order. */
const RULES: readonly Rule[] = [
  ...[triggers, nodeTypes, nodeIds, configs, retries],
  ...[edges, cycles, edgeConditions, joins, expressions, namedResources],
];

/**
 * Checks a whole definition, shape and meaning together, and reports every fault with its place. Takes any value that
 * JSON can hold and never throws.
 */
export function validateDefinition(input: unknown, options: ValidateOptions): Validation {
  const report = new FaultReport(options.locale);
  const limits = limitsOf(options.limits);
  const { toolNames, connectionNames } = options;
  const context: RuleContext = { report, limits, toolNames, connectionNames };
  const draft = checkJsonValues(input, limits, report) ? checkShape(input, limits, report) : null;
  if (draft !== null) for (const rule of RULES) rule(draft, context);
  if (report.count > 0 || draft === null) return { ok: false, faults: report.list() };
  return { ok: true, definition: completed(input as JsonObject), warnings: [] };
}

/** The definition with its defaults; it was found sound, so it has the shape that the type says. */
function completed(input: JsonObject): Definition {
  const { trigger, nodes, edges: edgeList, timeoutMs } = input as unknown as Partial<Definition>;
  return {
    trigger: completeTrigger((trigger ?? {}) as unknown as JsonObject),
    nodes: (nodes ?? []).map((node) => ({ ...node, config: node.config ?? {} })),
    edges: edgeList ?? [],
    ...(timeoutMs !== undefined && { timeoutMs }),
  };
}
