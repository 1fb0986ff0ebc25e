import { COMPENSATION_TYPES, NODE_TYPES } from '../definition.ts';
import { ancestors, type BitSet, createGraph, type Graph } from '../graph/graph.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { pointerBelow } from '../json-pointer.ts';
import type { Around, Level } from '../scopes/level.ts';
import type { NodeParts } from '../scopes/node-texts.ts';

/**
 * What could be read of a definition, whether or not all of it is sound: rules look at the parts they know, so that
 * one fault does not hide the others.
 */
export interface DefinitionDraft {
  value: JsonObject;
  trigger: JsonValue;
  /** The graph of the definition and those of all bodies, each before those within it. */
  drafts: Draft[];
  /** The first node with an id, whatever graph it stands in. */
  owners: ReadonlyMap<string, Owner>;
}

export interface Owner {
  draft: Draft;
  node: DraftNode;
}

/** One graph: the definition's own, or the body of a loop. */
export interface Draft extends Level {
  /** JSON Pointer of what holds the `nodes` and `edges`. */
  pointer: string;
  nodes: DraftNode[];
  edges: DraftEdge[];
  /** The edges between two different nodes that exist. */
  graph: Graph;
  upstream: readonly BitSet[];
  around: (Around & Owner) | null;
}

export interface DraftNode extends NodeParts {
  pointer: string;
  id: string | null;
  value: JsonObject;
  /** The nested graph of a loop, as far as it could be read. */
  body: Draft | null;
}

export interface DraftEdge {
  pointer: string;
  from: string | null;
  to: string | null;
  condition: string | null;
}

/** Reads the nodes and edges of one graph that have at least the shape of an object. */
export function createDraft(
  pointer: string,
  around: Draft['around'],
  nodeValues: readonly JsonValue[],
  edgeValues: readonly JsonValue[],
): Draft {
  const place = (list: string, index: number) => pointerBelow(pointer, list, index);
  const nodes = nodeValues.flatMap((value, index) =>
    isObject(value) ? [draftNode(value, place('nodes', index))] : [],
  );
  const edges = edgeValues.flatMap((value, index) =>
    isObject(value) ? [draftEdge(value, place('edges', index))] : [],
  );
  const positions = new Map<string, number>();
  for (const [position, { id }] of nodes.entries()) {
    if (id !== null && !positions.has(id)) positions.set(id, position);
  }
  const graph = createGraph(nodes.length, links(edges, positions));
  return { pointer, around, nodes, edges, positions, graph, upstream: ancestors(graph) };
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

function draftNode(value: JsonObject, pointer: string): DraftNode {
  const { id, type, config, skip, compensate } = value;
  return {
    pointer,
    id: typeof id === 'string' ? id : null,
    type: NODE_TYPES.find((known) => known === type) ?? null,
    config: isObject(config) ? config : {},
    skip,
    compensate: isObject(compensate)
      ? {
          type: COMPENSATION_TYPES.find((known) => known === compensate.type) ?? null,
          config: isObject(compensate.config) ? compensate.config : {},
        }
      : null,
    value,
    body: null,
  };
}

function draftEdge(value: JsonObject, pointer: string): DraftEdge {
  return { pointer, from: textOrNull(value.from), to: textOrNull(value.to), condition: textOrNull(value.condition) };
}

function textOrNull(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
