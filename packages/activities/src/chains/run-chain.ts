import { successTakes } from '@perdura/definition/plan';
import type {
  ChainInput,
  ChainLink,
  ChainOutput,
  NodeActivityInput,
  NodeActivityOutput,
  NodeOutcome,
} from '@perdura/definition/run';

/** Results of one call together, in characters of JSON: the answer is one entry of the history. */
const MAX_CHARACTERS = 64 * 1024;

/** Runs one node; rejects when it fails. `isBehind`: it is not the node that was called. */
export type RunOne = (input: NodeActivityInput, timeoutMs: number, isBehind: boolean) => Promise<NodeActivityOutput>;

/** Runs a node, and behind it what may run in the same call. @throws what the node threw */
export async function runWithBehind(
  { behind, ...first }: NodeActivityInput,
  timeoutMs: number,
  runOne: RunOne,
): Promise<NodeActivityOutput> {
  if (behind === undefined) return await runOne(first, timeoutMs, false);
  const [called, ...others] = await runChain({ first, ...behind }, timeoutMs, runOne);
  if (called === undefined) throw new Error(`The call of ${first.node.id} gave no output.`);
  return { ...called.output, behind: others };
}

/**
 * Runs a node and, in order, those behind it whose turn has come: the node before them succeeded and took the edge
 * between them. Ends early, without a failure, at a node that fails, waits or loops, or once the results are large: the
 * interpreter calls what is missing by itself.
 *
 * @param timeoutMs limit on the whole call: the first node has what the limits of the others leave
 * @throws what the first node threw
 */
export async function runChain(
  { first, links, scope }: ChainInput,
  timeoutMs: number,
  runOne: RunOne,
): Promise<ChainOutput[]> {
  const ofLinks = links.reduce((sum, link) => sum + link.timeoutMs, 0);
  const output = await runOne(first, Math.max(1, timeoutMs - ofLinks), false);
  const outputs = new Map<number, NodeActivityOutput>([[0, output]]);
  const outcomes: Record<string, NodeOutcome> = { ...scope.nodes, [first.node.id]: outcomeOf(output) };
  let characters = JSON.stringify(output.result).length;
  for (const [index, link] of links.entries()) {
    const before = outputs.get(link.after);
    if (before === undefined || !leadsTo(before, link)) continue;
    if (characters > MAX_CHARACTERS) break;
    const next = await runOne(inputOf(link, first, scope, outcomes), link.timeoutMs, true).catch(() => null);
    if (next === null) break;
    outputs.set(index + 1, next);
    outcomes[link.node.id] = outcomeOf(next);
    characters += JSON.stringify(next.result).length;
  }
  return [...outputs].map(([at, each]) => ({ at, output: each }));
}

/** As the scheduler has it: what was passed over takes plain edges. */
function leadsTo(before: NodeActivityOutput, { condition, exclusiveLabels }: ChainLink): boolean {
  const { label, opening, skipped, stop } = before;
  if (opening !== undefined || stop === true) return false;
  if (skipped === true) return condition === null;
  return successTakes(condition, label, exclusiveLabels);
}

function inputOf(
  { node, uses, usesLocals, usesTrigger }: ChainLink,
  { run, iteration, now }: NodeActivityInput,
  { trigger, locals = {} }: ChainInput['scope'],
  outcomes: Readonly<Record<string, NodeOutcome>>,
): NodeActivityInput {
  const nodes = Object.fromEntries(
    uses.flatMap((id) => {
      // A node may bear a name that every object has.
      const outcome = Object.hasOwn(outcomes, id) ? outcomes[id] : undefined;
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

function outcomeOf({ result, skipped }: NodeActivityOutput): NodeOutcome {
  return { status: skipped === true ? 'skipped' : 'success', result, error: null };
}
