import { z } from 'zod';
import { idParams, textOf } from '../fields.ts';
import { defineRoute } from '../route.ts';
import { RUN_EXAMPLE } from './examples.ts';
import { filterFaults, runFilterQuery } from './run-filter.ts';
import { runDocument } from './runs.ts';

const { stepResults: _steps, moreSteps: _more, iterations: _rounds, ...stateExample } = RUN_EXAMPLE;

/** A run without its steps, as events tell it. */
export const runState = runDocument
  .omit({ stepResults: true, moreSteps: true, iterations: true })
  .meta({ id: 'RunState', example: stateExample });

const eventId = z.string().meta({ description: 'Whole number that rises from event to event', example: '19999999' });

/** `data` of an event: one line that is the JSON of this schema. */
const jsonLine = (name: string) =>
  z.string().meta({ contentMediaType: 'application/json', contentSchema: { $ref: `#/components/schemas/${name}` } });

/** One event as the stream carries it: a stream is text, and so is each of its fields. */
const message = z
  .union([
    z.object({ event: z.literal('run'), id: eventId, data: jsonLine('RunState') }).meta({ id: 'RunMessage' }),
    z.object({ event: z.literal('step'), id: eventId, data: jsonLine('StepResult') }).meta({ id: 'StepMessage' }),
  ])
  .meta({ id: 'LiveMessage', description: 'Each event of the stream; its `data` is JSON in one line' });

const lastEventId = (description: string) =>
  textOf(/^([0-9]{1,16})?$/, 'the id of an event of this stream', 16)
    .optional()
    .meta({ description });

const headers = z.object({
  'last-event-id': lastEventId('Id of the last event that was received: the stream goes on after it'),
});

const lastEventIdInQuery = lastEventId(
  'The same as the header `Last-Event-ID`, which wins, for a browser that starts anew',
);

const stream = {
  contentType: 'text/event-stream',
  // A stream is no document: its events are what the schema describes.
  schema: message as unknown as z.ZodType<unknown, unknown>,
  headers: { 'X-Accel-Buffering': '`no`: proxies pass events on at once' },
};

const nothingMore = {
  description: 'There is nothing more to tell: the run has ended, and its last event was received',
  schema: z.undefined(),
};

const watchRun = defineRoute({
  method: 'get',
  path: '/v1/runs/{id}/events',
  operationId: 'watchRun',
  summary: 'Watch a run: server-sent events of its state and its steps',
  description:
    'First tells what the run and its steps are now, then each change; ends after the `run` event of the end. Changes ' +
    'that follow each other within a moment may be told as one. With `Last-Event-ID` the stream goes on after that ' +
    'event, on any server of the API. Results of over 32 KB are left out, with their size. A comment comes every 15 seconds.',
  tag: 'Runs',
  scope: 'read',
  params: idParams,
  query: z.strictObject({ lastEventId: lastEventIdInQuery }),
  headers,
  responses: { 200: { description: 'The events', ...stream }, 204: nothingMore },
  notFound: 'RUN_NOT_FOUND',
  faults: ['TOO_MANY_WATCHERS'],
});

const watchRuns = defineRoute({
  method: 'get',
  path: '/v1/runs/events',
  operationId: 'watchRuns',
  summary: 'Watch a search: server-sent events of the runs that pass its filters',
  description:
    'Tells each run of the search whenever it begins to pass the filters, or changes itself, from now on; a run that ' +
    'was told of and no longer passes is told of once more. Never ends by itself. With `Last-Event-ID` it goes on ' +
    'after that event; of a long absence the newest changes are told.',
  tag: 'Runs',
  scope: 'read',
  query: z.strictObject({ lastEventId: lastEventIdInQuery, ...runFilterQuery.shape }).check(filterFaults),
  headers,
  responses: { 200: { description: 'The events', ...stream } },
  faults: ['TOO_MANY_WATCHERS'],
});

export const runEventRoutes = { watchRuns, watchRun };
