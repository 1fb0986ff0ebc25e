import { useEventStream } from '../../lib/event-stream.ts';
import { queryClient, queryString } from '../../lib/queries.ts';
import type { Run, RunPage, Step } from '../../lib/resources.ts';
import { filtersOf, type RunFilters } from '../../lib/run-filters.ts';
import { isOver } from '../../lib/run-status.ts';
import type { ServerEvent } from '../../lib/sse-parser.ts';
import { useThrottled } from '../../lib/throttle.ts';
import { needsAnswer, type RunState, withState, withStep } from './live-run.ts';

const LIST_PAUSE_MS = 2_000;
const COUNTS_PAUSE_MS = 5_000;
const ANSWER_PAUSE_MS = 1_000;

/** Keeps a run that lives up to date by its stream; answers whether the stream is open. */
export function useLiveRun(runId: string, run: Run | undefined): boolean {
  const askForRun = useThrottled(
    () => void queryClient.invalidateQueries({ queryKey: ['run', runId] }),
    ANSWER_PAUSE_MS,
  );
  const askForSteps = useThrottled(
    () => void queryClient.invalidateQueries({ queryKey: ['run', runId, 'step'] }),
    ANSWER_PAUSE_MS,
  );
  const askForLineage = useThrottled(
    () => void queryClient.invalidateQueries({ queryKey: ['run', runId, 'lineage'] }),
    ANSWER_PAUSE_MS,
  );
  const isLive = run !== undefined && !isOver(run.status);
  return useEventStream(isLive ? `/v1/runs/${runId}/events` : null, ({ event, data }) => {
    const change = (changed: (run: Run) => Run) =>
      queryClient.setQueryData<Run>(['run', runId], (known) => (known === undefined ? known : changed(known)));
    if (event === 'run') {
      const state = JSON.parse(data) as RunState;
      change((known) => withState(known, state));
      // The last word has what events leave out.
      if (isOver(state.status)) askForRun();
    }
    if (event === 'step') {
      const step = JSON.parse(data) as Step;
      if (run !== undefined && needsAnswer(run, step)) askForRun();
      change((known) => withStep(known, step));
      if (step.childRunId !== null) askForLineage();
      askForSteps();
    }
  });
}

/** Keeps all lists and counts of a search up to date by its stream; answers whether the stream is open. */
export function useLiveSearch(filters: RunFilters): boolean {
  const askForList = useThrottled(() => void queryClient.invalidateQueries({ queryKey: ['runs'] }), LIST_PAUSE_MS);
  const askForCounts = useThrottled(
    () => void queryClient.invalidateQueries({ queryKey: ['run-counts'] }),
    COUNTS_PAUSE_MS,
  );
  return useEventStream(`/v1/runs/events${queryString(filtersOf(filters))}`, (event: ServerEvent) => {
    if (event.event !== 'run') return;
    const state = JSON.parse(event.data) as RunState;
    queryClient.setQueriesData<RunPage>({ queryKey: ['runs'] }, (page) =>
      page === undefined ? page : withRun(page, state),
    );
    askForList();
    askForCounts();
  });
}

function withRun(page: RunPage, state: RunState): RunPage {
  if (!page.runs.some(({ _id }) => _id === state._id)) return page;
  return { ...page, runs: page.runs.map((run) => (run._id === state._id ? withState(run, state) : run)) };
}
