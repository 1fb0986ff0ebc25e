import { BULK_ACTIONS, type BulkAction } from '@perdura/definition/run';
import { z } from 'zod';
import {
  bothIds,
  id,
  idempotencyHeaders,
  idParams,
  jsonObject,
  pageFields,
  pageQuery,
  queryBoolean,
  queryEnum,
  timestamp,
} from '../fields.ts';
import { pascalCase } from '../pascal-case.ts';
import { defineRoute } from '../route.ts';
import { runRerun, runResume, runRetry } from './run-control.ts';
import { runFilterBody } from './run-filter.ts';

const BULK_STATUSES = ['running', 'completed', 'cancelled'] as const;
const ITEM_OUTCOMES = ['pending', 'succeeded', 'failed'] as const;

/** Failures that the document of a job shows; its list of runs has all. */
export const SHOWN_BULK_ERRORS = 100;

const nothing = z.strictObject({}).optional().meta({ description: 'This action takes none' });

const filter = runFilterBody.meta({
  description: 'The parameters of the search, lists as arrays; `{}` stands for all runs of the project',
});

function bulkOf<const Action extends BulkAction, Input extends z.ZodType>(action: Action, input: Input) {
  return z.strictObject({ action: z.literal(action), filter, input }).meta({ id: pascalCase('bulk', action) });
}

/** Body of an operation over many runs; `input` is the body of the same operation on one run. */
export const bulkRequest = z
  .discriminatedUnion('action', [
    bulkOf('cancel', nothing),
    bulkOf('terminate', nothing),
    bulkOf('pause', nothing),
    bulkOf('resume', runResume.optional()),
    bulkOf('retry', runRetry.optional()),
    bulkOf('rerun', runRerun.optional()),
  ])
  .meta({
    id: 'BulkRequest',
    example: {
      action: 'retry',
      filter: { status: ['failed'], createdAfter: '2026-04-12T00:00:00Z' },
      input: { from: 'failed' },
    },
  });

const summaryFields = {
  ...bothIds,
  jobId: id,
  action: z.enum(BULK_ACTIONS),
  filter: jsonObject.meta({ description: 'As it was asked for' }),
  status: z.enum(BULK_STATUSES).meta({
    description: '`cancelled`: it was stopped; what was not begun by then stays `pending`',
  }),
  total: z.int().min(0).meta({ description: 'The runs that matched when it was asked for' }),
  succeeded: z.int().min(0),
  failed: z.int().min(0).meta({ description: 'Runs that the action did not fit, or that refused it' }),
  pending: z.int().min(0).meta({ description: 'Runs that are still to be done' }),
  createdAt: timestamp,
  completedAt: timestamp.nullable(),
  by: z.string().nullable().meta({ description: 'Address of whoever asked for it' }),
};

const bulkSummary = z.object(summaryFields).meta({ id: 'BulkJobSummary' });

const bulkJob = z
  .object({
    ...summaryFields,
    input: jsonObject,
    errors: z.array(z.object({ runId: id, code: z.string(), message: z.string() })).meta({
      description: `The failures of at most ${SHOWN_BULK_ERRORS} runs, newest runs first; the list of its runs has all`,
    }),
  })
  .meta({ id: 'BulkJob' });

const bulkItem = z
  .object({
    runId: id,
    outcome: z.enum(ITEM_OUTCOMES),
    code: z.string().nullable(),
    message: z.string().nullable(),
    newRunId: id.nullable().meta({ description: 'The run that a retry or rerun made' }),
  })
  .meta({ id: 'BulkItem' });

const startBulk = defineRoute({
  method: 'post',
  path: '/v1/runs/bulk',
  operationId: 'startBulk',
  summary: 'Do something with all runs that a search finds',
  description:
    'The runs are chosen at once: later ones do not count. The job goes on whatever dies meanwhile, and does each run ' +
    'once. A run that refuses counts as failed, with the code that the single operation would answer.',
  tag: 'Runs',
  scope: 'write',
  role: 'operator',
  audit: 'run.bulk',
  query: z.strictObject({
    dryRun: queryBoolean('Whether only to say how many runs there are').optional(),
  }),
  headers: idempotencyHeaders,
  body: { schema: bulkRequest, required: true },
  responses: {
    202: {
      description: 'It is accepted, and will be done',
      schema: z.object({ jobId: id }).meta({ id: 'StartedBulkJob' }),
      headers: { Location: 'Address of the job' },
    },
    200: {
      description: 'With `dryRun`: how many runs there are now',
      schema: z.object({ total: z.int().min(0) }).meta({ id: 'BulkTotal' }),
    },
  },
  faults: ['BULK_TOO_MANY_RUNS', 'BULK_JOBS_LIMIT', 'IDEMPOTENCY_KEY_REUSED'],
});

const listBulk = defineRoute({
  method: 'get',
  path: '/v1/runs/bulk',
  operationId: 'listBulkJobs',
  summary: 'List the operations over many runs, newest first',
  tag: 'Runs',
  scope: 'read',
  query: z.strictObject(pageQuery),
  responses: {
    200: {
      description: 'Jobs, without input and errors',
      schema: z.object({ jobs: z.array(bulkSummary), ...pageFields }).meta({ id: 'BulkJobList' }),
    },
  },
});

const getBulk = defineRoute({
  method: 'get',
  path: '/v1/runs/bulk/{id}',
  operationId: 'getBulkJob',
  summary: 'How far an operation over many runs is',
  tag: 'Runs',
  scope: 'read',
  params: idParams,
  responses: { 200: { description: 'The job', schema: bulkJob } },
  notFound: 'BULK_JOB_NOT_FOUND',
});

const listBulkItems = defineRoute({
  method: 'get',
  path: '/v1/runs/bulk/{id}/items',
  operationId: 'listBulkItems',
  summary: 'What became of each run of an operation over many, newest runs first',
  tag: 'Runs',
  scope: 'read',
  params: idParams,
  query: z.strictObject({
    ...pageQuery,
    outcome: queryEnum(ITEM_OUTCOMES, 'Only runs with this outcome').optional(),
  }),
  responses: {
    200: {
      description: 'Runs',
      schema: z.object({ items: z.array(bulkItem), ...pageFields }).meta({ id: 'BulkItemList' }),
    },
  },
  notFound: 'BULK_JOB_NOT_FOUND',
});

const cancelBulk = defineRoute({
  method: 'post',
  path: '/v1/runs/bulk/{id}/cancel',
  operationId: 'cancelBulkJob',
  summary: 'Stop an operation over many runs',
  description: 'What is done stays done, what is under way is finished, the rest is left alone.',
  tag: 'Runs',
  scope: 'write',
  role: 'operator',
  audit: 'bulk-job.cancel',
  params: idParams,
  body: { schema: z.strictObject({}), required: false },
  responses: { 202: { description: 'It stops', schema: bulkSummary } },
  notFound: 'BULK_JOB_NOT_FOUND',
  faults: ['BULK_JOB_ENDED'],
});

export const bulkRoutes = { startBulk, listBulk, getBulk, listBulkItems, cancelBulk };
