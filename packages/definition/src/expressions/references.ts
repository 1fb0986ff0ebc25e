import type { JsonObject } from '../json.ts';
import { RESERVED_SCOPE_NAMES } from './builtins.ts';
import { configExpressions } from './config-expressions.ts';
import { readingOf } from './expression.ts';

/** What a config reads from its scope. */
export interface References {
  /** Ids of nodes, in the order in which they are first read. */
  nodes: string[];
  /** Whether which nodes are read can only be told when it runs (`nodes[x]`). */
  anyNode: boolean;
  trigger: boolean;
  run: boolean;
  /** Names that exist only in some places: `item`, `index`, `last`, `event`. */
  locals: string[];
}

/**
 * Finds what the templates and expressions of a config read.
 *
 * @param isNode whether a node has this id; it settles whether `a-b` is an id or a subtraction.
 * @param otherFields fields that hold neither templates nor code.
 */
export function references(
  config: JsonObject,
  codeFields: readonly string[],
  isNode: (id: string) => boolean = () => true,
  otherFields: readonly string[] = [],
): References {
  const nodes = new Set<string>();
  const names = new Set<string>();
  let anyNode = false;
  for (const { expressions } of configExpressions(config, codeFields, otherFields)) {
    for (const read of expressions.flatMap((expression) => readingOf(expression, isNode).reads)) {
      if (read.name === 'nodes' && read.nodeId === null) anyNode = true;
      else if (read.nodeId !== null) nodes.add(read.nodeId);
      else if (RESERVED_SCOPE_NAMES.has(read.name)) names.add(read.name);
      else nodes.add(read.name);
    }
  }
  const locals = [...names].filter((name) => name !== 'trigger' && name !== 'run');
  return { nodes: [...nodes], anyNode, trigger: names.has('trigger'), run: names.has('run'), locals };
}
