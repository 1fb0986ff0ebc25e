import {
  type AttemptFailure,
  CHAIN_SIGNAL,
  type ChainNews,
  type ChainProgress,
  chainProgressOf,
  type NodeActivityInput,
  type NodeActivityOutput,
  type StepPlace,
} from '@perdura/definition/run';
import type { Context } from '@temporalio/activity';
import type { ActivityDependencies } from '../dependencies.ts';
import { AttemptFailed } from '../run-node.ts';
import type { Pace } from './pace.ts';
import type { Reaching } from './run-chain.ts';

/** Nothing that reaches out begins in a call that has lasted longer, in milliseconds. */
const BUDGET_MS = 400;
/** What was done is kept once the next node has taken so long, in milliseconds: most are over before. */
const KEEP_AFTER_MS = 50;
/** The run is told what was done once the next node has taken so long, in milliseconds. */
const TELL_AFTER_MS = 400;
/** Limit on telling it, in milliseconds. */
const TELLING_MS = 10_000;

/** One attempt of a node behind another one, with the heartbeat of the call that it runs in. */
export type RunAttempt = (
  input: NodeActivityInput,
  timeoutMs: number,
  heartbeat: () => void,
) => Promise<NodeActivityOutput>;

/** What a call knows of itself in which nodes may do something outside. */
export function reachingIn(
  { context, place, pace, runAttempt }: { context: Context; place: StepPlace; pace: Pace; runAttempt: RunAttempt },
  { logger }: Pick<ActivityDependencies, 'logger'>,
): Reaching {
  const begunAt = Date.now();
  const before = chainProgressOf(context.info.heartbeatDetails);
  let kept: ChainProgress | null = before;
  const heartbeat = () => context.heartbeat(kept ?? undefined);
  const tell = (progress: ChainProgress): void => {
    const news: ChainNews = { place, ...progress };
    tellRun(context, news).catch((error: unknown) => {
      // Whoever looks sees it later: with the end of the call.
      logger.debug({ nodeId: place.nodeId, err: error }, 'a run was not told of the progress of its call');
    });
  };
  return {
    progress: before,
    heartbeat,
    allows: (input) => Date.now() - begunAt <= BUDGET_MS && pace.isQuick(input),
    async attempt(input, timeoutMs) {
      try {
        return { output: await runAttempt(input, timeoutMs, heartbeat) };
      } catch (error) {
        if (context.cancellationSignal.aborted) return { failure: null };
        return { failure: failureOf(error) };
      }
    },
    keep(progress) {
      kept = progress;
      const timers = [setTimeout(heartbeat, KEEP_AFTER_MS), setTimeout(() => tell(progress), TELL_AFTER_MS)];
      return () => {
        for (const timer of timers) clearTimeout(timer);
      };
    },
  };
}

async function tellRun({ client, info }: Context, news: ChainNews): Promise<void> {
  const { workflowId = '', runId } = info.workflowExecution ?? {};
  await client.withDeadline(Date.now() + TELLING_MS, () =>
    client.workflow.getHandle(workflowId, runId).signal(CHAIN_SIGNAL, news),
  );
}

function failureOf(error: unknown): AttemptFailure {
  if (!(error instanceof AttemptFailed)) throw error;
  const { failure, timing, warnings } = error;
  const { code, message, retryable, retryAfterMs } = failure;
  return { code, message, retryable, ...(retryAfterMs === undefined ? {} : { retryAfterMs }), timing, warnings };
}
