import type { Plan, PlanNode } from '@perdura/definition/plan';
import type { CarriedRun, NodeOutcome } from '@perdura/definition/run';
import { MARKS, type SchedulerState, type Settlement } from './scheduler.ts';

/** What a continued run must know of its past; everything else was recorded before it continued. */
export interface Carried {
  startedAt: string;
  sequence: number;
  position: number;
  /** One digit of MARKS per node. */
  marks: string;
  /** Labels of the nodes that succeeded with one, by position in the plan. */
  labels: [number, string][];
  /** Outcomes that nodes still to come use, by node id. */
  outcomes: Record<string, NodeOutcome>;
}

/** The carried form; the shape of CarriedRun is this module's own affair. */
export function encodeCarried(carried: Carried): CarriedRun {
  return { ...carried } as unknown as CarriedRun;
}

export function decodeCarried(carried: CarriedRun): Carried {
  return carried as unknown as Carried;
}

export function encodeMarks(state: SchedulerState): string {
  return state.marks.join('');
}

/** The settlements that lead the scheduler back to where it was. Nodes that were handed out but not started wait again. */
export function settlementsOf(carried: Pick<Carried, 'marks' | 'labels'>): Map<number, Settlement> {
  const labels = new Map(carried.labels);
  const settled = new Map<number, Settlement>();
  for (let index = 0; index < carried.marks.length; index += 1) {
    const settlement = settlementOf(Number(carried.marks[index]), labels.get(index) ?? null);
    if (settlement !== null) settled.set(index, settlement);
  }
  return settled;
}

/** The nodes that have not started, whose templates may still read outcomes. */
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
    default:
      return null;
  }
}
