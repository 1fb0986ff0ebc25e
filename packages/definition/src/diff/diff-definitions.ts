import type { JsonObject, JsonValue } from '../json.ts';
import { pointerBelow } from '../json-pointer.ts';
import { nodeSpecs } from '../nodes/index.ts';
import { diffEdges, diffNodes, edgeObjects, type IdentifiedNode, identifiedNodes } from './graphs.ts';
import { changeOf, diffValues, type FieldChange, isObject, type SpecialPlaces } from './values.ts';

/** What differs between two states of a workflow. */
export interface DefinitionDiff {
  /** Fields of the workflow itself: its name, trigger and policies. */
  fields: FieldChange[];
  nodes: { added: JsonObject[]; removed: JsonObject[]; changed: NodeChange[] };
  /** An edge whose condition changed is removed and added. */
  edges: { added: JsonObject[]; removed: JsonObject[] };
}

/** A node that both states have. */
export interface NodeChange {
  id: string;
  /**
   * Pointers within the node. Nodes of its body are compared by their ids; a pointer to one has its position in the
   * older state, or in the newer where the node or edge was added.
   */
  fields: FieldChange[];
}

/**
 * Compares two states of a workflow: objects with `nodes`, `edges` and any other fields. Nodes are the same when their
 * ids are; the order of nodes, edges and keys is no difference. Takes unsound drafts as well: lists that hold no nodes
 * that could be told apart, or no edges, are compared as any other field.
 */
export function diffDefinitions(from: JsonObject, to: JsonObject): DefinitionDiff {
  const { nodes: nodesBefore, edges: edgesBefore, ...fieldsBefore } = from;
  const { nodes: nodesAfter, edges: edgesAfter, ...fieldsAfter } = to;
  const nodes = nodeDiff(identifiedNodes(nodesBefore), identifiedNodes(nodesAfter));
  const edges = edgeDiff(edgeObjects(edgesBefore), edgeObjects(edgesAfter));
  return {
    fields: [
      ...diffValues(fieldsBefore, fieldsAfter, ''),
      ...(nodes === null ? diffValues(nodesBefore, nodesAfter, '/nodes') : []),
      ...(edges === null ? diffValues(edgesBefore, edgesAfter, '/edges') : []),
    ],
    nodes: nodes ?? { added: [], removed: [], changed: [] },
    edges: edges ?? { added: [], removed: [] },
  };
}

function nodeDiff(from: IdentifiedNode[] | null, to: IdentifiedNode[] | null): DefinitionDiff['nodes'] | null {
  if (from === null || to === null) return null;
  const { added, removed, kept } = diffNodes(from, to);
  const changed = kept.map((pair) => ({ id: pair.from.id, fields: diffNode(pair.from, pair.to, '') }));
  return {
    added: added.map(({ value }) => value),
    removed: removed.map(({ value }) => value),
    changed: changed.filter(({ fields }) => fields.length > 0),
  };
}

function edgeDiff(from: JsonObject[] | null, to: JsonObject[] | null): DefinitionDiff['edges'] | null {
  if (from === null || to === null) return null;
  const { added, removed } = diffEdges(from, to);
  return { added: added.map(({ value }) => value), removed: removed.map(({ value }) => value) };
}

function diffNode(from: JsonObject, to: JsonObject, path: string): FieldChange[] {
  const special: SpecialPlaces = (place, before, after) =>
    place === `${path}/config/body` && hasBody(from) && hasBody(to) ? diffBodies(before, after, place) : null;
  return diffValues(from, to, path, special);
}

function hasBody({ type }: JsonObject): boolean {
  return Object.values(nodeSpecs).some((spec) => spec.type === type && spec.bodyNames !== undefined);
}

/** Null for bodies that are no graphs, which are compared as any other value. */
function diffBodies(from: JsonValue, to: JsonValue, path: string): FieldChange[] | null {
  const before = graphOf(from);
  const after = graphOf(to);
  if (before === null || after === null) return null;
  const nodes = diffNodes(before.nodes, after.nodes);
  const edges = diffEdges(before.edges, after.edges);
  const place = (list: string, at: number) => pointerBelow(path, list, at);
  return [
    ...diffValues(before.rest, after.rest, path),
    ...nodes.kept.flatMap((pair) => diffNode(pair.from, pair.to, place('nodes', pair.at))),
    ...nodes.removed.map(({ at, value }) => changeOf(place('nodes', at), value, undefined)),
    ...nodes.added.map(({ at, value }) => changeOf(place('nodes', at), undefined, value)),
    ...edges.removed.map(({ at, value }) => changeOf(place('edges', at), value, undefined)),
    ...edges.added.map(({ at, value }) => changeOf(place('edges', at), undefined, value)),
  ];
}

/** A graph that both states of a body can be compared as. */
function graphOf(body: JsonValue) {
  if (!isObject(body)) return null;
  const { nodes: nodeList, edges: edgeList, ...rest } = body;
  const nodes = identifiedNodes(nodeList);
  const edges = edgeObjects(edgeList);
  return nodes === null || edges === null ? null : { nodes, edges, rest };
}
