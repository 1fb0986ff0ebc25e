import type { Plan, PlanNode } from '@perdura/definition/plan';
import fc from 'fast-check';
import { modelOf, scriptOf } from '../test/model.ts';
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

test('10,000 random graphs in random completion orders come to what the model says', () => {
  let failedRuns = 0;
  fc.assert(
    fc.property(randomPlans({ maxNodes: 14, failureWeight: 2 }), fc.integer(), (plan, seed) => {
      const played = play(plan, seed);
      const model = modelOf(plan);
      expect(played.finishes).toBe(1);
      expect(played.settledTwice).toEqual([]);
      if (played.failed === null) {
        expect(model.fatal).toEqual([]);
        expect(played.statuses).toEqual(model.steps.map((step) => step.status));
      } else {
        failedRuns += 1;
        expect(model.fatal).toContain(played.failed);
        expectTruncated(
          played.statuses,
          model.steps.map((step) => step.status),
        );
      }
      expectOrder(plan, played);
    }),
    { numRuns: 10_000 },
  );
  expect(failedRuns).toBeGreaterThan(500);
});

test('a graph taken up again from any point ends as if it had never been interrupted', () => {
  fc.assert(
    fc.property(randomPlans({ maxNodes: 10, failureWeight: 1 }), fc.integer(), fc.nat(10), (plan, seed, cut) => {
      fc.pre(modelOf(plan).fatal.length === 0);
      expect(play(plan, seed, cut).statuses).toEqual(modelOf(plan).steps.map((step) => step.status));
    }),
    { numRuns: 2_000 },
  );
});

test('the state that is passed in stays as it was', () => {
  const plan = planOf([{ id: 'a' }, { id: 'b' }], [['a', 'b']]);
  const before = initialState(plan);
  reduce(plan, before, { type: 'resume', settled: new Map() });
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

test('a plan without nodes finishes at once', () => {
  const plan = planOf([]);
  expect(reduce(plan, initialState(plan), { type: 'resume', settled: new Map() }).commands).toEqual([
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
function after(plan: Plan, settlements: [id: string, label: string | null | 'FAILED'][]): string[] {
  let { state, commands } = reduce(plan, initialState(plan), { type: 'resume', settled: new Map() });
  for (const [id, label] of settlements) {
    const node = plan.nodes.findIndex((other) => other.id === id);
    const settlement: Settlement = label === 'FAILED' ? { status: 'failed' } : { status: 'success', label };
    ({ state, commands } = reduce(plan, state, { type: 'settled', node, settlement }));
  }
  return commands.map((command) => named(plan, command));
}

function named(plan: Plan, command: SchedulerCommand): string {
  return command.type === 'finish' ? 'finish' : `${command.type} ${plan.nodes[command.node]?.id}`;
}

interface Played {
  statuses: string[];
  failed: number | null;
  finishes: number;
  settledTwice: number[];
  /** Settled nodes at the moment at which each node was started. */
  settledAtStart: Map<number, Set<number>>;
}

/** Plays a graph to its end, settling a random one of the running nodes at each turn; forgets its state after `cut`. */
function play(plan: Plan, seed: number, cut = -1): Played {
  const random = randomOf(seed);
  const played: Played = { statuses: [], failed: null, finishes: 0, settledTwice: [], settledAtStart: new Map() };
  const settled = new Map<number, Settlement>();
  let running: number[] = [];
  let state = initialState(plan);
  const apply = (event: SchedulerEvent): void => {
    const transition = reduce(plan, state, event);
    state = transition.state;
    for (const command of transition.commands) {
      if (command.type === 'finish') played.finishes += 1;
      else if (command.type === 'fail') played.failed = command.node;
      else if (command.type === 'skip') note(command.node, { status: 'skipped' });
      else if (command.type === 'run') {
        running.push(command.node);
        played.settledAtStart.set(command.node, new Set(settled.keys()));
      }
    }
  };
  const note = (node: number, settlement: Settlement): void => {
    if (settled.has(node)) played.settledTwice.push(node);
    settled.set(node, settlement);
  };
  apply({ type: 'resume', settled: new Map() });
  for (let turn = 0; running.length > 0; turn += 1) {
    if (turn === cut) {
      running = [];
      state = initialState(plan);
      apply({ type: 'resume', settled });
    }
    const [node] = running.splice(random(running.length), 1);
    const settlement = settlementOf(plan.nodes[node as number] as PlanNode, played.failed !== null);
    note(node as number, settlement);
    apply({ type: 'settled', node: node as number, settlement });
  }
  played.statuses = [...state.marks].map((mark) => Object.keys(MARKS)[mark] as string);
  return played;
}

function settlementOf(node: PlanNode, stopped: boolean): Settlement {
  if (stopped) return { status: 'cancelled' };
  const { failures, fatal, label } = scriptOf(node);
  const fails = failures > 0 && (fatal || failures >= node.retry.attempts);
  return fails ? { status: 'failed' } : { status: 'success', label };
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
    const sources = node.incoming.map((position) => plan.edges[position]?.from as number);
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
