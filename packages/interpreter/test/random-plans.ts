import type { Plan, PlanNode } from '@perdura/definition/plan';
import fc from 'fast-check';
import type { Script } from './model.ts';
import { type EdgeSketch, type NodeSketch, planOf } from './plan-builder.ts';

interface PlanShape {
  maxNodes: number;
  /** Weight of failures among nodes, out of 10. */
  failureWeight: number;
}

/** Random plans without cycles, of every feature that the scheduler knows, whose nodes are scripted. */
export function randomPlans(shape: PlanShape): fc.Arbitrary<Plan> {
  return fc
    .array(nodeSketch(shape), { minLength: 1, maxLength: shape.maxNodes })
    .chain((nodes) =>
      fc.array(edgeSketch(nodes.length), { maxLength: nodes.length * 2 }).map((edges) => assemble(nodes, edges)),
    );
}

type LooseNode = Omit<NodeSketch, 'id'> & { needed: number };
type LooseEdge = { from: number; to: number; condition: string | null };

function nodeSketch({ failureWeight }: PlanShape): fc.Arbitrary<LooseNode> {
  return fc.record({
    lane: fc.constantFrom('local', 'remote', 'remote'),
    join: fc.constantFrom<PlanNode['join'][]>('all', 'all', 'any', 1),
    needed: fc.integer({ min: 1, max: 3 }),
    onError: fc.constantFrom('fail', 'continue'),
    attempts: fc.integer({ min: 1, max: 3 }),
    config: script(failureWeight),
  });
}

function script(failureWeight: number): fc.Arbitrary<Script> {
  return fc.record({
    failures: fc.oneof(
      { weight: 10 - failureWeight, arbitrary: fc.constant(0) },
      { weight: failureWeight, arbitrary: fc.integer({ min: 1, max: 3 }) },
    ),
    fatal: fc.boolean(),
    label: fc.constantFrom(null, 'true', 'false'),
  });
}

function edgeSketch(nodes: number): fc.Arbitrary<LooseEdge> {
  return fc.record({
    from: fc.nat(nodes - 1),
    to: fc.nat(nodes - 1),
    condition: fc.constantFrom(null, null, null, 'true', 'false', 'error'),
  });
}

function assemble(nodes: LooseNode[], edges: LooseEdge[]): Plan {
  const seen = new Set<string>();
  const kept = edges.flatMap(({ from, to, condition }): EdgeSketch[] => {
    const [low, high] = [Math.min(from, to), Math.max(from, to)];
    const key = `${low} ${high} ${condition}`;
    if (low === high || seen.has(key)) return [];
    seen.add(key);
    return [condition === null ? [`n${low}`, `n${high}`] : [`n${low}`, `n${high}`, condition]];
  });
  return planOf(
    nodes.map(({ needed, ...node }, index) => {
      const incoming = kept.filter(([, to]) => to === `n${index}`);
      // Only behind a join that waits for all is it sure what the scope holds.
      const uses = node.join === 'all' ? [...new Set(incoming.map(([from]) => from))] : [];
      const join = typeof node.join === 'number' ? Math.min(needed, Math.max(1, incoming.length)) : node.join;
      return { ...node, id: `n${index}`, uses, ...(join === undefined ? {} : { join }) };
    }),
    kept,
  );
}
