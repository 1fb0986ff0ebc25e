import type { PlanNodeType } from '@perdura/definition';
import type { PlanNode } from '@perdura/definition/plan';
import fc from 'fast-check';
import type { NodeSketch } from './plan-builder.ts';
import type { LooseGraph } from './random-plans.ts';
import { configOf, type Script } from './scripts.ts';

/** A node without a name. */
export interface LooseNode extends Omit<NodeSketch, 'id' | 'body' | 'compensate'> {
  body: LooseGraph | null;
  /** Conditions that its outgoing edges may have. */
  labels: string[];
  /** Config of what undoes it. */
  compensate: PlanNode['config'] | null;
  /** With a join of a number: how many, if it has as many incoming edges. */
  needed: number;
  /** Bits that pick what it reads of what it may read. */
  reads: number;
}

/** What the script of a node may be, by kind. */
interface Kind {
  type: fc.Arbitrary<PlanNodeType>;
  lane: PlanNode['lane'];
  labels: string[];
  exclusiveLabels?: string[];
  manyLabels?: true;
  script: fc.Arbitrary<Script>;
}

const TRUTH = ['true', 'false', 'error'];
const NO_SCRIPT = fc.constant({});

const REMOTE: Kind = {
  type: fc.constantFrom('http-request', 'tool-call', 'ai-generate', 'email-send', 'code'),
  lane: 'remote',
  labels: TRUTH,
  script: fc.record({ label: fc.constantFrom(null, 'true', 'false'), bytes: fc.constantFrom(0, 0, 900) }),
};

const LOCAL: Kind = {
  type: fc.constantFrom('condition', 'transform'),
  lane: 'local',
  labels: TRUTH,
  script: fc.record({ label: fc.constantFrom(null, 'true', 'false') }),
};

const SWITCH: Kind = {
  type: fc.constant('switch'),
  lane: 'local',
  labels: ['a', 'b', 'default'],
  script: fc.record({ label: fc.constantFrom('a', 'b', 'c') }),
};

const ROUTER: Kind = {
  type: fc.constant('router'),
  lane: 'local',
  labels: ['1', '2', '3', 'none'],
  manyLabels: true,
  script: fc.record({ label: fc.constantFrom('', '1', '2', '1,3', '2,3', '1,2,3') }),
};

const FAIL: Kind = {
  type: fc.constant('fail'),
  lane: 'local',
  labels: ['error'],
  script: fc.constant({ failures: 99, fatal: true }),
};

const RESPOND: Kind = { type: fc.constant('respond'), lane: 'local', labels: ['error'], script: NO_SCRIPT };

const DELAY: Kind = {
  type: fc.constant('delay'),
  lane: 'local',
  labels: ['error'],
  script: fc.record({ delayMs: fc.integer({ min: -10, max: 40 }) }),
};

const waking = {
  early: fc.boolean(),
  afterMs: fc.integer({ min: 0, max: 30 }),
  strays: fc.nat(2),
};

const WAIT: Kind = {
  type: fc.constant('wait-for-event'),
  lane: 'remote',
  labels: ['timeout', 'error'],
  exclusiveLabels: ['timeout'],
  script: fc.record({
    ...waking,
    bytes: fc.constantFrom(0, 900),
    end: fc.constantFrom('now', 'event', 'event', 'timeout'),
    onTimeout: fc.constantFrom('branch', 'branch', 'branch', 'fail'),
  }),
};

const APPROVAL: Kind = {
  type: fc.constant('approval'),
  lane: 'remote',
  labels: ['approved', 'rejected', 'timeout', 'error'],
  exclusiveLabels: ['rejected', 'timeout'],
  script: fc.record({
    ...waking,
    end: fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom('now', 'approved', 'rejected', 'timeout') },
      { weight: 1, arbitrary: fc.constant('cancelled') },
    ),
    onTimeout: fc.constantFrom('branch', 'approve', 'reject', 'fail'),
  }),
};

const CHILD: Kind = {
  type: fc.constant('sub-workflow'),
  lane: 'remote',
  labels: ['error'],
  script: fc.record({
    ...waking,
    end: fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom('now', 'completed') },
      { weight: 1, arbitrary: fc.constantFrom('failed', 'cancelled') },
    ),
    wait: fc.constantFrom(true, true, true, false),
    bytes: fc.constantFrom(0, 900),
  }),
};

const PIECE: Kind = {
  type: fc.constantFrom('piece', 'piece', 'code-step'),
  lane: 'remote',
  labels: ['error'],
  script: fc.record({
    bytes: fc.constantFrom(0, 900),
    pauses: fc.array(fc.record({ ...waking, by: fc.constantFrom('request', 'time') }), { maxLength: 3 }),
  }),
};

const LOOP: Kind = {
  type: fc.constant('loop'),
  lane: 'local',
  labels: ['error'],
  script: fc.record({
    items: fc.constantFrom(0, 1, 2, 2, 3, 4),
    pageItems: fc.integer({ min: 1, max: 4 }),
    gathers: fc.boolean(),
  }),
};

const FOR_EACH: Kind = {
  type: fc.constant('for-each'),
  lane: 'local',
  labels: ['error'],
  script: fc.record({
    items: fc.constantFrom(0, 1, 2, 2, 3, 4),
    pageItems: fc.integer({ min: 1, max: 4 }),
    concurrency: fc.integer({ min: 1, max: 3 }),
    onItemError: fc.constantFrom('fail', 'continue'),
  }),
};

const WHILE: Kind = {
  type: fc.constant('while'),
  lane: 'local',
  labels: ['error'],
  script: fc.record({
    rounds: fc.nat(3),
    maxIterations: fc.constantFrom(100, 100, 3, 2, 0),
    onLimit: fc.constantFrom('continue', 'continue', 'fail'),
  }),
};

/** Any node; a loop only where there is a `body` for it. */
export function looseNode(failureWeight: number, body: fc.Arbitrary<LooseGraph> | null): fc.Arbitrary<LooseNode> {
  const plain = (kind: Kind): fc.Arbitrary<LooseNode> => nodeOf(kind, failureWeight, fc.constant(null));
  const kinds = [
    { weight: 14, arbitrary: plain(REMOTE) },
    { weight: 10, arbitrary: plain(LOCAL) },
    ...[SWITCH, ROUTER, RESPOND, DELAY, WAIT, APPROVAL, CHILD, PIECE].map((kind) => ({
      weight: 3,
      arbitrary: plain(kind),
    })),
    { weight: failureWeight > 0 ? 1 : 0, arbitrary: plain(FAIL) },
  ];
  if (body === null) return fc.oneof(...kinds);
  const loops = [FOR_EACH, WHILE, LOOP].map((kind) => ({ weight: 5, arbitrary: nodeOf(kind, failureWeight, body) }));
  return fc.oneof(...kinds, ...loops);
}

function nodeOf(kind: Kind, failureWeight: number, body: fc.Arbitrary<LooseGraph | null>): fc.Arbitrary<LooseNode> {
  return fc
    .record({
      type: kind.type,
      body,
      script: kind.script,
      failing: failing(failureWeight),
      join: fc.constantFrom<PlanNode['join'][]>('all', 'all', 'any', 1),
      needed: fc.integer({ min: 1, max: 3 }),
      onError: fc.constantFrom<PlanNode['onError'][]>('fail', 'continue', 'continue', 'park'),
      park: fc.array(fc.constantFrom('retry', 'retry', 'skip', 'fail'), { maxLength: 3 }),
      parkData: fc.constantFrom(undefined, undefined, 'other data'),
      attempts: fc.integer({ min: 1, max: 3 }),
      skip: fc.oneof(
        { weight: 12, arbitrary: fc.constant({ skip: null, skipped: false }) },
        { weight: 1, arbitrary: fc.constant({ skip: true as const, skipped: false }) },
        { weight: 1, arbitrary: fc.boolean().map((skipped) => ({ skip: 'expression', skipped })) },
      ),
      compensate: fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: failing(5) }),
      reads: fc.nat(0xffff),
    })
    .map((loose) => assembleNode(kind, loose));
}

interface Loose extends Pick<LooseNode, 'body' | 'needed' | 'reads'> {
  type: PlanNodeType;
  script: Script;
  failing: Script;
  join: PlanNode['join'];
  onError: PlanNode['onError'];
  park: NonNullable<Script['park']>;
  parkData: string | undefined;
  attempts: number;
  skip: { skip: true | string | null; skipped: boolean };
  compensate: Script | null;
}

function assembleNode(kind: Kind, loose: Loose): LooseNode {
  const { script, failing: failures, park, parkData, attempts, skip, compensate, ...node } = loose;
  // Only nodes whose attempts leave the process are parked: local attempts may repeat, and could not be counted.
  const parks = node.onError === 'park' && REMOTE === kind;
  const onError = node.onError === 'park' && !parks ? 'continue' : node.onError;
  return {
    ...node,
    lane: kind.lane,
    labels: kind.labels,
    exclusiveLabels: kind.exclusiveLabels ?? [],
    ...(kind.manyLabels === true ? { manyLabels: true } : {}),
    onError,
    attempts,
    skip: skip.skip,
    compensate: compensate === null ? null : configOf(compensate),
    config: configOf({
      ...failures,
      ...script,
      ...(skip.skipped ? { skipped: true } : {}),
      ...(parks ? { park, ...(parkData === undefined ? {} : { parkData }) } : {}),
    }),
  };
}

function failing(weight: number): fc.Arbitrary<Script> {
  return fc.oneof(
    { weight: 20 - weight, arbitrary: fc.constant({}) },
    { weight, arbitrary: fc.record({ failures: fc.integer({ min: 1, max: 3 }), fatal: fc.boolean() }) },
  );
}
