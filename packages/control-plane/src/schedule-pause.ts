import type { WorkflowRow } from '@perdura/database';
import { type ControlDependencies, isOutage } from './dependencies.ts';
import { errorFields } from './logger.ts';
import { desiredScheduleHash } from './schedule-spec.ts';
import { syncSchedule } from './schedules.ts';

/** What is wanted of a schedule. */
export interface PauseRequest {
  paused: boolean;
  /** Why; kept until the next pause or resume. */
  note: string;
}

/** How often a pause starts over because the workflow was changed meanwhile. */
const TRIES = 20;

/**
 * Pauses or resumes the schedule of a workflow: in its row first, then in Temporal, which housekeeping does where it is
 * away. What fires meanwhile starts nothing, since the row is asked. Saying again what is so changes nothing.
 *
 * @returns the workflow before and after; null when it is gone, or has no schedule
 * @throws DatabaseUnavailable
 */
export async function pauseSchedule(
  deps: ControlDependencies,
  projectId: string,
  workflowId: string,
  { paused, note }: PauseRequest,
): Promise<{ before: WorkflowRow; after: WorkflowRow } | null> {
  for (let tries = 1; ; tries += 1) {
    const before = await deps.database.workflows.get(projectId, workflowId);
    if (before === null || before.trigger.type !== 'cron') return null;
    if (before.schedulePaused === paused && before.scheduleNote === note) return { before, after: before };
    const after = { ...before, schedulePaused: paused, scheduleNote: note };
    const scheduleDesired = desiredScheduleHash(after) ?? '';
    if (await deps.database.schedules.setPaused(projectId, before, { paused, note, scheduleDesired })) {
      await follow(deps, projectId, workflowId);
      return { before, after };
    }
    if (tries >= TRIES) throw new Error(`workflow ${workflowId} is changed all the time: its schedule stays as it is`);
  }
}

async function follow(deps: ControlDependencies, projectId: string, workflowId: string): Promise<void> {
  if (deps.temporal.seemsAway()) return;
  try {
    await syncSchedule(deps, projectId, workflowId);
  } catch (error) {
    const log = isOutage(error) ? deps.logger.debug : deps.logger.error;
    log.call(deps.logger, { workflowId, ...errorFields(error) }, 'schedule waits for housekeeping');
  }
}
