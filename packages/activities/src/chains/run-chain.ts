import { successTakes } from '@perdura/definition/plan';
import type {
  ChainEnd,
  ChainInput,
  ChainLink,
  ChainProgress,
  NodeActivityInput,
  NodeActivityOutput,
  NodeOutcome,
  ReachedEnd,
} from '@perdura/definition/run';

/** Results of one call together, in characters of JSON: the answer is one entry of the history. */
const MAX_CHARACTERS = 64 * 1024;

/** Runs one node; rejects when it fails. `isBehind`: it is not the node that was called. */
export type RunOne = (input: NodeActivityInput, timeoutMs: number, isBehind: boolean) => Promise<NodeActivityOutput>;

/** What a call needs beside, where nodes in it may do something outside. */
export interface Reaching {
  /** What an attempt of the same call did before its worker died; null for nothing. */
  progress: ChainProgress | null;
  /** Whether a node may still run in this call. */
  allows(input: NodeActivityInput): boolean;
  /** Tells that the call is alive, and what it has done. */
  heartbeat(): void;
  /** Rejects only for faults of this code. */
  attempt(input: NodeActivityInput, timeoutMs: number): Promise<ReachedEnd>;
  /** Keeps what was done for as long as the next node is under way; answers how to say that it has ended. */
  keep(progress: ChainProgress): () => void;
}

/** Runs a node, and behind it what may run in the same call. @throws what the node threw */
export async function runWithBehind(
  { behind, ...first }: NodeActivityInput,
  timeoutMs: number,
  runOne: RunOne,
  reaching: Reaching | null = null,
): Promise<NodeActivityOutput> {
  if (behind === undefined) return await runOne(first, timeoutMs, false);
  const [called, ...others] = await runChain({ first, ...behind }, timeoutMs, runOne, reaching);
  if (called === undefined || !('output' in called)) throw new Error(`The call of ${first.node.id} gave no output.`);
  return { ...called.output, behind: others };
}

/**
 * Runs a node and, in order, those behind it whose turn has come: the node before them succeeded and took the edge
 * between them. Ends early, without a failure, at a node that fails, waits or loops, once the results are large, and
 * before a node that reaches out once the call is not quick any more: the interpreter calls what is missing by itself.
 *
 * @param timeoutMs limit on the whole call: the first node has what the limits of the others leave
 * @throws what the first node threw
 */
export async function runChain(
  { progress, ...input }: ChainInput & { progress?: ChainProgress },
  timeoutMs: number,
  runOne: RunOne,
  reaching: Reaching | null = null,
): Promise<ChainEnd[]> {
  const { first, links } = input;
  const known = reaching?.progress ?? progress ?? null;
  const done = new Done(input, known);
  if (known === null) {
    const ofLinks = links.reduce((sum, link) => sum + link.timeoutMs, 0);
    done.add({ at: 0, output: await runOne(first, Math.max(1, timeoutMs - ofLinks), false) });
  }
  for (const [index, link] of links.entries()) {
    const at = index + 1;
    if (!done.isTurnOf(link, at)) continue;
    const end = known?.under === at ? CUT_OFF : await runLink(link, at, done, { runOne, reaching });
    if (end === null) break;
    done.add({ at, ...end });
    if (!('output' in end)) break;
  }
  return done.ends;
}

const CUT_OFF: ReachedEnd = { failure: null };

/** How a node behind another one ended; null where it did not run, or failed and may just be called again. */
async function runLink(
  link: ChainLink,
  at: number,
  done: Done,
  { runOne, reaching }: { runOne: RunOne; reaching: Reaching | null },
): Promise<ReachedEnd | null> {
  if (done.isLarge) return null;
  const input = done.inputOf(link);
  if (link.reaches !== true) {
    return await runOne(input, link.timeoutMs, true).then(
      (output) => ({ output }),
      () => null,
    );
  }
  if (reaching?.allows(input) !== true) return null;
  const ended = reaching.keep({ ends: done.outputs, under: at });
  try {
    return await reaching.attempt(input, link.timeoutMs);
  } finally {
    ended();
  }
}

/** What was done in one call. */
class Done {
  readonly #chain: ChainInput;
  readonly #ends = new Map<number, ChainEnd>();
  readonly #outcomes: Record<string, NodeOutcome>;
  #characters = 0;

  constructor(chain: ChainInput, known: ChainProgress | null) {
    this.#chain = chain;
    this.#outcomes = { ...chain.scope.nodes };
    for (const end of known?.ends ?? []) this.add(end);
  }

  get ends(): ChainEnd[] {
    return [...this.#ends.values()];
  }

  get outputs(): ChainProgress['ends'] {
    return this.ends.filter((end) => 'output' in end);
  }

  get isLarge(): boolean {
    return this.#characters > MAX_CHARACTERS;
  }

  add(end: ChainEnd): void {
    this.#ends.set(end.at, end);
    const id = end.at === 0 ? this.#chain.first.node.id : this.#chain.links[end.at - 1]?.node.id;
    if (!('output' in end) || id === undefined) return;
    this.#outcomes[id] = outcomeOf(end.output);
    this.#characters += JSON.stringify(end.output.result).length;
  }

  /** Whether a link has not run, and the one before it leads to it. */
  isTurnOf(link: ChainLink, at: number): boolean {
    const before = this.#ends.get(link.after);
    return !this.#ends.has(at) && before !== undefined && 'output' in before && leadsTo(before.output, link);
  }

  inputOf({ node, uses, usesLocals, usesTrigger }: ChainLink): NodeActivityInput {
    const { first, scope } = this.#chain;
    const { run, iteration, now } = first;
    const { trigger, locals = {} } = scope;
    const nodes = Object.fromEntries(
      uses.flatMap((id) => {
        // A node may bear a name that every object has.
        const outcome = Object.hasOwn(this.#outcomes, id) ? this.#outcomes[id] : undefined;
        return outcome === undefined ? [] : [[id, outcome] as const];
      }),
    );
    const names = usesLocals.flatMap((name) => {
      const value = locals[name];
      return value === undefined ? [] : [[name, value] as const];
    });
    return {
      ...{ run, node, iteration, now },
      scope: {
        trigger: usesTrigger ? trigger : { value: null },
        nodes,
        ...(names.length > 0 ? { locals: Object.fromEntries(names) } : {}),
      },
    };
  }
}

/** As the scheduler has it: what was passed over takes plain edges. */
function leadsTo(before: NodeActivityOutput, { condition, exclusiveLabels }: ChainLink): boolean {
  const { label, opening, skipped, stop } = before;
  if (opening !== undefined || stop === true) return false;
  if (skipped === true) return condition === null;
  return successTakes(condition, label, exclusiveLabels);
}

function outcomeOf({ result, skipped }: NodeActivityOutput): NodeOutcome {
  return { status: skipped === true ? 'skipped' : 'success', result, error: null };
}
