import { compareIterations, type RunRow, type SelectedSteps, type StepRow } from '@perdura/database';
import type { RunSnapshot, StepPlace, StepSnapshot, StepStatus } from '@perdura/definition/run';
import { isFurther } from './run-view.ts';

/** Lays what the interpreter says of a live run over its row. */
export function withSnapshot(row: RunRow, snapshot: RunSnapshot): RunRow {
  const { status, startedAt, completedAt, error, result, response, paused, temporalRunId } = snapshot;
  return {
    ...row,
    status,
    startedAt: startedAt === null ? row.startedAt : new Date(startedAt),
    completedAt: completedAt === null ? null : new Date(completedAt),
    durationMs: durationOf(snapshot),
    errorCode: error?.code ?? null,
    errorMessage: error?.message ?? null,
    errorNodeId: error?.nodeId ?? null,
    result: result ?? row.result,
    response: response ?? row.response,
    paused,
    temporalRunId,
  };
}

/** The steps of a snapshot as history would have them. */
export function stepRows({ runId, steps }: RunSnapshot): StepRow[] {
  return steps.map((step) => stepRow(runId, step));
}

/**
 * Lays live steps over those of history.
 *
 * @param recorded the states that history has of the live steps; needed when it has more steps than it gave
 * @param limit how many steps are shown at most
 */
export function laidOver(
  stored: SelectedSteps,
  live: StepRow[],
  recorded: (StepPlace & { status: StepStatus })[],
  limit: number,
): SelectedSteps {
  if (live.length === 0) return stored;
  const merged = new Map([...stored.steps, ...live].map((step) => [placeOf(step), step]));
  const all = [...merged.values()].sort((one, other) => one.position - other.position);
  if (stored.furtherRounds === null && all.length <= limit) return { steps: all, furtherRounds: null };
  const counts = new RoundCounts();
  if (stored.furtherRounds === null) {
    for (const step of all) counts.add(step, 1);
  } else {
    for (const { count, ...each } of stored.furtherRounds) counts.addFurther(each, count);
    for (const step of recorded) counts.add(step, -1);
    for (const step of live) counts.add(step, 1);
  }
  return { steps: chosen(all, limit), furtherRounds: counts.list() };
}

/** Numbers of further rounds by node and state, round 0 left out. */
class RoundCounts {
  readonly #counts = new Map<string, { nodeId: string; status: StepStatus; count: number }>();

  add({ nodeId, iteration, status }: StepPlace & { status: StepStatus }, count: number): void {
    if (iteration !== '0') this.addFurther({ nodeId, status }, count);
  }

  addFurther({ nodeId, status }: { nodeId: string; status: StepStatus }, count: number): void {
    const key = `${nodeId}/${status}`;
    this.#counts.set(key, { nodeId, status, count: count + (this.#counts.get(key)?.count ?? 0) });
  }

  list() {
    return [...this.#counts.values()].filter(({ count }) => count > 0);
  }
}

/** What tells most of a loop comes first, as in the selection that history makes. */
const OPEN_OR_FAILED: readonly StepStatus[] = ['failed', 'waiting', 'running'];

/** The same choice that history makes of its steps, of steps that are at hand. */
function chosen(steps: StepRow[], limit: number): StepRow[] {
  if (steps.length <= limit) return steps;
  const first = steps.filter((step) => !isFurther(step)).slice(0, limit);
  const groups = byNode(steps.filter(isFurther));
  const share = Math.floor((limit - first.length) / Math.max(1, groups.length));
  const further = groups.flatMap((ofNode) => ofNode.sort(byInterest).slice(0, share));
  return [...first, ...further].sort((one, other) => one.position - other.position);
}

function byInterest(one: StepRow, other: StepRow): number {
  return rankOf(one) - rankOf(other) || compareIterations(other.iteration, one.iteration);
}

function rankOf({ status }: StepRow): number {
  const rank = OPEN_OR_FAILED.indexOf(status);
  return rank === -1 ? OPEN_OR_FAILED.length : rank;
}

function placeOf({ nodeId, iteration }: StepPlace): string {
  return `${nodeId}/${iteration}`;
}

function stepRow(runId: string, { error, ...step }: StepSnapshot): StepRow {
  return {
    ...step,
    runId,
    carriedFrom: null,
    errorCode: error?.code ?? null,
    errorMessage: error?.message ?? null,
    startedAt: step.startedAt === null ? null : new Date(step.startedAt),
    completedAt: step.completedAt === null ? null : new Date(step.completedAt),
  };
}

function durationOf({ startedAt, completedAt }: RunSnapshot): number | null {
  if (startedAt === null || completedAt === null) return null;
  return Math.max(0, Date.parse(completedAt) - Date.parse(startedAt));
}

function byNode(steps: StepRow[]): StepRow[][] {
  const groups = new Map<string, StepRow[]>();
  for (const step of steps) {
    const group = groups.get(step.nodeId);
    if (group === undefined) groups.set(step.nodeId, [step]);
    else group.push(step);
  }
  return [...groups.values()];
}
