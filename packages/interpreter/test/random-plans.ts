import type { LoopName, Plan, PlanNode } from '@perdura/definition/plan';
import fc from 'fast-check';
import { type EdgeSketch, type NodeSketch, planOf } from './plan-builder.ts';
import { type LooseNode, looseNode } from './random-nodes.ts';

export interface PlanShape {
  maxNodes: number;
  /** Weight of failures among nodes, out of 20. */
  failureWeight: number;
  /** How deep loops may nest; 0 for plans without loops. */
  depth: number;
}

/** A graph whose nodes have no names yet, and whose edges go from earlier nodes to later ones. */
export interface LooseGraph {
  nodes: LooseNode[];
  edges: LooseEdge[];
  /** By which the nodes are put into the order of the definition; null to keep that of the edges. */
  order: number[] | null;
}

interface LooseEdge {
  from: number;
  to: number;
  /** Picks among the labels that the source may have, or that it only orders. */
  condition: number;
}

/** Random plans without cycles, of every feature of the language, whose nodes are scripted. */
export function randomPlans(shape: PlanShape): fc.Arbitrary<Plan> {
  return looseGraph(shape).map((graph) => {
    let count = 0;
    const nextId = (): string => {
      count += 1;
      return `n${count}`;
    };
    return assemble(graph, { outer: [], previous: [], locals: [], loops: [] }, nextId);
  });
}

/** Bodies are smaller and fail less than what is around them, since they run several times. */
function looseGraph(shape: PlanShape): fc.Arbitrary<LooseGraph> {
  const inner: PlanShape = {
    depth: shape.depth - 1,
    maxNodes: Math.max(1, Math.floor(shape.maxNodes / 3)),
    failureWeight: Math.floor(shape.failureWeight / 2),
  };
  const body = shape.depth > 0 ? fc.oneof({ withCrossShrink: true }, looseGraph(inner)) : null;
  return fc
    .integer({ min: 1, max: shape.maxNodes })
    .chain((count) => fc.array(looseNode(shape.failureWeight, body), { minLength: count, maxLength: count }))
    .chain((nodes) =>
      fc.record({
        nodes: fc.constant(nodes),
        edges: fc.array(looseEdge(nodes.length), {
          minLength: Math.floor(nodes.length / 2),
          maxLength: Math.ceil(nodes.length * 1.5),
        }),
        order: fc.option(fc.array(fc.nat(1_000), { minLength: nodes.length, maxLength: nodes.length }), { freq: 2 }),
      }),
    );
}

function looseEdge(nodes: number): fc.Arbitrary<LooseEdge> {
  return fc.record({ from: fc.nat(nodes - 1), to: fc.nat(nodes - 1), condition: fc.nat(ORDERS + 1) });
}

/** From this number on an edge only orders. */
const ORDERS = 20;

/** What the nodes of a graph may read from around it. */
interface Readable {
  outer: string[];
  previous: string[];
  locals: LoopName[];
  loops: string[];
}

function assemble(graph: LooseGraph, around: Readable, nextId: () => string): Plan {
  const ids = graph.nodes.map(() => nextId());
  const edges = edgesOf(graph, ids);
  const sketches = graph.nodes.map((node, index) => sketchOf(node, index, ids, edges, around, nextId));
  const order = graph.order;
  const sorted =
    order === null
      ? sketches
      : [...sketches.keys()]
          .sort((one, other) => (order[one] as number) - (order[other] as number))
          .map((index) => sketches[index] as NodeSketch);
  return planOf(sorted, edges);
}

function edgesOf({ nodes, edges }: LooseGraph, ids: string[]): EdgeSketch[] {
  const seen = new Set<string>();
  return edges.flatMap(({ from, to, condition }): EdgeSketch[] => {
    const [low, high] = [Math.min(from, to), Math.max(from, to)];
    if (low === high) return [];
    const { labels } = nodes[low] as LooseNode;
    // Most edges are plain.
    const label = condition < 12 || condition >= ORDERS ? undefined : labels[condition % labels.length];
    const key = `${low} ${high} ${condition >= ORDERS ? 'order' : label}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const [source, target] = [ids[low] as string, ids[high] as string];
    if (condition >= ORDERS) return [[source, target, null, 'order']];
    return [label === undefined ? [source, target] : [source, target, label]];
  });
}

function sketchOf(
  node: LooseNode,
  index: number,
  ids: string[],
  edges: EdgeSketch[],
  around: Readable,
  nextId: () => string,
): NodeSketch {
  const { needed, body, labels: _, reads, compensate, ...sketch } = node;
  const id = ids[index] as string;
  const incoming = edges.filter(([, to]) => to === id);
  // Only behind a join that waits for all is it sure what the scope holds.
  const own = node.join === 'all' ? [...new Set(incoming.map(([from]) => from))] : [];
  const join = typeof node.join === 'number' ? Math.min(needed, Math.max(1, incoming.length)) : node.join;
  // What comes later cannot be upstream, so that only its outcome of the round before can be read.
  const later = around.previous.filter((other) => !ids.includes(other) || ids.indexOf(other) >= index);
  const pick = <T>(list: T[], salt: number): T[] => list.filter((_, at) => ((reads >> ((at + salt) % 16)) & 1) === 1);
  const visible = { ...around, previous: later, outer: [...around.outer, ...own] };
  const inside = body === null ? null : bodyOf(node, id, body, visible, nextId);
  const usesLoops = pick(around.loops, 7);
  return {
    ...sketch,
    id,
    compensate: compensate === null ? null : compensationOf(id, own, compensate),
    uses: [...own, ...pick(around.outer, 0)],
    usesPrevious: [...pick(later, 3), ...(inside?.seen ?? [])],
    usesLocals: localsOf(node, pick(around.locals, 5)),
    usesTrigger: (reads & 7) === 0,
    ...(usesLoops.length > 0 ? { usesLoops } : {}),
    ...(join === undefined ? {} : { join }),
    body: inside?.plan ?? null,
  };
}

/** A `while` of the tests counts its rounds. */
function localsOf({ type }: LooseNode, picked: LoopName[]): LoopName[] {
  return type === 'while' ? unique([...picked, 'index', 'last']) : picked;
}

/** The body of a loop, and which of its nodes the loop itself may read. */
function bodyOf(
  node: LooseNode,
  id: string,
  body: LooseGraph,
  around: Readable,
  nextId: () => string,
): { plan: Plan; seen: string[] } {
  if (node.type === 'loop') {
    return { plan: assemble(body, { ...around, loops: [...around.loops, id] }, nextId), seen: [] };
  }
  if (node.type === 'for-each') {
    return {
      plan: assemble(body, { ...around, locals: unique([...around.locals, 'item', 'index']) }, nextId),
      seen: [],
    };
  }
  const locals = unique<LoopName>([...around.locals, 'index', 'last']);
  const plan = assembleWhile(body, { ...around, locals }, nextId);
  return { plan, seen: plan.nodes.slice(0, 1).map(({ id }) => id) };
}

/** The nodes of a `while` body may read each other's outcome of the round before, so that their names come first. */
function assembleWhile(body: LooseGraph, around: Readable, nextId: () => string): Plan {
  const names = body.nodes.map(() => nextId());
  const left = [...names];
  const nextName = (): string => left.shift() ?? nextId();
  return assemble(body, { ...around, previous: [...around.previous, ...names] }, nextName);
}

function compensationOf(id: string, uses: string[], config: PlanNode['config']): PlanNode {
  const [compensation] = planOf([{ id: `${id}:compensate`, config, attempts: 2, uses: [...uses, id] }]).nodes;
  return compensation as PlanNode;
}

function unique<T>(list: T[]): T[] {
  return [...new Set(list)];
}
