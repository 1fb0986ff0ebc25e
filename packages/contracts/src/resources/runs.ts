import { RUN_ORIGINS, RUN_STATUSES, STEP_STATUSES } from '@perdura/definition/run';
import { z } from 'zod';
import {
  bothIds,
  ID_PATTERN,
  id,
  idempotencyHeaders,
  idParams,
  jsonObject,
  jsonValue,
  pageFields,
  pageQuery,
  queryInteger,
  tags,
  timestamp,
  timeText,
  title,
} from '../fields.ts';
import { defineRoute } from '../route.ts';
import { RUN_ORIGIN_MEANING, RUN_STATUS_MEANING, STEP_STATUS_MEANING } from '../run-status.ts';
import { RUN_EXAMPLE, STARTED_RUN_EXAMPLE } from './examples.ts';
import { BUSINESS_KEY_LENGTH } from './run-filter.ts';
import { versionName } from './versions.ts';

export const runStatus = z.enum(RUN_STATUSES).meta({ id: 'RunStatus', description: meanings(RUN_STATUS_MEANING) });

/** What started a run. */
export const runOrigin = z.enum(RUN_ORIGINS).meta({ description: meanings(RUN_ORIGIN_MEANING) });

export const stepStatus = z.enum(STEP_STATUSES).meta({ description: meanings(STEP_STATUS_MEANING) });

/** The size of a value that an answer leaves out. */
export const omittedValue = z
  .object({ bytes: z.int() })
  .optional()
  .meta({ description: 'Present when the value is too large for this answer; the field that it is of is null then' });

/** A failure of a step or an attempt. */
export const stepError = z.object({ code: z.string(), message: z.string() }).nullable();

/** The run that a `sub-workflow` step started. */
export const childRunId = id.nullable().meta({ description: 'The run that a `sub-workflow` step started' });

/** The run that did a step which this one carried over. */
export const carriedFrom = id
  .nullable()
  .meta({ description: 'The run that did the step, where this one carried it over from what it repeats' });

/** One node's part in a run. */
export const stepResult = z
  .object({
    nodeId: z.string(),
    nodeType: z.string(),
    iteration: z
      .string()
      .meta({ description: '`0` outside loops; `2`, `2.0` inside: the round of each loop around it' }),
    status: stepStatus,
    result: jsonValue,
    resultOmitted: omittedValue,
    error: stepError,
    attempts: z.int().min(0),
    warnings: z.array(z.string()),
    startedAt: timestamp.nullable(),
    completedAt: timestamp.nullable(),
    childRunId,
    carriedFrom,
  })
  .meta({ id: 'StepResult' });

const roundCount = z.int().min(0);

/** How often a node of a loop ran, in all and by state. */
const iterationCounts = z
  .object({
    total: roundCount,
    ...{ running: roundCount, waiting: roundCount, success: roundCount },
    ...{ failed: roundCount, skipped: roundCount, cancelled: roundCount },
  })
  .meta({ id: 'IterationCounts' });

const runFields = {
  ...bothIds,
  workflowId: id,
  status: runStatus,
  triggeredBy: runOrigin,
  triggerData: jsonValue,
  stepResults: z.array(stepResult).meta({
    description:
      'In the order in which they started. Of a run with very many steps: those outside loops and of first rounds, ' +
      'then of each node of a loop those that failed, are open or are newest',
  }),
  moreSteps: z.boolean().meta({
    description: 'Whether the run has steps that are not here; GET /v1/runs/{id}/steps/{nodeId} gives those of a node',
  }),
  version: z.int().min(1),
  error: z
    .object({ code: z.string(), message: z.string(), nodeId: z.string().nullable() })
    .nullable()
    .meta({ description: 'Why the run failed or was ended' }),
  tags: z.array(z.string()),
  businessKey: z.string().nullable(),
  parentRunId: id.nullable(),
  retryOf: id.nullable(),
  startAt: timestamp.nullable().meta({ description: 'When it was asked to start; null for at once' }),
  temporal: z.object({ workflowId: z.string(), runId: z.string().nullable() }),
  createdAt: timestamp,
  startedAt: timestamp.nullable(),
  completedAt: timestamp.nullable(),
  durationMs: z.int().nullable(),
  paused: z.boolean().meta({ description: 'Whether somebody paused it' }),
  result: jsonValue.meta({ description: 'Result of the last node that succeeded; null before the run completed' }),
  resultOmitted: omittedValue,
  response: jsonValue.meta({ description: 'What a `respond` node answered: `{status, headers, body}`; null for none' }),
  responseOmitted: omittedValue,
  iterations: z.record(z.string(), iterationCounts).meta({
    description:
      'By node id, for each node that ran in more rounds of a loop than the first; in lists left empty for runs that ' +
      'have more steps than are shown',
  }),
};

/** A run with its steps. */
export const runDocument = z.object(runFields).meta({ id: 'Run', example: RUN_EXAMPLE });

const endedRun = z.object({ runId: id, ...runFields }).meta({ id: 'EndedRun' });

const startedRun = z
  .object({
    runId: id,
    status: runStatus,
    message: z.string(),
    startAt: timestamp.optional().meta({ description: 'Present for a run for later' }),
  })
  .meta({ id: 'StartedRun', example: STARTED_RUN_EXAMPLE });

/** A page of runs. */
export const runList = z.object({ runs: z.array(runDocument), ...pageFields }).meta({ id: 'RunList' });

/** Answer to a command that a run will follow. */
export const acceptedOperation = z.object({ runId: id, status: runStatus }).meta({ id: 'AcceptedRunOperation' });

/** Body of a start. */
export const runStart = z
  .strictObject({
    data: jsonObject.optional().meta({ description: 'Trigger data; nodes read it as {{trigger.data}}' }),
    tags: tags.optional(),
    businessKey: title(BUSINESS_KEY_LENGTH).optional().meta({ description: 'Key of the caller’s own, for searching' }),
    version: versionName
      .optional()
      .meta({ description: 'Version to run: a number, a label, or `latest`, as unless told' }),
    at: timeText('When it shall start, within 5 years; at once unless told').optional(),
  })
  .meta({ id: 'RunStart', example: { data: { building: 'A栋' } } });

/** Longest wait for the end of a run, in seconds. */
export const MAXIMUM_WAIT_SECONDS = 300;

const runWorkflow = defineRoute({
  method: 'post',
  path: '/v1/workflows/{id}/run',
  operationId: 'runWorkflow',
  summary: '执行工作流 (start a run)',
  tag: 'Runs',
  scope: 'write',
  role: 'operator',
  audit: { none: 'the run itself is kept, with who started it' },
  params: idParams,
  query: z.strictObject({
    wait: queryInteger(1, MAXIMUM_WAIT_SECONDS, 'Seconds to wait for the end of the run').optional(),
  }),
  headers: idempotencyHeaders,
  body: { schema: runStart, required: false, example: { data: { building: 'A栋' } } },
  responses: {
    202: {
      description: 'The run is accepted: it will start',
      schema: startedRun,
      headers: { Location: 'Address of the run' },
    },
    200: {
      description: 'With `wait`: the run has ended',
      schema: endedRun,
      headers: { Location: 'Address of the run' },
    },
  },
  notFound: 'WORKFLOW_NOT_FOUND',
  faults: ['VERSION_NOT_FOUND', 'WORKFLOW_DISABLED', 'CONCURRENCY_SKIPPED', 'IDEMPOTENCY_KEY_REUSED'],
});

const listWorkflowRuns = defineRoute({
  method: 'get',
  path: '/v1/workflows/{id}/runs',
  operationId: 'listWorkflowRuns',
  summary: '查看执行历史 (list the runs of a workflow, newest first)',
  tag: 'Runs',
  scope: 'read',
  params: idParams,
  query: z.strictObject(pageQuery),
  responses: { 200: { description: 'Runs', schema: runList } },
  notFound: 'WORKFLOW_NOT_FOUND',
});

const getWorkflowRun = defineRoute({
  method: 'get',
  path: '/v1/workflows/{id}/runs/{runId}',
  operationId: 'getWorkflowRun',
  summary: '查看执行详情 (get a run of a workflow)',
  tag: 'Runs',
  scope: 'read',
  params: z.object({ id: z.string().regex(ID_PATTERN), runId: z.string().regex(ID_PATTERN) }),
  responses: { 200: { description: 'The run', schema: runDocument } },
  notFound: 'RUN_NOT_FOUND',
});

const getRun = defineRoute({
  method: 'get',
  path: '/v1/runs/{id}',
  operationId: 'getRun',
  summary: 'Get a run by its id alone',
  tag: 'Runs',
  scope: 'read',
  params: idParams,
  responses: { 200: { description: 'The run', schema: runDocument } },
  notFound: 'RUN_NOT_FOUND',
});

const cancelRun = defineRoute({
  method: 'post',
  path: '/v1/runs/{id}/cancel',
  operationId: 'cancelRun',
  summary: 'Ask a run to end: its steps are cancelled',
  tag: 'Runs',
  scope: 'write',
  role: 'operator',
  audit: 'run.cancel',
  params: idParams,
  body: { schema: z.strictObject({}), required: false },
  responses: { 202: { description: 'It will end as `cancelled`', schema: acceptedOperation } },
  notFound: 'RUN_NOT_FOUND',
  faults: ['RUN_ENDED'],
});

const terminateRun = defineRoute({
  method: 'post',
  path: '/v1/runs/{id}/terminate',
  operationId: 'terminateRun',
  summary: 'End a run at once, without asking it',
  description: 'It ends as `cancelled` with the error code TERMINATED.',
  tag: 'Runs',
  scope: 'write',
  role: 'operator',
  audit: 'run.terminate',
  params: idParams,
  body: { schema: z.strictObject({}), required: false },
  responses: { 202: { description: 'It has ended, or will at once', schema: acceptedOperation } },
  notFound: 'RUN_NOT_FOUND',
  faults: ['RUN_ENDED', 'TEMPORAL_UNAVAILABLE'],
});

export const runRoutes = {
  runWorkflow,
  listWorkflowRuns,
  getWorkflowRun,
  getRun,
  cancelRun,
  terminateRun,
};

function meanings(texts: Record<string, string>): string {
  return Object.entries(texts)
    .map(([name, text]) => `\`${name}\`: ${text}`)
    .join('; ');
}
