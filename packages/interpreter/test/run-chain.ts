import {
  CHAIN_SIGNAL,
  type ChainEnd,
  type ChainInput,
  type ChainLink,
  type ChainNews,
  type ChainProgress,
  chainProgressOf,
  type NodeActivityInput,
  type NodeActivityOutput,
  type NodeOutcome,
  type ReachedEnd,
} from '@perdura/definition/run';
import { activityInfo, Context, cancellationSignal, heartbeat } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { type InCall, scriptOf } from './scripts.ts';

/** `attempt` is that of the call, unless it is given. */
type RunNode = (input: NodeActivityInput, attempt?: number) => Promise<NodeActivityOutput>;

/** A node, and what the call says of those behind it. */
export async function runWithBehind({ behind, ...first }: NodeActivityInput, runNode: RunNode) {
  if (behind === undefined) return await runNode(first);
  const [called, ...others] = await runChain({ first, ...behind }, runNode);
  if (called === undefined || !('output' in called)) throw new Error('A call gave no output.');
  return { ...called.output, behind: others };
}

/**
 * The nodes of one call one after the other, as far as they go: what a worker's activity does. Where that one goes by
 * the clock, the node's place decides: some calls end early, some tell what they have done.
 */
export async function runChain(
  { first, links, scope, progress }: ChainInput & { progress?: ChainProgress },
  runNode: RunNode,
): Promise<ChainEnd[]> {
  const known = chainProgressOf(activityInfo().heartbeatDetails) ?? progress ?? null;
  const ends: ChainEnd[] = [...(known?.ends ?? [{ at: 0, output: await runNode(first) }])];
  const nodeAt = (at: number) => (at === 0 ? first.node : links[at - 1]?.node);
  for (const [index, link] of links.entries()) {
    const at = index + 1;
    const before = ends.find((end) => end.at === link.after);
    if (ends.some((end) => end.at === at) || before === undefined || !('output' in before)) continue;
    if (!isTaken(before.output, link)) continue;
    const lasts = scriptOf(nodeAt(link.after) ?? first.node).gate !== undefined;
    if (link.reaches === true && (lasts || inCallOf(link, first.iteration) === 'ends')) break;
    const outcomes = { ...scope.nodes, ...outcomesOf(ends, (each) => nodeAt(each)?.id ?? '') };
    const input = inputOf({ first, link, scope }, outcomes);
    const end =
      known?.under === at ? { failure: null } : await runLink({ first, link, at }, ends, () => runNode(input, 1));
    if (end === null) break;
    ends.push({ at, ...end });
    if (!('output' in end)) break;
  }
  return ends;
}

async function runLink(
  { first, link, at }: { first: NodeActivityInput; link: ChainLink; at: number },
  ends: readonly ChainEnd[],
  run: () => Promise<NodeActivityOutput>,
): Promise<ReachedEnd | null> {
  if (link.reaches === true) await tell(first, { ends: ends.filter((end) => 'output' in end), under: at }, link);
  try {
    return { output: await run() };
  } catch (error) {
    if (link.reaches !== true) return null;
    if (cancellationSignal().aborted || !(error instanceof ApplicationFailure)) return { failure: null };
    const { type, message, nonRetryable, details } = error;
    const timing = details?.[0] as NodeActivityOutput;
    return { failure: { code: type ?? '', message, retryable: nonRetryable !== true, timing, warnings: [] } };
  }
}

async function tell({ node, iteration }: NodeActivityInput, progress: ChainProgress, link: ChainLink): Promise<void> {
  heartbeat(progress);
  if (inCallOf(link, iteration) !== 'tells') return;
  const news: ChainNews = { place: { nodeId: node.id, iteration }, ...progress };
  const { workflowId = '', runId } = activityInfo().workflowExecution ?? {};
  await Context.current().client.workflow.getHandle(workflowId, runId).signal(CHAIN_SIGNAL, news);
}

/** What lasts is told of; of others the same for the same place in all runs of a plan. */
function inCallOf({ node }: ChainLink, iteration: string): InCall {
  const { call, gate, deaths } = scriptOf(node);
  if (call !== undefined) return call;
  if (gate !== undefined || deaths !== undefined) return 'tells';
  const sum = [...`${node.id}/${iteration}`].reduce((total, each) => total * 31 + each.charCodeAt(0), 7);
  return (['ends', 'tells', 'runs', 'runs'] as const)[Math.abs(sum) % 4] ?? 'runs';
}

function outcomesOf(ends: readonly ChainEnd[], idAt: (at: number) => string): Record<string, NodeOutcome> {
  const known = ends.flatMap((end): [string, NodeOutcome][] => {
    if (!('output' in end)) return [];
    const { result, skipped } = end.output;
    return [[idAt(end.at), { status: skipped === true ? 'skipped' : 'success', result, error: null }]];
  });
  return Object.fromEntries(known);
}

function inputOf(
  { first, link, scope }: { first: NodeActivityInput; link: ChainLink; scope: ChainInput['scope'] },
  outcomes: Record<string, NodeOutcome>,
): NodeActivityInput {
  const { run, iteration, now } = first;
  const locals = Object.entries(scope.locals ?? {}).filter(([name]) => link.usesLocals.includes(name));
  return {
    ...{ run, iteration, now, node: link.node },
    scope: {
      trigger: link.usesTrigger ? scope.trigger : { value: null },
      nodes: Object.fromEntries(Object.entries(outcomes).filter(([id]) => link.uses.includes(id))),
      ...(locals.length > 0 ? { locals: Object.fromEntries(locals) } : {}),
    },
  };
}

function isTaken(output: NodeActivityOutput, { condition, exclusiveLabels }: ChainLink): boolean {
  const { label, opening, skipped, stop } = output;
  if (opening !== undefined || stop === true) return false;
  if (skipped === true) return condition === null;
  if (condition !== null) return condition === label;
  return label === null || !exclusiveLabels.includes(label);
}
