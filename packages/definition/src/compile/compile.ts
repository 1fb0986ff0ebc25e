import type { Definition, EdgeDefinition, NodeDefinition, RetryDefinition } from '../definition.ts';
import { parseDuration } from '../durations.ts';
import { type References, references } from '../expressions/references.ts';
import { ancestors, type BitSet, createGraph } from '../graph/graph.ts';
import { nodeSpecs } from '../nodes/index.ts';
import type { Plan, PlanEdge, PlanNode, RetryPolicy } from '../plan.ts';

/** Retry settings of a node that has none: 5 attempts, 1 s apart, then twice as long each time, at most 1 min. */
export const DEFAULT_RETRY: RetryPolicy = {
  attempts: 5,
  initialMs: 1_000,
  factor: 2,
  maximumMs: 60_000,
  nonRetryable: [],
};

/** Compiles a definition that was found sound to the plan that the interpreter runs. */
export function compile(definition: Definition): Plan {
  const positions = new Map(definition.nodes.map((node, position) => [node.id, position]));
  const edges = definition.edges.map((edge) => planEdge(edge, positions));
  const upstream = upstreamOf(definition, edges);
  const nodes = definition.nodes.map((node, position) => {
    const read = references(node.config, nodeSpecs[node.type].codeFields, (id) => positions.has(id));
    return planNode(node, read, usesOf(read, upstream[position], positions));
  });
  for (const [position, edge] of edges.entries()) {
    nodes[edge.from]?.outgoing.push(position);
    nodes[edge.to]?.incoming.push(position);
  }
  return { format: 1, nodes, edges, timeoutMs: definition.timeoutMs ?? null };
}

function planEdge(edge: EdgeDefinition, positions: ReadonlyMap<string, number>): PlanEdge {
  const [from, to] = [positions.get(edge.from), positions.get(edge.to)];
  if (from === undefined || to === undefined) {
    throw new Error(
      `The edge from "${edge.from}" to "${edge.to}" names no node: expected a definition that was validated`,
    );
  }
  return { from, to, condition: edge.condition ?? null };
}

function upstreamOf(definition: Definition, edges: readonly PlanEdge[]): BitSet[] {
  return ancestors(
    createGraph(
      definition.nodes.length,
      edges.map(({ from, to }) => [from, to] as const),
    ),
  );
}

/** Ids of the nodes that a config reads, in the order of the definition; all upstream nodes where it may be any. */
function usesOf(read: References, upstream: BitSet | undefined, positions: ReadonlyMap<string, number>): string[] {
  if (read.anyNode) return [...positions].flatMap(([id, position]) => (upstream?.has(position) === true ? [id] : []));
  const used = read.nodes.flatMap((id) => {
    const position = positions.get(id);
    return position === undefined ? [] : [{ id, position }];
  });
  return used.sort((a, b) => a.position - b.position).map(({ id }) => id);
}

function planNode(node: NodeDefinition, read: References, uses: string[]): PlanNode {
  const spec = nodeSpecs[node.type];
  return {
    id: node.id,
    type: node.type,
    name: node.name ?? node.id,
    config: node.config,
    incoming: [],
    outgoing: [],
    uses,
    usesPrevious: [],
    usesLocals: [],
    usesTrigger: read.trigger,
    lane: spec.lane,
    retry: retryPolicy(node.retry),
    timeoutMs: node.timeoutMs ?? spec.attemptTimeoutMs(node.config),
    totalTimeoutMs: node.totalTimeoutMs ?? null,
    join: node.join ?? 'all',
    onError: node.onError ?? 'fail',
    exclusiveLabels: [...(spec.exclusiveLabels ?? [])],
    skip: null,
    compensate: null,
    body: null,
  };
}

/** One wait that the author sets pulls a default of the other along: the longest is never shorter than the first. */
function retryPolicy(retry: RetryDefinition = {}): RetryPolicy {
  const initial = duration(retry.initial);
  const maximum = duration(retry.maximum);
  const initialMs = initial ?? Math.min(DEFAULT_RETRY.initialMs, maximum ?? DEFAULT_RETRY.initialMs);
  return {
    attempts: retry.attempts ?? DEFAULT_RETRY.attempts,
    initialMs,
    factor: retry.factor ?? DEFAULT_RETRY.factor,
    maximumMs: maximum ?? Math.max(DEFAULT_RETRY.maximumMs, initialMs),
    nonRetryable: retry.nonRetryable ?? [],
  };
}

function duration(text: string | undefined): number | null {
  return text === undefined ? null : parseDuration(text);
}
