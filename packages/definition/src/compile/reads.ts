import { type Read, readingOf } from '../expressions/expression.ts';
import type { LoopName, PlanNode } from '../plan.ts';
import { isInSight, type Level, loopNames, type Seen, seek, seenFrom, type Viewpoint } from '../scopes/level.ts';
import type { NodeText } from '../scopes/node-texts.ts';

/** What a node's texts read, as a plan keeps it. */
export type NodeReads = Pick<PlanNode, 'uses' | 'usesPrevious' | 'usesLocals' | 'usesTrigger'>;

/** Finds what texts of one node read, in the order of the definition, from the outermost graph inwards. */
export function readsOf(texts: Iterable<NodeText>): NodeReads {
  const found = new FoundReads();
  for (const { expressions, view } of texts) {
    for (const expression of expressions) {
      for (const read of readingOf(expression, (name) => isInSight(name, view)).reads) found.add(read, view);
    }
  }
  return found.settle();
}

const LOOP_NAMES: readonly LoopName[] = ['item', 'index', 'last'];

class FoundReads {
  private readonly nodes = { now: new Map<string, Level>(), previous: new Map<string, Level>() };
  private readonly locals = new Set<string>();
  private readsTrigger = false;

  add({ name, nodeId }: Read, view: Viewpoint): void {
    if (name === 'trigger') this.readsTrigger = true;
    else if (name === 'nodes' && nodeId === null) for (const [id, seen] of seenFrom(view)) this.addNode(id, seen);
    else if (nodeId === null && loopNames(view).has(name)) this.locals.add(name);
    else {
      const seen = seek(nodeId ?? name, view);
      if (seen !== null) this.addNode(nodeId ?? name, seen);
    }
  }

  settle(): NodeReads {
    return {
      uses: inOrder(this.nodes.now),
      usesPrevious: inOrder(this.nodes.previous),
      usesLocals: LOOP_NAMES.filter((name) => this.locals.has(name)),
      usesTrigger: this.readsTrigger,
    };
  }

  private addNode(id: string, { sight, level }: Seen): void {
    if (sight === 'now' || sight === 'previous') this.nodes[sight].set(id, level);
  }
}

function inOrder(nodes: ReadonlyMap<string, Level>): string[] {
  const placed = [...nodes].map(([id, level]) => ({
    id,
    depth: depthOf(level),
    position: level.positions.get(id) ?? 0,
  }));
  return placed.sort((a, b) => a.depth - b.depth || a.position - b.position).map(({ id }) => id);
}

function depthOf(level: Level): number {
  return level.around === null ? 0 : depthOf(level.around.level) + 1;
}
