import type { EventRow, WaitingStep } from '@perdura/database';
import type { NodeActivityInput, ValueRef } from '@perdura/definition/run';
import { toValueRef } from '../blobs.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { FAILURE_CODES, StepFailure } from '../failures.ts';
import { renderField } from '../rendering/render-field.ts';

/** A wait for an event with what it takes to decide about one. */
export interface EventSearch {
  /** Of the `wait-for-event` node; its config as the author wrote it. */
  input: NodeActivityInput;
  dependencies: Pick<ActivityDependencies, 'database' | 'evaluator' | 'settings'>;
  signal: AbortSignal;
  /** Hears of events that the filter could not decide about. */
  warn(message: string): void;
}

/** Events that are read at once. */
const PAGE = 50;

/**
 * Takes the oldest of the events that came already and that the node waits for; null where there is none.
 *
 * @param openedAt when the wait was registered
 * @throws {StepFailure} what resolving the filter can fail with
 */
export async function takeEarlier(search: EventSearch, openedAt: Date): Promise<EventRow | null> {
  const { database } = search.dependencies;
  const { projectId } = search.input.run;
  const step = stepOf(search.input);
  let after: EventRow | null = null;
  for (;;) {
    const page: EventRow[] = await database.eventWaits.candidates(projectId, step, { after, limit: PAGE });
    for (const event of page) {
      if (search.signal.aborted) return null;
      if (await passes(search, event)) {
        if (await database.eventWaits.take(projectId, step, event.id, openedAt)) return event;
      }
    }
    after = page.at(-1) ?? null;
    if (page.length < PAGE) return taken(search);
  }
}

/**
 * Takes one event, where it is the one that the node waits for.
 *
 * @returns the event that the wait has taken, which is another one where that came first; null while it waits
 * @throws {StepFailure} what resolving the filter can fail with
 */
export async function takeOne(search: EventSearch, eventId: string): Promise<EventRow | null> {
  const { eventWaits, events } = search.dependencies.database;
  const { projectId } = search.input.run;
  const step = stepOf(search.input);
  if (await eventWaits.isCandidate(projectId, step, eventId)) {
    const event = await events.get(projectId, eventId);
    if (event !== null && (await passes(search, event)) && (await eventWaits.take(projectId, step, eventId))) {
      return event;
    }
  }
  return taken(search);
}

/** The event as the result of its step. */
export function eventResult(
  { id, projectId, type, data }: EventRow,
  runId: string,
  { database }: Pick<ActivityDependencies, 'database'>,
): Promise<ValueRef> {
  return toValueRef(database, { projectId, runId }, { id, type, data });
}

/** The step that a node's input belongs to. */
export function stepOf({ run, node, iteration }: NodeActivityInput): WaitingStep {
  return { runId: run.id, nodeId: node.id, iteration };
}

/** What the wait took before: an answer may have been lost after the write. */
async function taken({ input, dependencies }: EventSearch): Promise<EventRow | null> {
  const { eventWaits, events } = dependencies.database;
  const wait = await eventWaits.get(input.run.projectId, stepOf(input));
  return wait?.matchedEventId ? events.get(input.run.projectId, wait.matchedEventId) : null;
}

/** An event that the filter cannot be evaluated for is not the one: it must not end the wait for the right one. */
async function passes(search: EventSearch, event: EventRow): Promise<boolean> {
  if (search.input.node.config.filter === undefined) return true;
  const { id, type, data, correlationKey } = event;
  try {
    const locals = { event: { value: { id, type, data, correlationKey } } };
    return Boolean(await renderField(search.input, 'filter', locals, search));
  } catch (error) {
    if (!(error instanceof StepFailure) || error.code !== FAILURE_CODES.expressionFailed) throw error;
    search.warn(`Event ${id} was passed over, since the filter failed on it: ${error.message}`);
    return false;
  }
}
