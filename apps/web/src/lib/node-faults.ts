import type { RequestFault } from './api-client.ts';
import { placedNodes } from './nested-nodes.ts';
import type { NodeDefinition } from './resources.ts';

/** What is wrong at each node, by its id; a fault belongs to the innermost node that its pointer leads into. */
export function faultsByNode(
  nodes: readonly NodeDefinition[],
  faults: readonly RequestFault[],
): ReadonlyMap<string, readonly string[]> {
  const places = placedNodes(nodes);
  const found = new Map<string, string[]>();
  for (const { pointer, message } of faults) {
    // A loop stands before what is in it, so the last one that fits is the innermost.
    const place = places.findLast((one) => pointer === one.pointer || pointer.startsWith(`${one.pointer}/`));
    if (place === undefined) continue;
    const { id } = place.node;
    found.set(id, [...(found.get(id) ?? []), message]);
  }
  return found;
}
