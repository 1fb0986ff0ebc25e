import { compileFlow, type FlowTrigger, flowTriggerSchema, type JsonValue } from '@perdura/definition';
import type { Plan, PlanNode } from '@perdura/definition/plan';
import fc from 'fast-check';
import { type FlowModelRun, flowModelOf } from '../test/flow-model.ts';
import { type FlowEnd, type FlowSight, performFlowNode } from '../test/flow-scripts.ts';
import { FLOW_DATA, randomFlows } from '../test/random-flows.ts';
import { initialState, reduce, type Settlement } from './scheduler.ts';

/** Runs a compiled flow by the scheduler alone, each node in no time, with no more in sight than the plan says. */
class PlanRun {
  readonly steps: FlowModelRun['steps'] = [];
  readonly #data: JsonValue;

  constructor(data: JsonValue) {
    this.#data = data;
  }

  run(plan: Plan): FlowModelRun {
    const pass: Pass = { path: null, ids: idsOf(plan), outputs: {}, loops: {}, outer: null, round: {} };
    const end = this.#graph(plan, pass);
    return { end: end === null ? 'completed' : end.kind, failed: end?.node ?? null, steps: this.steps };
  }

  #graph(plan: Plan, pass: Pass): Ending {
    let { state, commands } = reduce(plan, initialState(plan), { type: 'resume', settled: new Map(), running: [] });
    for (;;) {
      const begun = commands.filter(({ type }) => type === 'run');
      if (commands.at(-1)?.type === 'finish') return null;
      // Flows run one step after the other: two at once, or none, would be a fault of the plan.
      if (begun.length !== 1) throw new Error(`${begun.length} nodes run at once.`);
      const index = begun[0]?.type === 'run' ? begun[0].node : -1;
      const node = plan.nodes[index] as PlanNode;
      const { settlement, ending } = this.#node(node, pass);
      if (ending?.kind === 'stopped') return ending;
      ({ state, commands } = reduce(plan, state, { type: 'settled', node: index, settlement }));
      if (commands.some(({ type }) => type === 'fail')) return { kind: 'failed', node: node.id };
    }
  }

  #node(node: PlanNode, pass: Pass): { settlement: Settlement; ending: Ending } {
    const step: FlowModelRun['steps'][number] = {
      ...{ name: node.id, iteration: pass.path ?? '0', status: 'success', output: null },
    };
    this.steps.push(step);
    const done = performFlowNode(node, step.iteration, this.#sight(node, pass));
    const end = done.kind === 'loop' ? this.#loop(node, pass, done.items) : done;
    if (end.kind === 'failed') step.status = 'failed';
    else {
      step.output = withoutRounds(node, end.output);
      step.status = end.kind === 'stop' ? 'stopped' : 'success';
      pass.outputs[node.id] = end.output;
    }
    const status = end.kind === 'failed' ? 'FAILED' : 'SUCCEEDED';
    pass.round[node.id] = { type: TYPES[node.type] ?? '', status, output: pass.outputs[node.id] ?? null };
    if (end.kind === 'failed') return { settlement: { status: 'failed' }, ending: null };
    const ending: Ending = end.kind === 'stop' ? { kind: 'stopped', node: null } : null;
    return { settlement: { status: 'success', label: end.kind === 'success' ? end.label : null }, ending };
  }

  #loop(node: PlanNode, pass: Pass, items: JsonValue[]): Exclude<FlowEnd, { kind: 'loop' }> {
    const { body } = node;
    if (body === null) throw new Error(`Loop ${node.id} has no body.`);
    let place: { item: JsonValue; index: number } = { item: null, index: 0 };
    const iterations: JsonValue[] = [];
    for (const [round, item] of items.entries()) {
      place = { item, index: round + 1 };
      const path = pass.path === null ? String(round) : `${pass.path}.${round}`;
      const loops = { ...pass.loops, [node.id]: place };
      const inner: Pass = { path, ids: idsOf(body), outputs: {}, loops, outer: pass, round: {} };
      const end = this.#graph(body, inner);
      if (end?.kind === 'failed') return { kind: 'failed', message: `${end.node} failed` };
      if (end !== null) return { kind: 'stop', output: place };
      iterations.push(inner.round);
    }
    const output = node.config.gathers === true ? { ...place, iterations } : place;
    return { kind: 'success', output, label: null };
  }

  #sight({ uses, usesLoops = [], usesTrigger }: PlanNode, pass: Pass): FlowSight {
    const outputs: FlowSight['outputs'] = {};
    for (const id of uses) {
      const holder = holderOf(id, pass);
      if (holder?.outputs[id] !== undefined) outputs[id] = holder.outputs[id];
    }
    const loops = Object.fromEntries(usesLoops.map((id) => [id, pass.loops[id] ?? { item: null, index: -1 }]));
    return { trigger: usesTrigger ? this.#data : null, outputs, loops };
  }
}

type Ending = { kind: 'failed'; node: string } | { kind: 'stopped'; node: null } | null;

interface Pass {
  path: string | null;
  ids: ReadonlySet<string>;
  outputs: Record<string, JsonValue>;
  loops: FlowSight['loops'];
  outer: Pass | null;
  round: Record<string, { type: string; status: string; output: JsonValue }>;
}

const TYPES: Record<string, string> = { loop: 'LOOP_ON_ITEMS', router: 'ROUTER', piece: 'PIECE', 'code-step': 'CODE' };

function idsOf(plan: Plan): ReadonlySet<string> {
  return new Set(plan.nodes.map(({ id }) => id));
}

/** The pass, this one or one around it, whose graph has the node. */
function holderOf(id: string, pass: Pass): Pass | null {
  if (pass.ids.has(id)) return pass;
  return pass.outer === null ? null : holderOf(id, pass.outer);
}

function withoutRounds({ type }: PlanNode, output: JsonValue): JsonValue {
  if (type !== 'loop' || typeof output !== 'object' || output === null || Array.isArray(output)) return output;
  const { iterations: _rounds, ...place } = output;
  return place;
}

/** Positions of edges rise, edges lead to later nodes, and each step is there once. */
function expectSound(plan: Plan): void {
  const seen: string[] = [];
  const faults: string[] = [];
  const check = ({ nodes, edges }: Plan): void => {
    const sorted = edges.map((edge, position) => ({ ...edge, position }));
    if (edges.some(({ from, to }) => from >= to)) faults.push('an edge leads back');
    for (const [index, { id, incoming, outgoing, body }] of nodes.entries()) {
      seen.push(id);
      const ends = sorted.filter(({ to }) => to === index).map(({ position }) => position);
      const starts = sorted.filter(({ from }) => from === index).map(({ position }) => position);
      if (JSON.stringify([ends, starts]) !== JSON.stringify([incoming, outgoing])) faults.push(`edges of ${id}`);
      if (body !== null) check(body);
    }
  };
  check(plan);
  expect(faults).toEqual([]);
  expect(seen).toHaveLength(new Set(seen).size);
}

test.each([
  ['without failures', { maxChain: 4, depth: 3, fails: false }, 80],
  ['with failures and stops', { maxChain: 4, depth: 3, fails: true }, 200],
  ['with long chains', { maxChain: 12, depth: 1, fails: true }, 60],
])('random flows %s run as their steps say, one after the other', (_, shape, numRuns) => {
  fc.assert(
    fc.property(randomFlows(shape), (trigger) => {
      expect(flowTriggerSchema.parse(trigger)).toEqual(trigger);
      const plan = compileFlow(trigger);
      expectSound(plan);
      expect(new PlanRun(FLOW_DATA).run(plan)).toEqual(flowModelOf(trigger, FLOW_DATA));
    }),
    { numRuns },
  );
});

test('random flows do all that flows can', () => {
  const seen = { rounds: 0, failures: 0, handled: 0, stops: 0, manyBranches: 0, completed: 0 };
  for (const trigger of fc.sample(randomFlows({ maxChain: 4, depth: 3, fails: true }), { numRuns: 250, seed: 1 })) {
    const { end, steps } = flowModelOf(trigger as FlowTrigger, FLOW_DATA);
    if (end === 'stopped') seen.stops += 1;
    if (end === 'failed') seen.failures += 1;
    if (end === 'completed') seen.completed += 1;
    if (end === 'completed' && steps.some(({ status }) => status === 'failed')) seen.handled += 1;
    if (steps.some(({ iteration }) => iteration.includes('.'))) seen.rounds += 1;
    const taken = ({ output }: (typeof steps)[number]) =>
      JSON.stringify(output).match(/"evaluation":true/g)?.length ?? 0;
    if (steps.some((step) => taken(step) > 1)) seen.manyBranches += 1;
  }
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(5);
});

test('a thousand steps in a row are compiled', () => {
  const step = { type: 'CODE', settings: { sourceCode: { code: '' }, input: { script: {}, reads: ['{{s1.saw}}'] } } };
  let nextAction: object | undefined;
  for (let at = 1_000; at > 0; at -= 1) nextAction = { ...step, name: `s${at}`, nextAction };
  const plan = compileFlow(flowTriggerSchema.parse({ type: 'EMPTY', nextAction }));
  expect(plan.nodes).toHaveLength(1_000);
  expectSound(plan);
});
