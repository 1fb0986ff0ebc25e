import { CHANNEL_PIECE } from '../channels.ts';
import type { JsonValue } from '../json.ts';
import type { PlanNode } from '../plan.ts';
import type { FlowAction, FlowStep, FlowTrigger } from './flow.ts';
import { readsOfValue } from './flow-text.ts';
import type { FlowRead } from './references.ts';
import { TRIGGER_NAME } from './step-shapes.ts';
import { chainOf, flowSteps, innerChains } from './steps.ts';

/** What the references of one step read, as a plan keeps it. */
export type StepReads = Pick<PlanNode, 'uses' | 'usesTrigger' | 'usesLoops'>;

/** What the references of all steps of a flow read. Steps that are skipped are not there. */
export class FlowReads {
  /** Names of the loops whose rounds are read, so that they have to be gathered. */
  readonly gathered = new Set<string>();
  readonly #places = new Map<string, Place>();
  readonly #reads = new Map<string, StepReads>();

  constructor(trigger: FlowTrigger) {
    this.#place(trigger.nextAction, []);
    for (const place of this.#places.values()) this.#reads.set(place.step.name, this.#readsAt(place));
  }

  of({ name }: FlowAction): StepReads {
    return this.#reads.get(name) ?? { uses: [], usesTrigger: false };
  }

  #place(first: FlowAction | null | undefined, loops: readonly string[]): void {
    for (const step of chainOf(first)) {
      if (step.skip === true) continue;
      this.#places.set(step.name, { step, position: this.#places.size, loops });
      const within = step.type === 'LOOP_ON_ITEMS' ? [...loops, step.name] : loops;
      for (const inner of innerChains(step)) this.#place(inner.first, within);
    }
  }

  #readsAt(reader: Place): StepReads {
    const found: Found = { uses: new Set(), loops: new Set(), trigger: false };
    for (const read of readsOfStep(reader.step)) this.#add(read, reader, found);
    const usesLoops = reader.loops.filter((loop) => found.loops.has(loop));
    return {
      uses: [...found.uses].sort((one, other) => this.#position(one) - this.#position(other)),
      usesTrigger: found.trigger || isChannelReply(reader.step),
      ...(usesLoops.length > 0 && { usesLoops }),
    };
  }

  #add(read: FlowRead, reader: Place, found: Found): void {
    const target = this.#places.get(read.name);
    if (read.name === TRIGGER_NAME) found.trigger = true;
    else if (reader.loops.includes(read.name)) found.loops.add(read.name);
    else if (target !== undefined && target.position < reader.position)
      found.uses.add(this.#seen(read, target, reader));
  }

  /** The step by which the target is seen: itself, or of the loops around it the outermost that is over. */
  #seen({ keys }: FlowRead, target: Place, reader: Place): string {
    const over = target.loops.filter((loop) => !reader.loops.includes(loop));
    for (const loop of over) this.gathered.add(loop);
    const [key] = keys;
    if (target.step.type === 'LOOP_ON_ITEMS' && (key === undefined || key === 'iterations')) this.#gatherAll(target);
    return over[0] ?? target.step.name;
  }

  /** Whoever reads the rounds of a loop sees those of the loops in it as well. */
  #gatherAll({ step }: Place): void {
    this.gathered.add(step.name);
    for (const { step: inner, loops } of this.#places.values()) {
      if (inner.type === 'LOOP_ON_ITEMS' && loops.includes(step.name)) this.gathered.add(inner.name);
    }
  }

  #position(name: string): number {
    return this.#places.get(name)?.position ?? -1;
  }
}

/** A reply goes to whom the trigger names, whatever its input reads. */
function isChannelReply(step: FlowAction): boolean {
  return step.type === 'PIECE' && step.settings.pieceName === CHANNEL_PIECE.pieceName;
}

/** What the references of a step read: those of its input, its items or its conditions. */
export function readsOfStep(step: FlowStep): FlowRead[] {
  return readsOfValue(textsOf(step));
}

/** External ids of the connections that steps name, skipped ones too, in the order of the steps. */
export function connectionsOf(trigger: FlowTrigger): string[] {
  return namedUnder('connections', trigger);
}

/** Names of the variables that steps read. */
export function variablesOf(trigger: FlowTrigger): string[] {
  return namedUnder('variables', trigger);
}

function namedUnder(head: string, trigger: FlowTrigger): string[] {
  const reads = flowSteps(trigger).flatMap(readsOfStep);
  const names = reads.flatMap(({ name, keys: [key] }) => (name === head && key !== undefined ? [String(key)] : []));
  return [...new Set(names)];
}

function textsOf(step: FlowStep): JsonValue {
  switch (step.type) {
    case 'LOOP_ON_ITEMS':
      return step.settings.items;
    case 'ROUTER':
      return step.settings.branches.flatMap((branch) =>
        branch.branchType === 'FALLBACK'
          ? []
          : branch.conditions.flat().flatMap(({ firstValue, secondValue }) => [firstValue, secondValue ?? null]),
      );
    case 'EMPTY':
      return null;
    default:
      return step.settings.input;
  }
}

/** Where a step stands. */
interface Place {
  step: FlowAction;
  /** In the order of all steps. */
  position: number;
  /** Names of the loops around it, from the outside inwards. */
  loops: readonly string[];
}

interface Found {
  uses: Set<string>;
  loops: Set<string>;
  trigger: boolean;
}
