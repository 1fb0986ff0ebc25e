import { z } from 'zod';
import { fault, id, idempotencyHeaders, idParams, jsonObject, jsonValue, queryInteger, timestamp } from '../fields.ts';
import { defineRoute } from '../route.ts';
import { acceptedOperation, runOrigin, runStatus } from './runs.ts';

const ITERATION_PATTERN = /^\d{1,9}(\.\d{1,9})*$/;

const PARKED_ACTIONS = ['retry', 'skip', 'fail'] as const;

/** Body of a resume: nothing for a paused run, or what becomes of parked steps. */
export const runResume = z
  .strictObject({
    action: z
      .enum(PARKED_ACTIONS)
      .optional()
      .meta({ description: 'What becomes of parked steps; without it a paused run goes on' }),
    data: jsonValue.optional().meta({ description: 'Takes the place of the trigger’s data for a retry' }),
    result: jsonValue.optional().meta({ description: 'Result of the skipped step; null unless told' }),
    nodeId: z.string().min(1).max(200).optional().meta({ description: 'One parked step; all of them unless told' }),
    iteration: z.string().max(200).regex(ITERATION_PATTERN).optional().meta({
      description: 'Its iteration; `0` unless told',
    }),
  })
  .check(({ value, issues }) => {
    const { action, data, result, nodeId, iteration } = value;
    const only = (field: string, wanted: string) =>
      issues.push(fault('onlyWithField', { field: 'action', value: wanted }, [field]));
    if (data !== undefined && action !== 'retry') only('data', 'retry');
    if (result !== undefined && action !== 'skip') only('result', 'skip');
    if (nodeId !== undefined && action === undefined) only('nodeId', PARKED_ACTIONS.join(', '));
    if (iteration !== undefined && nodeId === undefined)
      issues.push(fault('needsField', { field: 'nodeId' }, ['iteration']));
  })
  .meta({ id: 'RunResume', example: { action: 'retry' } });

/** Where a retry begins: a node bears a name of its own, so that the two words are never one. */
const retryFrom = z
  .string()
  .min(1)
  .max(64)
  .default('failed')
  .meta({
    description:
      '`failed`: what has finished is not run again; `start`: everything is; the id of a node outside loops: that node ' +
      'is, and what comes after it',
  });

const retryData = jsonObject.optional().meta({ description: 'In place of the trigger’s data' });

/** Body of a retry. */
export const runRetry = z
  .strictObject({
    from: retryFrom,
    version: z
      .enum(['pinned', 'latest'])
      .default('pinned')
      .meta({ description: 'The version that the run was pinned to, or the newest one' }),
    data: retryData,
    results: z
      .record(z.string(), jsonValue)
      .optional()
      .meta({ description: 'Results of nodes outside loops, by id, that get them instead of being run' }),
  })
  .meta({ id: 'RunRetry', example: { from: 'failed' } });

/** Body of a run once more. */
export const runRerun = z.strictObject({ data: retryData }).meta({ id: 'RunRerun', example: {} });

const REPETITION = {
  method: 'post',
  tag: 'Runs',
  scope: 'write',
  role: 'operator',
  params: idParams,
  headers: idempotencyHeaders,
  responses: {
    202: {
      description: 'The new run is accepted: it will start',
      schema: acceptedOperation,
      headers: { Location: 'Address of the new run' },
    },
  },
  notFound: 'RUN_NOT_FOUND',
  faults: ['RUN_STATE', 'WORKFLOW_DISABLED', 'CONCURRENCY_SKIPPED', 'IDEMPOTENCY_KEY_REUSED', 'QUOTA_EXCEEDED'],
} as const;

const retryRun = defineRoute({
  ...REPETITION,
  path: '/v1/runs/{id}/retry',
  operationId: 'retryRun',
  summary: 'Repeat a failed or cancelled run, from where it stopped',
  description:
    'Makes a new run, with `retryOf`. Its history begins with the steps that are carried over (`carriedFrom`). ' +
    'A run that completed is refused: it can be run again.',
  audit: 'run.retry',
  body: { schema: runRetry, required: false, example: { from: 'failed' } },
});

const rerunRun = defineRoute({
  ...REPETITION,
  path: '/v1/runs/{id}/rerun',
  operationId: 'rerunRun',
  summary: 'Run the newest version once more with the data of an ended run',
  description: 'Makes a new run, with `retryOf`, from its start.',
  audit: 'run.rerun',
  body: { schema: runRerun, required: false, example: {} },
});

const lineageRun = z.object({
  id,
  workflowId: id,
  version: z.int().min(1),
  status: runStatus,
  triggeredBy: runOrigin,
  retryOf: id.nullable(),
  nodeId: z.string().nullable().meta({ description: 'The step of the parent that started it' }),
  iteration: z.string().nullable(),
  createdAt: timestamp,
  completedAt: timestamp.nullable(),
});

const MOST_RELATIVES = 200;

const getRunLineage = defineRoute({
  method: 'get',
  path: '/v1/runs/{id}/lineage',
  operationId: 'getRunLineage',
  summary: 'What a run repeats, what repeats it, what started it and what it started',
  description: 'Lists are cut at `limit`; the search has all: `?retryOf=` and `?parentRunId=`.',
  tag: 'Runs',
  scope: 'read',
  params: idParams,
  query: z.strictObject({
    limit: queryInteger(1, MOST_RELATIVES, 'Most runs of each list; 100 unless told').optional(),
  }),
  responses: {
    200: {
      description: 'The runs around it',
      schema: z
        .object({
          runId: id,
          retryOf: z
            .array(lineageRun)
            .meta({ description: 'The run that it repeats, the one that that repeats, and so on' }),
          retries: z.array(lineageRun).meta({ description: 'All that repeat it or each other, oldest first' }),
          parent: lineageRun.nullable(),
          children: z.array(lineageRun).meta({ description: 'Runs that its steps started, newest first' }),
          more: z.object({ retryOf: z.boolean(), retries: z.boolean(), children: z.boolean() }),
        })
        .meta({ id: 'RunLineage' }),
    },
  },
  notFound: 'RUN_NOT_FOUND',
});

const pauseRun = defineRoute({
  method: 'post',
  path: '/v1/runs/{id}/pause',
  operationId: 'pauseRun',
  summary: 'Hold a run: what is in flight ends, and nothing new begins',
  description: 'It reads `status: "waiting"`, `paused: true` until it is resumed.',
  tag: 'Runs',
  scope: 'write',
  role: 'operator',
  audit: 'run.pause',
  params: idParams,
  body: { schema: z.strictObject({}), required: false },
  responses: { 202: { description: 'It is paused', schema: acceptedOperation } },
  notFound: 'RUN_NOT_FOUND',
  faults: ['RUN_ENDED', 'RUN_STATE', 'NO_WORKER', 'TEMPORAL_UNAVAILABLE'],
});

const resumeRun = defineRoute({
  method: 'post',
  path: '/v1/runs/{id}/resume',
  operationId: 'resumeRun',
  summary: 'Let a paused run go on, or decide on its parked steps',
  tag: 'Runs',
  scope: 'write',
  role: 'operator',
  audit: 'run.resume',
  params: idParams,
  body: { schema: runResume, required: false, example: { action: 'retry' } },
  responses: { 202: { description: 'It goes on', schema: acceptedOperation } },
  notFound: 'RUN_NOT_FOUND',
  faults: ['RUN_ENDED', 'RUN_STATE', 'NO_WORKER', 'TEMPORAL_UNAVAILABLE'],
});

export const runControlRoutes = { pauseRun, resumeRun, retryRun, rerunRun, getRunLineage };
