/** A directed graph over positions 0 … size-1; what nodes and edges are elsewhere does not matter here. */
export interface Graph {
  size: number;
  successors: readonly (readonly number[])[];
  predecessors: readonly (readonly number[])[];
}

export function createGraph(size: number, links: Iterable<readonly [from: number, to: number]>): Graph {
  const successors = Array.from({ length: size }, (): number[] => []);
  const predecessors = Array.from({ length: size }, (): number[] => []);
  for (const [from, to] of links) {
    successors[from]?.push(to);
    predecessors[to]?.push(from);
  }
  return { size, successors, predecessors };
}

/**
 * Strongly connected components, each before those that lead to it (reverse topological order). Tarjan's algorithm,
 * with a stack of its own: graphs may be chains of any length.
 */
export function components(graph: Graph): number[][] {
  const search = new ComponentSearch(graph);
  for (let node = 0; node < graph.size; node++) search.from(node);
  return search.found;
}

/** All nodes from which a path leads to a node, as sets of bits; the members of a cycle lead to each other. */
export function ancestors(graph: Graph, order: readonly (readonly number[])[] = components(graph)): BitSet[] {
  const sets: BitSet[] = Array.from({ length: graph.size });
  for (const component of order.toReversed()) {
    const set = new BitSet(graph.size);
    for (const member of component) {
      if (component.length > 1) set.add(member);
      for (const predecessor of graph.predecessors[member] ?? []) addPredecessor(set, predecessor, sets);
    }
    for (const member of component) sets[member] = set;
  }
  return sets;
}

/** A set of small numbers. */
export class BitSet {
  private readonly words: Uint32Array;

  constructor(size: number) {
    this.words = new Uint32Array((size >>> 5) + 1);
  }

  add(value: number): void {
    const word = value >>> 5;
    this.words[word] = (this.words[word] ?? 0) | (1 << (value & 31));
  }

  has(value: number): boolean {
    return ((this.words[value >>> 5] ?? 0) & (1 << (value & 31))) !== 0;
  }

  addAll(other: BitSet): void {
    for (const [word, bits] of other.words.entries()) this.words[word] = (this.words[word] ?? 0) | bits;
  }
}

function addPredecessor(set: BitSet, predecessor: number, sets: readonly BitSet[]): void {
  const above = sets[predecessor];
  // Undefined for a member of the same component, which its other members bring in.
  if (above === undefined || set.has(predecessor)) return;
  set.add(predecessor);
  set.addAll(above);
}

class ComponentSearch {
  readonly found: number[][] = [];
  private readonly graph: Graph;
  private readonly index: Int32Array;
  private readonly low: Int32Array;
  private readonly isOpen: Uint8Array;
  private readonly open: number[] = [];
  private counter = 0;

  constructor(graph: Graph) {
    this.graph = graph;
    this.index = new Int32Array(graph.size).fill(-1);
    this.low = new Int32Array(graph.size);
    this.isOpen = new Uint8Array(graph.size);
  }

  from(root: number): void {
    if (this.index[root] !== -1) return;
    const path: { node: number; next: number }[] = [this.enter(root)];
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      const successor = this.graph.successors[frame.node]?.[frame.next++];
      if (successor === undefined) {
        path.pop();
        this.leave(frame.node, path.at(-1)?.node);
      } else if (this.index[successor] === -1) path.push(this.enter(successor));
      else if (this.isOpen[successor] === 1) this.lower(frame.node, this.index[successor] ?? 0);
    }
  }

  private enter(node: number): { node: number; next: number } {
    this.index[node] = this.low[node] = this.counter++;
    this.isOpen[node] = 1;
    this.open.push(node);
    return { node, next: 0 };
  }

  private leave(node: number, parent: number | undefined): void {
    if (this.low[node] === this.index[node]) this.close(node);
    if (parent !== undefined) this.lower(parent, this.low[node] ?? 0);
  }

  private close(root: number): void {
    const component = this.open.splice(this.open.lastIndexOf(root));
    for (const member of component) this.isOpen[member] = 0;
    this.found.push(component);
  }

  private lower(node: number, to: number): void {
    this.low[node] = Math.min(this.low[node] ?? 0, to);
  }
}
