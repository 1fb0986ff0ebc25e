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
  return (edges ?? []).filter((edge) => isRecord(edge) && ids.has(edge.from) && ids.has(edge.to));
}

/** Places all nodes from left to right, those of a body within their loop. The engine is large, so it is loaded late. */
export async function layout(shape: Shape): Promise<Map<string, Box>> {
  const { default: ELK } = await import('elkjs/lib/elk.bundled.js');
  const boxes = new Map<string, Box>();
  collect(await new ELK().layout(elkNode(shape, '')), boxes);
  return boxes;
}

function elkNode({ id, nodes, edges }: Shape, padding: string): ElkNode {
  if (nodes === null) return { id, width: NODE_WIDTH, height: NODE_HEIGHT };
  return {
    id,
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'RIGHT',
      'elk.layered.spacing.nodeNodeBetweenLayers': '80',
      'elk.spacing.nodeNode': '30',
      'elk.nodeSize.constraints': 'MINIMUM_SIZE',
      'elk.nodeSize.minimum': `(${NODE_WIDTH + 40}, ${NODE_HEIGHT})`,
      'elk.padding': padding,
    },
    children: nodes.map((node) => elkNode(node, `[top=${TITLE_HEIGHT},left=20,bottom=20,right=20]`)),
    edges: edges.map(
      ({ from, to }, index): ElkExtendedEdge => ({ id: `${id} ${index}`, sources: [from], targets: [to] }),
    ),
  };
}

function collect(placed: ElkNode, boxes: Map<string, Box>): void {
  for (const child of placed.children ?? []) {
    const { id, x = 0, y = 0, width = NODE_WIDTH, height = NODE_HEIGHT } = child;
    boxes.set(id, { x, y, width, height });
    collect(child, boxes);
  }
}
