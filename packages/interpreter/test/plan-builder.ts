import type { JsonObject, PlanNodeType } from '@perdura/definition';
import type { Plan, PlanNode } from '@perdura/definition/plan';
import { INTERPRETER_LEVEL, type RunInput } from '@perdura/definition/run';

/** One node of a test's plan; what is left out gets a value with which tests are fast. */
export interface NodeSketch extends Partial<Omit<PlanNode, 'incoming' | 'outgoing' | 'retry' | 'config'>> {
  id: string;
  config?: JsonObject;
  attempts?: number;
}

/** From, to, the condition if there is one, and whether it only orders. */
export type EdgeSketch = [from: string, to: string, condition?: string | null, order?: 'order'];

/** Builds a plan from names. */
export function planOf(nodes: NodeSketch[], edges: EdgeSketch[] = [], timeoutMs: number | null = null): Plan {
  const position = new Map(nodes.map((node, index) => [node.id, index]));
  const at = (id: string): number => {
    const index = position.get(id);
    if (index === undefined) throw new Error(`The sketch has an edge to ${id}, which it does not define.`);
    return index;
  };
  const planEdges = edges.map(([from, to, condition, order]) => ({
    from: at(from),
    to: at(to),
    condition: condition ?? null,
    ...(order === undefined ? {} : { order: true as const }),
  }));
  const edgesWhere = (end: 'from' | 'to', index: number) =>
    planEdges.flatMap((edge, edgeIndex) => (edge[end] === index ? [edgeIndex] : []));
  return {
    format: 1,
    timeoutMs,
    edges: planEdges,
    nodes: nodes.map((node, index) => ({
      ...nodeOf(node),
      incoming: edgesWhere('to', index),
      outgoing: edgesWhere('from', index),
    })),
  };
}

/** Input of a run of that plan, with an id of the test's own; `interpreter` is the level that it begins with. */
export function inputOf(
  plan: Plan,
  runId: string,
  interpreter = INTERPRETER_LEVEL,
): Extract<RunInput, { kind: 'opened' }> {
  return {
    kind: 'opened',
    plan,
    trigger: { value: { building: 'A' } },
    run: {
      id: runId,
      projectId: 'project',
      workflowId: 'workflow',
      version: 1,
      triggeredBy: 'api',
      createdAt: '2026-01-01T00:00:00.000Z',
      depth: 0,
      interpreter,
    },
  };
}

function nodeOf({ attempts, ...sketch }: NodeSketch): Omit<PlanNode, 'incoming' | 'outgoing'> {
  const lane = sketch.lane ?? 'remote';
  const type: PlanNodeType = lane === 'local' ? 'condition' : 'http-request';
  return {
    type,
    name: sketch.id,
    config: {},
    uses: [],
    usesPrevious: [],
    // What decides whether a `while` of the tests goes on is the number of its rounds.
    usesLocals: sketch.type === 'while' ? ['index'] : [],
    usesTrigger: false,
    timeoutMs: 30_000,
    totalTimeoutMs: null,
    join: 'all',
    onError: 'fail',
    exclusiveLabels: [],
    skip: null,
    compensate: null,
    body: null,
    ...sketch,
    lane,
    retry: { attempts: attempts ?? 1, initialMs: 1, factor: 1, maximumMs: 1, nonRetryable: [] },
  };
}
