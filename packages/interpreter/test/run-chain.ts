import type {
  ChainInput,
  ChainLink,
  ChainOutput,
  NodeActivityInput,
  NodeActivityOutput,
  NodeOutcome,
} from '@perdura/definition/run';

/** `attempt` is that of the call, unless it is given. */
type RunNode = (input: NodeActivityInput, attempt?: number) => Promise<NodeActivityOutput>;

/** A node, and what the call says of those behind it. */
export async function runWithBehind({ behind, ...first }: NodeActivityInput, runNode: RunNode) {
  if (behind === undefined) return await runNode(first);
  const [called, ...others] = await runChain({ first, ...behind }, runNode);
  return { ...(called?.output as NodeActivityOutput), behind: others };
}

/** The nodes of one call one after the other, as far as they go: what a worker's activity does. */
export async function runChain({ first, links, scope }: ChainInput, runNode: RunNode): Promise<ChainOutput[]> {
  const outputs: ChainOutput[] = [{ at: 0, output: await runNode(first) }];
  const seen: Record<string, NodeOutcome> = { ...scope.nodes };
  const note = (id: string, { result, skipped }: NodeActivityOutput) => {
    seen[id] = { status: skipped === true ? 'skipped' : 'success', result, error: null };
  };
  note(first.node.id, outputs[0]?.output as NodeActivityOutput);
  for (const [index, link] of links.entries()) {
    const before = outputs.find(({ at }) => at === link.after)?.output;
    if (before === undefined || !isTaken(before, link)) continue;
    const input: NodeActivityInput = {
      ...first,
      node: link.node,
      scope: {
        trigger: link.usesTrigger ? scope.trigger : { value: null },
        nodes: Object.fromEntries(Object.entries(seen).filter(([id]) => link.uses.includes(id))),
        locals: Object.fromEntries(
          Object.entries(scope.locals ?? {}).filter(([name]) => link.usesLocals.includes(name)),
        ),
      },
    };
    const output = await runNode(input, 1).catch(() => null);
    if (output === null) break;
    outputs.push({ at: index + 1, output });
    note(link.node.id, output);
  }
  return outputs;
}

function isTaken(output: NodeActivityOutput, { condition, exclusiveLabels }: ChainLink): boolean {
  const { label, opening, skipped, stop } = output;
  if (opening !== undefined || stop === true) return false;
  if (skipped === true) return condition === null;
  if (condition !== null) return condition === label;
  return label === null || !exclusiveLabels.includes(label);
}
