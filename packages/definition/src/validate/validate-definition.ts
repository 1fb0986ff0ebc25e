import type { BodyDefinition, Definition, Fault, NodeDefinition } from '../definition.ts';
import type { Locale } from '../faults/messages.ts';
import { FaultReport } from '../faults/report.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { nodeSpecs } from '../nodes/index.ts';
import { configs } from './configs.ts';
import { cycles } from './cycles.ts';
import type { DefinitionDraft } from './draft.ts';
import { edgeConditions } from './edge-conditions.ts';
import { edges } from './edges.ts';
import { ExpressionBudget } from './expression-budget.ts';
import { expressions } from './expressions.ts';
import { joins } from './joins.ts';
import { checkJsonValues } from './json-values.ts';
import { type Limits, limitsOf } from './limits.ts';
import { namedResources } from './named-resources.ts';
import { nodeIds } from './node-ids.ts';
import { nodeTypes } from './node-types.ts';
import { policies } from './policies.ts';
import { programs } from './programs.ts';
import { retries } from './retries.ts';
import type { DefinitionRule, Existing, KnownVersions, Rule, RuleContext } from './rule.ts';
import { checkShape } from './shape.ts';
import { completeTrigger, triggers } from './triggers.ts';

export interface ValidateOptions {
  /** Language of the messages. */
  locale: Locale;
  /** Tools that exist; absent: names of tools are not checked. */
  toolNames?: ReadonlySet<string>;
  /** Types of the connections that exist, by name; absent: names of connections are not checked. */
  connections?: ReadonlyMap<string, string>;
  /** Channels that exist; absent: names of channels are not checked. */
  channelNames?: ReadonlySet<string>;
  /** Names and ids of the tables that exist; absent: these are not checked. */
  tableNames?: ReadonlySet<string>;
  /** Those of the workflows that `namedWorkflows` told which exist; absent: ids of workflows are not checked. */
  workflowIds?: ReadonlySet<string>;
  /** Versions of those workflows, by id; absent: versions that nodes name are not checked. */
  workflowVersions?: ReadonlyMap<string, KnownVersions>;
  /** How many secrets of its webhook trigger are kept, which masks may stand for; absent: masks are not checked. */
  keptSecrets?: number;
  /** Id of the workflow whose definition it is, once it has one. */
  ownId?: string;
  limits?: Partial<Limits>;
}

export type Validation =
  /** A sound definition with its defaults filled in; warnings do not keep it from being saved. */
  | { ok: true; definition: Definition; warnings: Fault[] }
  /** Every fault that was found, at most 100 and then one that counts the rest. */
  | { ok: false; faults: Fault[] };

/** One file for each; they look at different things and do not depend on their order. */
const DEFINITION_RULES: readonly DefinitionRule[] = [triggers, policies];
const GRAPH_RULES: readonly Rule[] = [
  ...[nodeTypes, nodeIds, configs, retries, edges, cycles],
  ...[edgeConditions, joins, expressions, programs, namedResources],
];

/**
 * Checks a whole definition, shape and meaning together, and reports every fault with its place. Takes any value that
 * JSON can hold and never throws.
 */
export function validateDefinition(input: unknown, options: ValidateOptions): Validation {
  const report = new FaultReport(options.locale);
  const limits = limitsOf(options.limits);
  const draft = checkJsonValues(input, limits, report) ? checkShape(input, limits, report) : null;
  if (draft !== null) applyRules(draft, { report, limits, existing: existingOf(options) });
  if (report.count > 0 || draft === null) return { ok: false, faults: report.list() };
  return { ok: true, definition: completed(input as JsonObject), warnings: [] };
}

function applyRules(definition: DefinitionDraft, known: Pick<RuleContext, 'report' | 'limits' | 'existing'>): void {
  const context: RuleContext = { ...known, definition, budget: new ExpressionBudget() };
  for (const rule of DEFINITION_RULES) rule(definition, context);
  for (const rule of GRAPH_RULES) for (const draft of definition.drafts) rule(draft, context);
}

function existingOf(options: ValidateOptions): Existing {
  const { toolNames, connections, channelNames, tableNames, workflowIds, workflowVersions, keptSecrets, ownId } =
    options;
  return { toolNames, connections, channelNames, tableNames, workflowIds, workflowVersions, keptSecrets, ownId };
}

/** The definition with its defaults; it was found sound, so it has the shape that the type says. */
function completed(input: JsonObject): Definition {
  const { trigger, nodes, edges: edgeList, tags, ...policyFields } = input as unknown as Partial<Definition>;
  return {
    trigger: completeTrigger((trigger ?? {}) as unknown as JsonObject),
    ...completedBody({ nodes, edges: edgeList }),
    ...withoutUndefined(policyFields),
    // No tags are no tags, however they are written: the same definition has one hash.
    ...(tags !== undefined && tags.length > 0 && { tags }),
  };
}

function completedBody({ nodes = [], edges: edgeList = [] }: GivenBody): BodyDefinition {
  return { nodes: nodes.map(completedNode), edges: edgeList };
}

interface GivenBody {
  nodes?: NodeDefinition[] | undefined;
  edges?: BodyDefinition['edges'] | undefined;
}

function completedNode(node: NodeDefinition): NodeDefinition {
  const { config = {}, compensate } = node;
  const hasBody = nodeSpecs[node.type].bodyNames !== undefined;
  const body = hasBody ? (completedBody(config.body as unknown as GivenBody) as unknown as JsonValue) : undefined;
  return {
    ...node,
    config: body === undefined ? config : { ...config, body },
    ...(compensate !== undefined && { compensate: { ...compensate, config: compensate.config ?? {} } }),
  };
}

function withoutUndefined<Fields extends object>(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;
}
