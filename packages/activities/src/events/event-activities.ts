import type { RunActivities } from '@perdura/definition/run';
import { Context } from '@temporalio/activity';
import type { ActivityDependencies } from '../dependencies.ts';
import { eventResult, takeOne } from './awaited-event.ts';

/** What the interpreter asks while a node waits for an event. */
export function eventActivities(dependencies: ActivityDependencies): Pick<RunActivities, 'match-event' | 'end-wait'> {
  const { database, logger } = dependencies;
  return {
    'match-event': async ({ node: input, eventId }) => {
      const { cancellationSignal: signal } = Context.current();
      const place = { runId: input.run.id, nodeId: input.node.id, iteration: input.iteration };
      const warn = (message: string) => logger.info(place, message);
      const event = await takeOne({ input, dependencies, signal, warn }, eventId);
      return event === null ? null : eventResult(event, input.run.id, dependencies);
    },
    'end-wait': ({ projectId, ...step }) => database.eventWaits.end(projectId, step),
  };
}
