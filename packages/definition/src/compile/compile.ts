import type {
  BodyDefinition,
  Definition,
  EdgeDefinition,
  NodeDefinition,
  NodeType,
  RetryDefinition,
} from '../definition.ts';
import { parseDuration } from '../durations.ts';
import { ancestors, createGraph } from '../graph/graph.ts';
import { nodeSpecs } from '../nodes/index.ts';
import type { Plan, PlanEdge, PlanNode, RetryPolicy } from '../plan.ts';
import type { Around, Level } from '../scopes/level.ts';
import { compensationTexts, type NodeParts, type NodePlace, nodeTexts } from '../scopes/node-texts.ts';
import { type NodeReads, readsOf } from './reads.ts';

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
  return planOf(graphOf(definition, null), definition.timeoutMs ?? null);
}

/** A graph with its edges by position. */
interface CompiledGraph {
  level: Level;
  nodes: readonly NodeDefinition[];
  edges: PlanEdge[];
}

function graphOf({ nodes, edges }: BodyDefinition, around: Around | null): CompiledGraph {
  const positions = new Map(nodes.map((node, position) => [node.id, position]));
  const planEdges = edges.map((edge) => planEdge(edge, positions));
  const graph = createGraph(
    nodes.length,
    planEdges.map(({ from, to }) => [from, to] as const),
  );
  return { level: { positions, upstream: ancestors(graph), around }, nodes, edges: planEdges };
}

function planOf({ level, nodes: given, edges }: CompiledGraph, timeoutMs: number | null): Plan {
  const nodes = given.map((node, position) => planNode(node, level, position));
  for (const [position, edge] of edges.entries()) {
    nodes[edge.from]?.outgoing.push(position);
    nodes[edge.to]?.incoming.push(position);
  }
  return { format: 1, nodes, edges, timeoutMs };
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

function planNode(node: NodeDefinition, level: Level, position: number): PlanNode {
  const { type, skip } = node;
  const isLoop = nodeSpecs[type].bodyNames !== undefined;
  const { body: given, ...rest } = node.config;
  const config = isLoop ? rest : node.config;
  const body = isLoop ? graphOf(given as unknown as BodyDefinition, { level, position, type }) : null;
  const place: NodePlace = { level, position, body: body?.level ?? null };
  const parts: NodeParts = { type, config, skip, compensate: node.compensate ?? null };
  return {
    ...plainNode({ id: node.id, type, name: node.name ?? node.id, config }, readsOf(nodeTexts(parts, place))),
    retry: retryPolicy(node.retry, nodeSpecs[type].defaultAttempts),
    ...(node.timeoutMs !== undefined && { timeoutMs: node.timeoutMs }),
    totalTimeoutMs: node.totalTimeoutMs ?? null,
    join: node.join ?? 'all',
    onError: node.onError ?? 'fail',
    skip: skip === undefined || skip === false ? null : skip,
    compensate: compensationOf(node, parts, place),
    body: body === null ? null : planOf(body, null),
  };
}

/** What undoes a node: a node of its own, with the policies that a node has unless told. */
function compensationOf({ id, compensate }: NodeDefinition, parts: NodeParts, place: NodePlace): PlanNode | null {
  if (compensate === undefined) return null;
  const own = `${id}:compensate`;
  return plainNode({ id: own, name: own, ...compensate }, readsOf(compensationTexts(parts, place)));
}

/** A node with the policies that one has unless told. */
function plainNode(node: Pick<PlanNode, 'id' | 'name' | 'config'> & { type: NodeType }, reads: NodeReads): PlanNode {
  const { lane, exclusiveLabels = [], attemptTimeoutMs, defaultAttempts, readsTrigger = false } = nodeSpecs[node.type];
  return {
    ...{ id: node.id, type: node.type, name: node.name, config: node.config },
    ...{ incoming: [], outgoing: [] },
    ...reads,
    usesTrigger: reads.usesTrigger || readsTrigger,
    lane,
    retry: retryPolicy({}, defaultAttempts),
    timeoutMs: attemptTimeoutMs(node.config),
    totalTimeoutMs: null,
    join: 'all',
    onError: 'fail',
    exclusiveLabels: [...exclusiveLabels],
    skip: null,
    compensate: null,
    body: null,
  };
}

/** One wait that the author sets pulls a default of the other along: the longest is never shorter than the first. */
function retryPolicy(retry: RetryDefinition = {}, attempts: number = DEFAULT_RETRY.attempts): RetryPolicy {
  const initial = duration(retry.initial);
  const maximum = duration(retry.maximum);
  const initialMs = initial ?? Math.min(DEFAULT_RETRY.initialMs, maximum ?? DEFAULT_RETRY.initialMs);
  return {
    attempts: retry.attempts ?? attempts,
    initialMs,
    factor: retry.factor ?? DEFAULT_RETRY.factor,
    maximumMs: maximum ?? Math.max(DEFAULT_RETRY.maximumMs, initialMs),
    nonRetryable: retry.nonRetryable ?? [],
  };
}

function duration(text: string | undefined): number | null {
  return text === undefined ? null : parseDuration(text);
}
