import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import { bodyOf, isRecord } from '../lib/nested-nodes.ts';
import type { BodyDefinition, EdgeDefinition, NodeDefinition } from '../lib/resources.ts';

export const NODE_WIDTH = 190;
export const NODE_HEIGHT = 56;
/** Room within a loop's box for its own title. */
const TITLE_HEIGHT = 64;

/** Where a node is drawn: relative to the box of the loop around it. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** All that a layout depends on: ids, bodies and edges. */
export interface Shape {
  id: string;
  nodes: Shape[] | null;
  edges: EdgeDefinition[];
}

/** What of a graph its layout depends on. */
export function shapeOf(id: string, graph: BodyDefinition): Shape {
  return { id, nodes: graph.nodes.map(nodeShape), edges: drawableEdges(graph) };
}

function nodeShape(node: NodeDefinition): Shape {
  const body = bodyOf(node);
  return body === null || body.nodes.length === 0 ? { id: node.id, nodes: null, edges: [] } : shapeOf(node.id, body);
}

/** The edges between nodes that are there: a definition is drawn while it is written. */
export function drawableEdges({ nodes, edges }: BodyDefinition): EdgeDefinition[] {
  const ids = new Set(nodes.map(({ id }) => id));
  const joined = (edges ?? []).filter((edge) => isRecord(edge) && ids.has(edge.from) && ids.has(edge.to));
  return joined.map(({ from, to, condition }) =>
    condition === undefined ? { from, to } : { from, to, condition: textOf(condition) },
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The way of an edge across the whole graph, and the middle of its label. */
export interface Route {
  points: Point[];
  label: Point | null;
}

export interface Point {
  x: number;
  y: number;
}

/** Where everything of a graph is drawn: boxes by node id, ways by edge id. */
export interface Layout {
  boxes: Map<string, Box>;
  routes: Map<string, Route>;
}

/** The id of an edge: that of the loop around it (empty at the top), and its position there. */
export function edgeId(owner: string, position: number): string {
  return `${owner} ${position}`;
}

/** Places all nodes from left to right, those of a body within their loop. The engine is large, so it is loaded late. */
export async function layout(shape: Shape): Promise<Layout> {
  const { default: ELK } = await import('elkjs/lib/elk.bundled.js');
  const found: Layout = { boxes: new Map(), routes: new Map() };
  collect(await new ELK().layout(elkNode(shape, '')), { x: 0, y: 0 }, found);
  return found;
}

/** About the size of a label's letters. */
const LETTER_WIDTH = 7;
const LABEL_HEIGHT = 18;

function elkNode({ id, nodes, edges }: Shape, padding: string): ElkNode {
  if (nodes === null) return { id, width: NODE_WIDTH, height: NODE_HEIGHT };
  return {
    id,
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'RIGHT',
      'elk.layered.spacing.nodeNodeBetweenLayers': '48',
      'elk.layered.spacing.edgeNodeBetweenLayers': '20',
      'elk.spacing.nodeNode': '30',
      'elk.nodeSize.constraints': 'MINIMUM_SIZE',
      'elk.nodeSize.minimum': `(${NODE_WIDTH + 40}, ${NODE_HEIGHT})`,
      'elk.padding': padding,
    },
    children: nodes.map((node) => elkNode(node, `[top=${TITLE_HEIGHT},left=20,bottom=20,right=20]`)),
    edges: edges.map((edge, position) => elkEdge(edge, edgeId(id, position))),
  };
}

function elkEdge({ from, to, condition }: EdgeDefinition, id: string): ElkExtendedEdge {
  const edge = { id, sources: [from], targets: [to] };
  if (condition === undefined) return edge;
  const width = condition.length * LETTER_WIDTH + 12;
  const layoutOptions = { 'elk.edgeLabels.inline': 'true' };
  return { ...edge, labels: [{ id: `${id} label`, text: condition, width, height: LABEL_HEIGHT, layoutOptions }] };
}

/** The engine tells places relative to the box around them. */
function collect(placed: ElkNode, origin: Point, found: Layout): void {
  for (const edge of placed.edges ?? []) found.routes.set(edge.id, routeOf(edge, origin));
  for (const child of placed.children ?? []) {
    const { id, x = 0, y = 0, width = NODE_WIDTH, height = NODE_HEIGHT } = child;
    found.boxes.set(id, { x, y, width, height });
    collect(child, { x: origin.x + x, y: origin.y + y }, found);
  }
}

function routeOf({ sections, labels }: ElkExtendedEdge, origin: Point): Route {
  const moved = ({ x, y }: Point) => ({ x: origin.x + x, y: origin.y + y });
  const points = (sections ?? []).flatMap(({ startPoint, bendPoints, endPoint }) =>
    [startPoint, ...(bendPoints ?? []), endPoint].map(moved),
  );
  const [label] = labels ?? [];
  if (label === undefined) return { points, label: null };
  const { x = 0, y = 0, width = 0, height = 0 } = label;
  return { points, label: moved({ x: x + width / 2, y: y + height / 2 }) };
}
