import { setTimeout as pause } from 'node:timers/promises';
import type { StepOutputStatus } from '@perdura/contracts';
import type { RunRow, StepWithInput } from '@perdura/database';
import type { FlowTrigger, JsonObject, JsonValue, PlanNodeType } from '@perdura/definition';
import type { Plan, PlanNode } from '@perdura/definition/plan';
import type { RunSnapshot } from '@perdura/definition/run';
import type { AppDependencies } from '../../app-dependencies.ts';
import { withFileLinks } from '../runs/file-links.ts';
import { stepRows } from '../runs/live-steps.ts';
import { DETAIL_BYTES, type ShowValue, shown, shownValues } from '../runs/shown-values.ts';
import { STEP_STATUS } from './status.ts';

/** Most steps of one run that are shown, and most bytes of what they were given. */
const LIMITS = { steps: 20_000, inputBytes: 16 * 1024 * 1024 };

interface ShownStep {
  type: string;
  status: StepOutputStatus;
  input: JsonValue;
  output: JsonValue;
  outputOmitted?: { bytes: number };
  /** Milliseconds. */
  duration?: number;
  errorMessage?: string;
}

type ShownSteps = Record<string, ShownStep>;

/**
 * The steps of a run by name, as the contract has them: those of loops within their loop, round by round; the trigger is
 * one of them.
 *
 * @param live the run as the interpreter knows it; null where history is the best that is known
 */
export async function shownSteps({ database }: AppDependencies, run: RunRow, live: RunSnapshot | null) {
  const { projectId, id: runId, flowVersionId } = run;
  const [found, version, steps] = await Promise.all([
    database.runs.getWithPlan(projectId, runId),
    flowVersionId === null ? null : database.flowVersions.get(projectId, flowVersionId),
    settledSteps(async () => {
      const stored = await database.flowRuns.steps(projectId, runId, { ...LIMITS, steps: LIMITS.steps + 1 });
      return live === null ? stored : laidOver(stored, stepRows(live));
    }),
  ]);
  const refs = [run.triggerData, ...steps.map(({ result }) => result)];
  const show = await shownValues(database.blobs, projectId, refs, DETAIL_BYTES);
  const rounds = new Rounds(steps.slice(0, LIMITS.steps), show);
  const trigger = triggerStep(run, version?.trigger.type ?? 'PIECE_TRIGGER', show);
  const all: ShownSteps = { trigger, ...(found === null ? {} : rounds.of(found.plan, null)) };
  return {
    steps: await withFileLinks(database.blobs, { projectId, runId }, all),
    ...(steps.length > LIMITS.steps ? { stepsOmitted: true as const } : {}),
  };
}

/**
 * Workers note what steps were given a moment after these have ended. Who reads a run at once, as the callers of
 * synchronous webhooks do, waits for that.
 */
async function settledSteps(read: () => Promise<StepWithInput[]>): Promise<StepWithInput[]> {
  for (let round = 1; ; round += 1) {
    const steps = await read();
    if (round === NOTED.rounds || !steps.some(isYetToBeNoted)) return steps;
    await pause(NOTED.pauseMs);
  }
}

const NOTED = { withinMs: 2_000, pauseMs: 100, rounds: 6 };

function isYetToBeNoted({ input, status, completedAt }: StepWithInput): boolean {
  if (input !== null || completedAt === null || (status !== 'success' && status !== 'failed')) return false;
  return Date.now() - completedAt.getTime() < NOTED.withinMs;
}

function laidOver(stored: StepWithInput[], live: Omit<StepWithInput, 'input'>[]): StepWithInput[] {
  const byPlace = new Map(stored.map((step) => [placeOf(step), step]));
  for (const step of live) byPlace.set(placeOf(step), { ...step, input: byPlace.get(placeOf(step))?.input ?? null });
  return [...byPlace.values()].sort((one, other) => one.position - other.position);
}

function placeOf({ nodeId, iteration }: { nodeId: string; iteration: string }): string {
  return `${nodeId}/${iteration}`;
}

function triggerStep(run: RunRow, type: FlowTrigger['type'], show: ShowValue): ShownStep {
  const { output, outputOmitted } = shown('output', run.triggerData, show);
  return {
    ...{ type, status: 'SUCCEEDED', input: {}, output },
    ...(outputOmitted ? { outputOmitted } : {}),
  };
}

const TYPES: Partial<Record<PlanNodeType, string>> = {
  piece: 'PIECE',
  'code-step': 'CODE',
  router: 'ROUTER',
  loop: 'LOOP_ON_ITEMS',
};

/** Steps by the round that they belong to. */
class Rounds {
  readonly #byPlace: Map<string, StepWithInput>;
  /** Number of rounds by the iteration that they are below and the node. */
  readonly #counts = new Map<string, number>();
  readonly #show: ShowValue;

  constructor(steps: StepWithInput[], show: ShowValue) {
    this.#show = show;
    this.#byPlace = new Map(steps.map((step) => [placeOf(step), step]));
    for (const { nodeId, iteration } of steps) this.#count(nodeId, iteration);
  }

  /** The steps of a graph; `round` is the iteration of those within loops. */
  of({ nodes }: Plan, round: string | null): ShownSteps {
    const own = nodes.flatMap((node) => {
      const step = this.#byPlace.get(placeOf({ nodeId: node.id, iteration: round ?? '0' }));
      return step === undefined ? [] : [{ node, step }];
    });
    own.sort((one, other) => one.step.position - other.step.position);
    return Object.fromEntries(
      own.flatMap(({ node, step }) => {
        const status = STEP_STATUS[step.status];
        return status === null ? [] : [[node.id, this.#shown(node, step, { status, round })]];
      }),
    );
  }

  #shown(
    node: PlanNode,
    step: StepWithInput,
    { status, round }: { status: StepOutputStatus; round: string | null },
  ): ShownStep {
    const { output, outputOmitted } = shown('output', step.result, this.#show);
    const body = node.body === null ? null : this.#iterations(node.body, round);
    return {
      ...{ type: TYPES[node.type] ?? node.type, status, input: step.input ?? {} },
      output: body === null ? output : loopOutput(step.input, output, body),
      ...(outputOmitted ? { outputOmitted } : {}),
      ...durationOf(step),
      ...(step.errorMessage === null ? {} : { errorMessage: step.errorMessage }),
    };
  }

  #iterations(body: Plan, round: string | null): ShownSteps[] {
    const count = Math.max(0, ...body.nodes.map(({ id }) => this.#counts.get(`${id}/${round ?? ''}`) ?? 0));
    return Array.from({ length: count }, (_, index) =>
      this.of(body, round === null ? `${index}` : `${round}.${index}`),
    );
  }

  #count(nodeId: string, iteration: string): void {
    const dot = iteration.lastIndexOf('.');
    const key = `${nodeId}/${dot === -1 ? '' : iteration.slice(0, dot)}`;
    this.#counts.set(key, Math.max(this.#counts.get(key) ?? 0, Number(iteration.slice(dot + 1)) + 1));
  }
}

/** `{item, index, iterations}`; until the loop has ended well its rounds alone tell how far it is. */
function loopOutput(input: JsonValue, output: JsonValue, iterations: ShownSteps[]): JsonObject {
  const known = membersOf(output);
  const index = typeof known.index === 'number' ? known.index : iterations.length;
  const { items } = membersOf(input);
  const item = known.item ?? (Array.isArray(items) ? items[index - 1] : null) ?? null;
  // What is shown is JSON, which its interfaces do not say.
  const rounds = iterations as unknown as JsonValue;
  return { item, index, iterations: rounds };
}

function membersOf(value: JsonValue): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

function durationOf({ startedAt, completedAt }: StepWithInput): { duration?: number } {
  if (startedAt === null || completedAt === null) return {};
  return { duration: Math.max(0, completedAt.getTime() - startedAt.getTime()) };
}
