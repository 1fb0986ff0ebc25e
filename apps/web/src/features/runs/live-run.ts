import type { Run, Step } from '../../lib/resources.ts';
import { isOver } from '../../lib/run-status.ts';

/** A run as events tell it: without its steps. */
export type RunState = Omit<Run, 'stepResults' | 'moreSteps' | 'iterations'>;

const ENDED_STEPS: ReadonlySet<string> = new Set(['success', 'failed', 'skipped', 'cancelled']);

/** The run with what an event told of it. History may lag behind what an answer already said of the end. */
export function withState(run: Run, state: RunState): Run {
  return isOver(run.status) && !isOver(state.status) ? run : { ...run, ...state };
}

/** The run with a step as an event told it: in its place, or behind all others when it is new. */
export function withStep(run: Run, step: Step): Run {
  const place = run.stepResults.findIndex((each) => each.nodeId === step.nodeId && each.iteration === step.iteration);
  const known = run.stepResults[place];
  if (known === undefined) return { ...run, stepResults: [...run.stepResults, step] };
  if (ENDED_STEPS.has(known.status) && !ENDED_STEPS.has(step.status)) return run;
  return { ...run, stepResults: run.stepResults.with(place, step) };
}

/** Whether an answer has something that events cannot keep up to date: the counts of a loop's rounds. */
export function needsAnswer(run: Run, step: Step): boolean {
  return run.moreSteps || step.iteration !== '0' || Object.hasOwn(run.iterations, step.nodeId);
}
