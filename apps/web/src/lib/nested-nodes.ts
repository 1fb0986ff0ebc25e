import type { BodyDefinition, NodeDefinition } from './resources.ts';

/** A node with where it stands: the loop around it, and the JSON Pointer of it in the definition. */
export interface PlacedNode {
  node: NodeDefinition;
  /** Id of the innermost loop around it; null at the top. */
  parentId: string | null;
  pointer: string;
}

/** All nodes of a graph and of the bodies of its loops, each loop before what is in it. */
export function placedNodes(nodes: readonly NodeDefinition[], parentId: string | null = null, at = ''): PlacedNode[] {
  return nodes.flatMap((node, position) => {
    const pointer = `${at}/nodes/${position}`;
    const inside = bodyOf(node)?.nodes ?? [];
    return [{ node, parentId, pointer }, ...placedNodes(inside, node.id, `${pointer}/config/body`)];
  });
}

/** The nested graph of a loop; null for all other nodes. */
export function bodyOf(node: NodeDefinition): BodyDefinition | null {
  const body = node.config?.body;
  if (node.type !== 'for-each' && node.type !== 'while') return null;
  return isGraph(body) ? body : null;
}

/** Whether a value has the shape of a graph that can be drawn. */
export function isGraph(value: unknown): value is BodyDefinition {
  if (!isRecord(value) || !Array.isArray(value.nodes)) return false;
  return value.nodes.every(isNode) && (value.edges === undefined || Array.isArray(value.edges));
}

function isNode(value: unknown): boolean {
  return isRecord(value) && typeof value.id === 'string' && typeof value.type === 'string';
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
