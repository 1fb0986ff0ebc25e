import { Load, type StartedRun } from './load.ts';
import type { Stack } from './stack.ts';

export interface TwinOptions {
  workflowId: string;
  /** How many runs are to be made. */
  starts: number;
  /** How many starts each of the twins has under way at a time. */
  concurrency: number;
}

/**
 * Two loads that start the same runs at the same time with the same keys, as two impatient clients would: each key
 * must be one run all the same.
 */
export class TwinClients {
  readonly #loads: [Load, Load];

  constructor(stack: Stack, { workflowId, starts, concurrency }: TwinOptions) {
    const load = () => new Load(stack, { workflowId, data: {}, concurrency, goOn: (started) => started < starts });
    this.#loads = [load(), load()];
  }

  /** Requests that wait for their answer. */
  get inFlight(): number {
    return this.#sum((load) => load.inFlight);
  }

  /** Answers with 202 so far. */
  get accepted(): number {
    return this.#sum((load) => load.runs.length);
  }

  /** Keys that at least one of the twins has an answer for. */
  get acceptedKeys(): number {
    return new Set(this.#loads.flatMap((load) => load.runs.map(({ key }) => key))).size;
  }

  /** Proper answers with 503 so far. */
  get refused(): number {
    return this.#sum((load) => load.refused);
  }

  /** Connections that broke so far. */
  get broken(): number {
    return this.#sum((load) => load.broken);
  }

  /** Answers that no client should get. */
  get wrong(): string[] {
    return this.#loads.flatMap((load) => load.wrong);
  }

  /** Starts all runs, repeating what is not accepted, and answers their ids; both twins were given the same ones. */
  async run(): Promise<string[]> {
    await Promise.all(this.#loads.map((load) => load.run()));
    const [first, second] = this.#loads.map(({ runs }) => byKey(runs));
    expect(second).toEqual(first);
    return Object.values(first ?? {});
  }

  #sum(count: (load: Load) => number): number {
    return this.#loads.reduce((sum, load) => sum + count(load), 0);
  }
}

function byKey(runs: StartedRun[]): Record<string, string> {
  return Object.fromEntries(runs.map(({ key, runId }) => [key, runId]));
}
