import { z } from 'zod';
import { fault, jsonValue, queryBoolean, quoted } from '../../fields.ts';
import { defineRoute } from '../../route.ts';
import {
  engineId,
  engineIdParams,
  engineProjectId,
  entityFields,
  givenId,
  givenList,
  givenProject,
  wordsOf,
} from './engine-fields.ts';
import { enginePage, enginePageQuery } from './engine-paging.ts';
import { engineRoute } from './engine-route.ts';

export const FLOW_RUN_STATUSES = [
  ...(['QUEUED', 'RUNNING', 'PAUSED', 'SUCCEEDED', 'FAILED', 'CANCELED', 'TIMEOUT', 'INTERNAL_ERROR'] as const),
  ...(['QUOTA_EXCEEDED', 'MEMORY_LIMIT_EXCEEDED', 'LOG_SIZE_EXCEEDED'] as const),
] as const;
export type FlowRunStatus = (typeof FLOW_RUN_STATUSES)[number];

export const RETRY_STRATEGIES = ['FROM_FAILED_STEP', 'ON_LATEST_VERSION'] as const;

const STEP_OUTPUT_STATUSES = ['RUNNING', 'PAUSED', 'SUCCEEDED', 'FAILED', 'STOPPED'] as const;
export type StepOutputStatus = (typeof STEP_OUTPUT_STATUSES)[number];

const nullableTime = z.string().nullable().meta({ format: 'date-time' });

const stepOutput = z
  .object({
    type: z.string().meta({ description: 'CODE, PIECE, LOOP_ON_ITEMS, ROUTER; of `trigger` PIECE_TRIGGER or EMPTY' }),
    status: z.enum(STEP_OUTPUT_STATUSES),
    input: jsonValue.meta({ description: 'Secrets are masked' }),
    output: jsonValue.optional(),
    outputOmitted: z.object({ bytes: z.int() }).optional().meta({ description: 'The output is too large to be shown' }),
    duration: z.int().optional().meta({ description: 'Milliseconds' }),
    errorMessage: z.string().optional(),
  })
  .meta({ id: 'FlowRunStep' });

/** Fields of a run as lists show it. */
const flowRun = z.object({
  ...entityFields,
  projectId: engineProjectId,
  flowId: engineId,
  flowVersionId: engineId,
  flowVersion: z.object({ displayName: z.string() }),
  status: z.enum(FLOW_RUN_STATUSES),
  environment: z.enum(['PRODUCTION', 'TESTING']),
  startTime: nullableTime,
  finishTime: nullableTime,
  failParentOnFailure: z.boolean(),
  parentRunId: engineId.nullable(),
  retryOf: engineId.nullable().meta({ description: 'The run that it repeats' }),
  triggeredBy: z.string().nullable().meta({ description: 'Who started it by a credential; null for all others' }),
  tags: z.array(z.string()),
  failedStep: z.object({ name: z.string(), displayName: z.string(), message: z.string() }).nullable(),
  stepsCount: z.int(),
  logsFileId: z.string().nullable(),
  stepNameToTest: z.string().nullable(),
  archivedAt: nullableTime,
});

const listedRun = flowRun.meta({ id: 'FlowRun' });

const shownRun = flowRun
  .extend({
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    steps: z.record(z.string(), stepOutput).meta({ description: 'By name; those within loops are in their loop' }),
    stepsOmitted: z.literal(true).optional().meta({ description: 'It has more steps than are shown' }),
  })
  .meta({ id: 'FlowRunWithSteps' });

/** A day or a point in time: `2026-04-12`, `2026-04-12T08:00:00.000Z`. */
function givenTime(description: string) {
  return z
    .string()
    .transform((text, context) => {
      const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? new Date(text) : new Date(Number.NaN);
      if (!Number.isNaN(time.getTime())) return time;
      context.issues.push(fault('pointInTime', { found: quoted(text) }));
      return z.NEVER;
    })
    .meta({ type: 'string', format: 'date-time', description });
}

const status = givenList(`Only runs in one of these states: ${FLOW_RUN_STATUSES.join(', ')}`).optional();
const createdAfter = givenTime('Only runs made at or after this time').optional();
const createdBefore = givenTime('Only runs made before this time').optional();

const listFlowRuns = defineRoute({
  ...engineRoute,
  method: 'get',
  path: '/v1/flow-runs',
  operationId: 'listFlowRuns',
  summary: 'Runs of flows, newest first, without their steps',
  description: 'Runs of drafts, and those that were archived, are left out unless they are asked for.',
  scope: 'read',
  query: z.object({
    ...enginePageQuery,
    flowId: givenList('Only runs of these flows').optional(),
    status,
    tags: givenList('Only runs with one of these tags').optional(),
    flowRunIds: givenList('Only these runs').optional(),
    failedStepName: z.string().optional().meta({ description: 'Only runs that this step failed' }),
    failedStepMessage: z.string().max(500).optional().meta({ description: 'Text within the error' }),
    parentRunId: givenId('Only runs that this run called').optional(),
    environment: z.string().optional().meta({ description: 'PRODUCTION unless told; TESTING: runs of drafts' }),
    includeArchived: queryBoolean('Whether archived runs are shown as well').optional(),
    createdAfter,
    createdBefore,
  }),
  responses: { 200: { description: 'A page of runs', schema: enginePage(listedRun, 'FlowRunPage') } },
  faults: ['VALIDATION_FAILED'],
});

const getFlowRun = defineRoute({
  ...engineRoute,
  method: 'get',
  path: '/v1/flow-runs/{id}',
  operationId: 'getFlowRun',
  summary: 'A run of a flow with its steps',
  scope: 'read',
  params: engineIdParams,
  query: z.object({ projectId: givenProject }),
  responses: { 200: { description: 'The run', schema: shownRun } },
  notFound: 'RUN_NOT_FOUND',
});

const strategy = z.enum(RETRY_STRATEGIES).default('FROM_FAILED_STEP');

const retryFlowRun = defineRoute({
  ...engineRoute,
  method: 'post',
  path: '/v1/flow-runs/{id}/retry',
  operationId: 'retryFlowRun',
  summary: 'Repeat a run: from the step that failed, or as a whole on the published version',
  description: 'Makes a new run, with `retryOf`, and answers it.',
  scope: 'write',
  role: 'operator',
  audit: 'run.retry',
  params: engineIdParams,
  query: z.object({ projectId: givenProject, strategy: strategy.optional() }),
  body: { schema: z.object({ projectId: givenProject, strategy: strategy.optional() }), required: false },
  responses: { 200: { description: 'The new run', schema: listedRun } },
  notFound: 'RUN_NOT_FOUND',
  faults: ['VALIDATION_FAILED', 'RUN_STATE', 'CONCURRENCY_SKIPPED', 'QUOTA_EXCEEDED'],
});

const cancelFlowRun = defineRoute({
  ...engineRoute,
  method: 'post',
  path: '/v1/flow-runs/{id}/cancel',
  operationId: 'cancelFlowRun',
  summary: 'Ask a run to end',
  scope: 'write',
  role: 'operator',
  audit: 'run.cancel',
  params: engineIdParams,
  body: { schema: z.object({ projectId: givenProject }), required: false },
  responses: { 200: { description: 'The run as it is now', schema: listedRun } },
  notFound: 'RUN_NOT_FOUND',
  faults: ['RUN_ENDED'],
});

/** A list in a body, which may be comma-joined there as well. */
const texts = z.union([z.string().transform(wordsOf), z.array(z.string()).max(10_000)]);

/** A time in a body, where null counts as none. */
function bodyTime(description: string) {
  const text = z.union([z.string(), z.null()]).transform((given) => given ?? undefined);
  return text
    .pipe(givenTime(description).optional())
    .optional()
    .meta({ type: ['string', 'null'], format: 'date-time', description });
}

const bulkFields = {
  projectId: givenProject,
  flowRunIds: texts.optional().meta({ description: 'These runs; all that match the rest unless told' }),
  excludeFlowRunIds: texts.optional().meta({ description: 'All but these; empty for all runs of the project' }),
  status: texts.optional(),
  flowId: texts.optional(),
  createdAfter: bodyTime('Made at or after'),
  createdBefore: bodyTime('Made before'),
  failedStepName: z.string().optional(),
  failedStepMessage: z.string().max(500).optional(),
};

/** A choice of runs. One that says nothing of them would mean all, which is likelier a slip than a wish. */
function choosingRuns<Fields extends z.core.$ZodLooseShape>(fields: Fields) {
  return z.object(fields).check(({ value, issues }) => {
    const { projectId: _, strategy: __, ...choice } = value as Record<string, unknown>;
    if (Object.values(choice).every((given) => given === undefined || given === '')) issues.push(fault('noRunsChosen'));
  });
}

const chosen = z
  .object({ flowRunIds: z.array(engineId), jobId: z.string().optional() })
  .meta({ id: 'FlowRunsChosen', description: 'Many runs are done in the background, as the job of this id' });

const BULK = {
  ...engineRoute,
  method: 'post',
  scope: 'write',
  role: 'operator',
  faults: ['VALIDATION_FAILED', 'BULK_TOO_MANY_RUNS', 'BULK_JOBS_LIMIT'],
} as const;

const retryFlowRuns = defineRoute({
  ...BULK,
  path: '/v1/flow-runs/retry',
  operationId: 'retryFlowRuns',
  summary: 'Repeat many runs',
  description:
    'Answers the new runs. Of more than a hundred none: they are repeated in the background. Where a quota or an outage ' +
    'ends it once some are repeated, those are the answer, and the rest is left as it was.',
  audit: 'run.retry-many',
  body: { schema: choosingRuns({ ...bulkFields, strategy: strategy.optional() }), required: false },
  responses: { 200: { description: 'The new runs', schema: z.array(listedRun) } },
});

const cancelFlowRuns = defineRoute({
  ...BULK,
  path: '/v1/flow-runs/cancel',
  operationId: 'cancelFlowRuns',
  summary: 'Ask many runs to end',
  audit: 'run.cancel-many',
  body: { schema: choosingRuns(bulkFields), required: false },
  responses: { 200: { description: 'The runs that were asked', schema: chosen } },
});

const archiveFlowRuns = defineRoute({
  ...BULK,
  path: '/v1/flow-runs/archive',
  operationId: 'archiveFlowRuns',
  summary: 'Put many runs away: lists leave them out unless they are asked for',
  audit: 'run.archive-many',
  body: { schema: choosingRuns(bulkFields), required: false },
  responses: { 200: { description: 'The runs that were put away', schema: chosen } },
});

const countFlowRuns = defineRoute({
  ...engineRoute,
  method: 'get',
  path: '/v1/flow-runs/count-by-status',
  operationId: 'countFlowRuns',
  summary: 'How many runs of flows are in each state',
  scope: 'read',
  query: z.object({
    projectId: givenProject,
    flowId: givenList('Only runs of these flows').optional(),
    createdAfter,
    createdBefore,
  }),
  responses: {
    200: {
      description: 'States that have runs',
      schema: z
        .object({ data: z.array(z.object({ status: z.enum(FLOW_RUN_STATUSES), count: z.int() })) })
        .meta({ id: 'FlowRunCounts' }),
    },
  },
  faults: ['VALIDATION_FAILED'],
});

/** Runs of flows. Those whose paths name no run come first. */
export const flowRunRoutes = {
  ...{ listFlowRuns, countFlowRuns, retryFlowRuns, cancelFlowRuns, archiveFlowRuns },
  ...{ getFlowRun, retryFlowRun, cancelFlowRun },
};
