import { NODE_TYPES, type NodeType } from '../definition.ts';
import { createGraph, type Graph } from '../graph/graph.ts';
import type { JsonObject, JsonValue } from '../json.ts';

/**
 * What could be read of a definition, whether or not all of it is sound: rules look at the parts they know, so that
 * one fault does not hide the others.
 */
export interface Draft {
  trigger: JsonValue;
  nodes: DraftNode[];
  edges: DraftEdge[];
  /** Position in `nodes` of the first node with an id. */
  positions: ReadonlyMap<string, number>;
  /** The edges between two different nodes that exist. */
  graph: Graph;
}

export interface DraftNode {
  /** Position in the definition: `/nodes/<index>`. */
  index: number;
  id: string | null;
  type: NodeType | null;
  config: JsonObject;
  value: JsonObject;
}

export interface DraftEdge {
  /** Position in the definition: `/edges/<index>`. */
  index: number;
  from: string | null;
  to: string | null;
  condition: string | null;
}

/** Reads the nodes and edges that have at least the shape of an object. */
export function createDraft(
  trigger: JsonValue,
  nodeValues: readonly JsonValue[],
  edgeValues: readonly JsonValue[],
): Draft {
  const nodes = nodeValues.flatMap((value, index) => (isObject(value) ? [draftNode(value, index)] : []));
  const edges = edgeValues.flatMap((value, index) => (isObject(value) ? [draftEdge(value, index)] : []));
  const positions = new Map<string, number>();
  for (const [position, { id }] of nodes.entries()) {
    if (id !== null && !positions.has(id)) positions.set(id, position);
  }
  return { trigger, nodes, edges, positions, graph: createGraph(nodes.length, links(edges, positions)) };
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The positions that an edge connects; null when it does not connect two different nodes. */
export function linkOf(edge: DraftEdge, positions: Draft['positions']): readonly [number, number] | null {
  const from = edge.from === null ? undefined : positions.get(edge.from);
  const to = edge.to === null ? undefined : positions.get(edge.to);
  return from === undefined || to === undefined || from === to ? null : [from, to];
}

function links(edges: readonly DraftEdge[], positions: Draft['positions']): (readonly [number, number])[] {
  return edges.flatMap((edge) => {
    const link = linkOf(edge, positions);
    return link === null ? [] : [link];
  });
}

function draftNode(value: JsonObject, index: number): DraftNode {
  const { id, type, config } = value;
  return {
    index,
    id: typeof id === 'string' ? id : null,
    type: NODE_TYPES.find((known) => known === type) ?? null,
    config: isObject(config) ? config : {},
    value,
  };
}

function draftEdge(value: JsonObject, index: number): DraftEdge {
  return { index, from: textOrNull(value.from), to: textOrNull(value.to), condition: textOrNull(value.condition) };
}

function textOrNull(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
