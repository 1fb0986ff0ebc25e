import type { Plan, PlanEdge, PlanNode } from '@perdura/definition/plan';
import fc from 'fast-check';
import { modelOf } from '../test/model.ts';
import type { ModelStep } from '../test/model-steps.ts';
import { planOf } from '../test/plan-builder.ts';
import { randomPlans } from '../test/random-plans.ts';
import {
  initialState,
  MARKS,
  reduce,
  type SchedulerCommand,
  type SchedulerEvent,
  type Settlement,
} from './scheduler.ts';

/** Flat plans of every node type: the scheduler knows nothing of bodies. */
const SHAPE = { maxNodes: 14, failureWeight: 4, depth: 0 };

test('10,000 random graphs in random completion orders come to what the model says', () => {
  let failedRuns = 0;
  fc.assert(
    fc.property(randomPlans(SHAPE), fc.integer(), (plan, seed) => {
      const { steps, fatal } = modelOf(plan);
      const played = play(plan, steps, seed);
      expect(played.finishes).toBe(1);
      expect(played.settledTwice).toEqual([]);
      if (played.failed === null) {
        expect(fatal).toEqual([]);
        expect(played.statuses).toEqual(steps.map(statusOf));
      } else {
        failedRuns += 1;
        expect(fatal).toContain(steps[played.failed]);
        expectTruncated(played.statuses, steps.map(statusOf));
      }
      expectOrder(plan, played);
    }),
    { numRuns: 10_000 },
  );
  expect(failedRuns).toBeGreaterThan(500);
});

test('a graph taken up again from any point ends as if it had never been interrupted', () => {
  const arbitrary = randomPlans({ ...SHAPE, maxNodes: 10, failureWeight: 2 });
  fc.assert(
    fc.property(arbitrary, fc.integer(), fc.nat(10), fc.boolean(), (plan, seed, turn, keepsRunning) => {
      const { steps, fatal } = modelOf(plan);
      fc.pre(fatal.length === 0);
      expect(play(plan, steps, seed, { turn, keepsRunning }).statuses).toEqual(steps.map(statusOf));
    }),
    { numRuns: 2_000 },
  );
});

test('a graph that is stopped at any point settles each node once and starts nothing more', () => {
  fc.assert(
    fc.property(randomPlans(SHAPE), fc.integer(), fc.nat(10), (plan, seed, turn) => {
      const { steps } = modelOf(plan);
      const played = play(plan, steps, seed, { turn, stops: true });
      expect(played.finishes).toBe(1);
      expect(played.settledTwice).toEqual([]);
      expect(played.startedAfterStop).toEqual([]);
      expectTruncated(played.statuses, steps.map(statusOf));
    }),
    { numRuns: 2_000 },
  );
});

test('a node that was passed over takes its plain edges and no others', () => {
  const plan = planOf(
    [{ id: 'a', exclusiveLabels: ['timeout'] }, { id: 'next' }, { id: 'late' }, { id: 'rescue' }],
    [
      ['a', 'next'],
      ['a', 'late', 'timeout'],
      ['a', 'rescue', 'error'],
    ],
  );
  expect(after(plan, [['a', 'PASSED']])).toEqual(['run next', 'skip late', 'skip rescue']);
});

test('passed nodes count towards a join as those that succeeded do', () => {
  const plan = planOf(
    [{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'two', join: 2 }],
    [
      ['a', 'two'],
      ['b', 'two'],
      ['c', 'two'],
    ],
  );
  expect(
    after(plan, [
      ['a', 'PASSED'],
      ['b', 'PASSED'],
    ]),
  ).toEqual(['run two']);
});

test('an exclusive label takes only edges of that label, any other label the plain ones as well', () => {
  const plan = planOf(
    [{ id: 'ask', exclusiveLabels: ['rejected', 'timeout'] }, { id: 'go' }, { id: 'yes' }, { id: 'no' }],
    [
      ['ask', 'go'],
      ['ask', 'yes', 'approved'],
      ['ask', 'no', 'rejected'],
    ],
  );
  expect(after(plan, [['ask', 'approved']])).toEqual(['run go', 'run yes', 'skip no']);
  expect(after(plan, [['ask', 'rejected']])).toEqual(['skip go', 'skip yes', 'run no']);
  expect(after(plan, [['ask', 'timeout']])).toEqual(['skip go', 'skip yes', 'skip no', 'finish']);
});

test('the state that is passed in stays as it was', () => {
  const plan = planOf([{ id: 'a' }, { id: 'b' }], [['a', 'b']]);
  const before = initialState(plan);
  reduce(plan, before, { type: 'resume', settled: new Map(), running: [] });
  expect(before).toEqual(initialState(plan));
});

test('a diamond whose one arm was skipped still runs its join', () => {
  const plan = planOf(
    [{ id: 'if' }, { id: 'yes' }, { id: 'no' }, { id: 'join' }],
    [
      ['if', 'yes', 'true'],
      ['if', 'no', 'false'],
      ['yes', 'join'],
      ['no', 'join'],
    ],
  );
  expect(after(plan, [['if', 'true']])).toEqual(['run yes', 'skip no']);
  expect(
    after(plan, [
      ['if', 'true'],
      ['yes', null],
    ]),
  ).toEqual(['run join']);
});

test('a node whose incoming edges were all skipped is skipped, and so is what follows it', () => {
  const plan = planOf(
    [{ id: 'if' }, { id: 'then' }, { id: 'more' }],
    [
      ['if', 'then', 'true'],
      ['then', 'more'],
    ],
  );
  expect(after(plan, [['if', 'false']])).toEqual(['skip then', 'skip more', 'finish']);
});

test('a join of two of three runs at the second and does not wait for the third', () => {
  const plan = planOf(
    [{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'two', join: 2 }],
    [
      ['a', 'two'],
      ['b', 'two'],
      ['c', 'two'],
    ],
  );
  expect(after(plan, [['a', null]])).toEqual([]);
  expect(
    after(plan, [
      ['a', null],
      ['c', null],
    ]),
  ).toEqual(['run two']);
});

test('a failure that nothing takes cancels what runs and skips what has not started', () => {
  const plan = planOf([{ id: 'a' }, { id: 'b' }, { id: 'c' }], [['b', 'c']]);
  expect(after(plan, [['a', 'FAILED']])).toEqual(['fail a', 'cancel b', 'skip c']);
});

test('a failure with an error edge takes it and nothing else', () => {
  const plan = planOf(
    [{ id: 'a', onError: 'continue' }, { id: 'rescue' }, { id: 'next' }],
    [
      ['a', 'rescue', 'error'],
      ['a', 'next'],
    ],
  );
  expect(after(plan, [['a', 'FAILED']])).toEqual(['run rescue', 'skip next']);
  expect(after(plan, [['a', null]])).toEqual(['skip rescue', 'run next']);
});

test('a failure that goes on takes the edges without a label', () => {
  const plan = planOf(
    [{ id: 'a', onError: 'continue' }, { id: 'next' }, { id: 'yes' }],
    [
      ['a', 'next'],
      ['a', 'yes', 'true'],
    ],
  );
  expect(after(plan, [['a', 'FAILED']])).toEqual(['run next', 'skip yes']);
});

test('branches that are taken follow each other, and those that are not are left out in their turn', () => {
  const plan = planOf(
    [{ id: 'r', manyLabels: true }, { id: 'one' }, { id: 'two' }, { id: 'three' }, { id: 'next' }],
    [
      ['r', 'one', '1'],
      ['r', 'two', '2'],
      ['r', 'three', '3'],
      ['one', 'two', null, 'order'],
      ['two', 'three', null, 'order'],
      ['one', 'next'],
      ['two', 'next'],
      ['three', 'next'],
      ['r', 'next', 'none'],
    ],
  );
  expect(after(plan, [['r', '1,3']])).toEqual(['run one']);
  const behindOne = [...([['r', '1,3']] as const), ['one', null] as const];
  expect(after(plan, [...behindOne])).toEqual(['skip two', 'run three']);
  expect(after(plan, [...behindOne, ['three', null]])).toEqual(['run next']);
  expect(after(plan, [['r', 'none']])).toEqual(['skip one', 'skip two', 'skip three', 'run next']);
});

test('a node to which edges only order runs as one to which none lead, in its turn', () => {
  const plan = planOf([{ id: 'a' }, { id: 'b', join: 'any' }], [['a', 'b', null, 'order']]);
  expect(after(plan, [])).toEqual(['run a']);
  expect(after(plan, [['a', null]])).toEqual(['run b']);
});

test('a plan without nodes finishes at once', () => {
  const plan = planOf([]);
  expect(reduce(plan, initialState(plan), { type: 'resume', settled: new Map(), running: [] }).commands).toEqual([
    { type: 'finish' },
  ]);
});

test('a node that is not running cannot settle', () => {
  const plan = planOf([{ id: 'a' }]);
  expect(() =>
    reduce(plan, initialState(plan), { type: 'settled', node: 0, settlement: { status: 'failed' } }),
  ).toThrow('Node a settled as failed although it was not running.');
});

/** Commands of the last of these settlements. */
function after(
  plan: Plan,
  settlements: (readonly [id: string, label: string | null | 'FAILED' | 'PASSED'])[],
): string[] {
  let { state, commands } = reduce(plan, initialState(plan), { type: 'resume', settled: new Map(), running: [] });
  for (const [id, label] of settlements) {
    const node = plan.nodes.findIndex((other) => other.id === id);
    ({ state, commands } = reduce(plan, state, { type: 'settled', node, settlement: settlementNamed(label) }));
  }
  return commands.map((command) => named(plan, command));
}

function settlementNamed(label: string | null): Settlement {
  if (label === 'FAILED') return { status: 'failed' };
  return label === 'PASSED' ? { status: 'passed' } : { status: 'success', label };
}

function named(plan: Plan, command: SchedulerCommand): string {
  return command.type === 'finish' ? 'finish' : `${command.type} ${plan.nodes[command.node]?.id}`;
}

interface Played {
  statuses: string[];
  failed: number | null;
  finishes: number;
  settledTwice: number[];
  startedAfterStop: number[];
  /** Settled nodes at the moment at which each node was started. */
  settledAtStart: Map<number, Set<number>>;
}

/** What comes in between, at that turn. */
interface Interruption {
  turn: number;
  /** The graph is stopped; else its state is forgotten, and it is taken up again from what had settled. */
  stops?: boolean;
  /** Whether what ran then is still running when the graph is taken up again; else it is started anew. */
  keepsRunning?: boolean;
}

/** Plays a graph to its end, settling a random one of the running nodes at each turn. */
function play(plan: Plan, model: ModelStep[], seed: number, between?: Interruption): Played {
  const random = randomOf(seed);
  const played: Played = {
    statuses: [],
    failed: null,
    finishes: 0,
    settledTwice: [],
    startedAfterStop: [],
    settledAtStart: new Map(),
  };
  const settled = new Map<number, Settlement>();
  let running: number[] = [];
  let state = initialState(plan);
  const apply = (event: SchedulerEvent): void => {
    const stopped = state.stopped;
    const transition = reduce(plan, state, event);
    state = transition.state;
    for (const command of transition.commands) {
      if (command.type === 'finish') played.finishes += 1;
      else if (command.type === 'fail') played.failed = command.node;
      else if (command.type === 'skip') note(command.node, { status: 'skipped' });
      else if (command.type === 'run') {
        running.push(command.node);
        if (stopped) played.startedAfterStop.push(command.node);
        played.settledAtStart.set(command.node, new Set(settled.keys()));
      }
    }
  };
  const note = (node: number, settlement: Settlement): void => {
    if (settled.has(node)) played.settledTwice.push(node);
    settled.set(node, settlement);
  };
  const interrupt = ({ stops = false, keepsRunning = false }: Interruption): void => {
    if (stops) {
      apply({ type: 'stop' });
      return;
    }
    const kept = keepsRunning ? running : [];
    running = [...kept];
    state = initialState(plan);
    apply({ type: 'resume', settled, running: kept });
  };
  apply({ type: 'resume', settled: new Map(), running: [] });
  for (let turn = 0; running.length > 0; turn += 1) {
    if (between !== undefined && turn === between.turn) interrupt(between);
    const [node = -1] = running.splice(random(running.length), 1);
    const settlement = state.stopped ? CANCELLED : settlementOf(plan, model[node] as ModelStep);
    note(node, settlement);
    apply({ type: 'settled', node, settlement });
  }
  played.statuses = [...state.marks].map((mark) => Object.keys(MARKS)[mark] as string);
  return played;
}

const CANCELLED: Settlement = { status: 'cancelled' };

function settlementOf(plan: Plan, { node, status, passed, label }: ModelStep): Settlement {
  if (passed) return { status: 'passed' };
  if (status !== 'success') return { status: 'failed' };
  const known = plan.edges.some(({ from, condition }) => plan.nodes[from] === node && condition === label);
  if (node.manyLabels === true) return { status, label: label || 'none' };
  return { status, label: node.type === 'switch' && !known ? 'default' : label };
}

/** As the marks of the scheduler name it. */
function statusOf({ status, passed }: ModelStep): string {
  return passed ? 'passed' : status;
}

/** A run that failed got no further than the model, and what it did is what the model says. */
function expectTruncated(statuses: string[], model: string[]): void {
  for (const [index, status] of statuses.entries()) {
    expect([model[index], 'cancelled', 'skipped']).toContain(status);
  }
}

/** No node started before the edges that lead to it allowed it. */
function expectOrder(plan: Plan, played: Played): void {
  for (const [index, settled] of played.settledAtStart) {
    const node = plan.nodes[index] as PlanNode;
    const edges = node.incoming.map((position) => plan.edges[position] as PlanEdge);
    for (const { from } of edges.filter(({ order }) => order === true)) expect(settled).toContain(from);
    const sources = edges.filter(({ order }) => order !== true).map(({ from }) => from);
    const done = sources.filter((source) => settled.has(source)).length;
    const needed = node.join === 'all' ? sources.length : node.join === 'any' ? 1 : node.join;
    expect(done).toBeGreaterThanOrEqual(Math.min(needed, sources.length));
  }
}

function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0 || 1;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
