import type { Plan, PlanNode } from '@perdura/definition/plan';
import type {
  AttemptTiming,
  CarriedRun,
  GivenResult,
  NodeOpening,
  NodeOutcome,
  PieceResume,
  ValueRef,
  Wake,
} from '@perdura/definition/run';
import type { Ending } from './ending.ts';
import { type KeptCompensations, NO_COMPENSATIONS } from './kept-compensations.ts';
import type { KeptStep, StepEnd } from './run-record.ts';
import { MARKS, type SchedulerState, type Settlement } from './scheduler.ts';

/** What a continued run must know of its past; everything else was recorded before it continued. */
export interface Carried {
  startedAt: string;
  sequence: number;
  position: number;
  response: ValueRef | null;
  /** Present where somebody waits for another response. */
  awaited?: true;
  paused: boolean;
  /** Null once the graph has ended, and the run only undoes what it did. */
  graph: KeptGraph | null;
  ending: Ending | null;
  compensations: KeptCompensations;
  /** What nodes are given instead of being run, by id; absent for nothing. */
  given?: Record<string, GivenResult>;
  /** Wakes that no step had asked for yet. */
  wakes: Wake[];
}

/** One graph, with the steps in it that are not done. */
export interface KeptGraph {
  /** One digit of MARKS per node. */
  marks: string;
  /** Labels of the nodes that succeeded with one, or were given one, by position in the plan. */
  labels: [number, string][];
  /** Positions of nodes that were passed over with a result that somebody gave; absent for none. */
  given?: number[];
  /** Outcomes that nodes still to come use, or that may be the graph's result, by node id. */
  outcomes: Record<string, NodeOutcome>;
  /** Steps that have begun, by position. */
  nodes: [number, KeptNode][];
}

/** A step that waits, loops, is parked, or is tried again. */
export interface KeptNode {
  step: KeptStep;
  /** Attempts of earlier dispatches. */
  attempts: number;
  /** What an operator put in the place of the trigger's data. */
  trigger: ValueRef | null;
  opened: KeptOpening | null;
  parked: StepEnd | null;
  /** Of a paused piece that is called again. */
  resumed?: Resumed;
  /** How long to wait before the second attempt, in milliseconds, where the first one was made in another call. */
  againAfterMs?: number;
}

/** Why a step that had opened is called again, and what is known of it from before. */
export interface Resumed {
  resume: PieceResume;
  timing: AttemptTiming;
  warnings: string[];
  /** When it opened, by the run's clock, in milliseconds. */
  at: number;
}

export interface KeptOpening {
  opening: NodeOpening;
  timing: AttemptTiming;
  warnings: string[];
  /** When it opened, by the run's clock, in milliseconds. */
  at: number;
  /** What the driver of its type keeps. */
  driver: unknown;
}

/** The carried form; the shape of CarriedRun is this module's own affair. */
export function encodeCarried(carried: Carried): CarriedRun {
  return { ...carried } as unknown as CarriedRun;
}

export function decodeCarried(carried: CarriedRun): Carried {
  return 'marks' in carried ? upgraded(carried as unknown as FlatCarried) : (carried as unknown as Carried);
}

/** What runs carried when they had one graph, and nothing in it could wait. */
type FlatCarried = Pick<Carried, 'startedAt' | 'sequence' | 'position'> & Omit<KeptGraph, 'nodes'>;

function upgraded({ startedAt, sequence, position, ...graph }: FlatCarried): Carried {
  return {
    ...{ startedAt, sequence, position, response: null, paused: false },
    graph: { ...graph, nodes: [] },
    ending: null,
    compensations: NO_COMPENSATIONS,
    wakes: [],
  };
}

export function encodeMarks(state: SchedulerState): string {
  return state.marks.join('');
}

/** The settlements that lead the scheduler back to where it was. Nodes that were handed out but not started wait again. */
export function settlementsOf(kept: Pick<KeptGraph, 'marks' | 'labels'>): Map<number, Settlement> {
  const labels = new Map(kept.labels);
  const settled = new Map<number, Settlement>();
  for (let index = 0; index < kept.marks.length; index += 1) {
    const settlement = settlementOf(Number(kept.marks[index]), labels.get(index) ?? null);
    if (settlement !== null) settled.set(index, settlement);
  }
  return settled;
}

/** The nodes that are not done, whose templates, or whose bodies', may still read outcomes. */
export function nodesToCome(plan: Plan, state: SchedulerState): PlanNode[] {
  return plan.nodes.filter((_, index) => {
    const mark = state.marks[index];
    return mark === MARKS.waiting || mark === MARKS.running;
  });
}

function settlementOf(mark: number, label: string | null): Settlement | null {
  switch (mark) {
    case MARKS.success:
      return { status: 'success', label };
    case MARKS.failed:
      return { status: 'failed' };
    case MARKS.skipped:
      return { status: 'skipped' };
    case MARKS.passed:
      return { status: 'passed', label };
    default:
      return null;
  }
}
