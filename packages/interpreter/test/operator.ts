import type { RunControl, RunProgress, StepSnapshot } from '@perdura/definition/run';
import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { type ParkDecision, parkResultOf, type Script } from './scripts.ts';
import type { TestActivities } from './test-activities.ts';

/** Decides on parked steps as their scripts say, as soon as it hears that they wait. */
export class Operator {
  /** Decisions that were refused although there was something to decide; tests expect none. */
  readonly faults: unknown[] = [];
  readonly #activities: TestActivities;
  readonly #control: (runId: string, command: RunControl) => Promise<void>;
  /** The attempts after which each step was parked, by place. */
  readonly #parkings = new Map<string, number[]>();
  readonly #pending = new Set<Promise<void>>();

  constructor(activities: TestActivities, control: (runId: string, command: RunControl) => Promise<void>) {
    this.#activities = activities;
    this.#control = control;
  }

  hear({ runId, steps }: Pick<RunProgress, 'runId' | 'steps'>): void {
    for (const step of steps) {
      if (step.status === 'waiting' && step.error !== null) this.#decide(runId, step);
    }
  }

  /** Resolves when nothing is under way any more. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  #decide(runId: string, { nodeId, iteration, attempts }: StepSnapshot): void {
    const script = this.#scriptOf(runId, nodeId, iteration);
    if (script?.park === undefined) return;
    const key = `${runId}/${nodeId}/${iteration}`;
    const parkings = this.#parkings.get(key) ?? [];
    // The same news may come twice.
    if (parkings.includes(attempts)) return;
    this.#parkings.set(key, [...parkings, attempts]);
    const decision = script.park[parkings.length] ?? 'skip';
    const command = commandOf(decision, script, nodeId, iteration);
    const pending = this.#control(runId, command).catch((error: unknown) => {
      if (!isTooLate(error)) this.faults.push(error);
    });
    this.#pending.add(pending);
    pending.finally(() => this.#pending.delete(pending)).catch(() => undefined);
  }

  #scriptOf(runId: string, nodeId: string, iteration: string): Script | undefined {
    return this.#activities.inputs.findLast(
      (input) => input.run.id === runId && input.node.id === nodeId && input.iteration === iteration,
    )?.node.config;
  }
}

function commandOf(decision: ParkDecision, script: Script, nodeId: string, iteration: string): RunControl {
  const command = { action: 'unpark', decision, place: { nodeId, iteration } } as const;
  if (decision === 'skip') return { ...command, result: { value: parkResultOf(nodeId, iteration) } };
  if (decision === 'retry' && script.parkData !== undefined) return { ...command, data: { value: script.parkData } };
  return command;
}

/** The run has ended, or has been stopped, meanwhile. */
function isTooLate(error: unknown): boolean {
  if (error instanceof WorkflowNotFoundError) return true;
  return (
    error instanceof WorkflowUpdateFailedError &&
    error.cause instanceof ApplicationFailure &&
    error.cause.type === 'RUN_STATE'
  );
}
