import type { Database, RunRow, StepRow } from '@perdura/database';
import { withFileLinks } from '../resources/runs/file-links.ts';
import { presentRunState, presentStep } from '../resources/runs/presenter.ts';
import type { ShowValue } from '../resources/runs/shown-values.ts';

type Reading = Pick<Database, 'blobs'>;

/** A run as its event tells it: without its steps. */
export function presentRunEvent({ blobs }: Reading, run: RunRow) {
  return withFileLinks(blobs, { projectId: run.projectId, runId: run.id }, presentRunState(run, smallValues));
}

/** Steps of one run as their events tell them. */
export async function presentStepEvents(
  { blobs }: Reading,
  run: { projectId: string; runId: string },
  steps: StepRow[],
) {
  return await withFileLinks(
    blobs,
    run,
    steps.map((step) => presentStep(step, smallValues)),
  );
}

/** An event is kept and sent many times: large values are asked for by those who want them. */
const smallValues: ShowValue = (ref) => ('value' in ref ? ref : { omitted: ref.bytes });
