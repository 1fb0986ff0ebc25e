import { STEP_STATUSES } from '@perdura/definition/run';
import { z } from 'zod';
import { fault, ID_PATTERN, jsonValue, pageFields, pageQuery, querySet, textOf, timestamp } from '../fields.ts';
import { defineRoute } from '../route.ts';
import { STEP_DETAIL_EXAMPLE } from './examples.ts';
import { childRunId, omittedValue, stepError, stepStatus } from './runs.ts';

/** Ids of nodes as definitions have them, and of the steps that undo them. */
const NODE_ID = /^[A-Za-z0-9_-]{1,64}(:compensate)?$/;

/** An iteration: the rounds of the loops around a step, the outermost first. */
const ITERATION = /^[0-9]{1,9}(\.[0-9]{1,9}){0,31}$/;
const ITERATION_LENGTH = 320;

const attempt = z
  .object({
    attempt: z.int().min(1),
    queuedAt: timestamp.nullable().meta({ description: 'When it was handed to the workers; null when not known' }),
    startedAt: timestamp,
    endedAt: timestamp.nullable(),
    error: stepError,
    worker: z
      .string()
      .nullable()
      .meta({ description: 'The process that made it; null when it told nothing by itself' }),
  })
  .meta({ id: 'StepAttempt' });

const logLine = z.object({ at: timestamp, level: z.string(), message: z.string() }).meta({ id: 'StepLogLine' });

const iteration = z
  .object({
    iteration: z.string(),
    status: stepStatus,
    input: jsonValue.meta({
      description:
        'The config of the newest attempt, its templates resolved and its secrets masked; null while there is none, ' +
        'and for nodes that only compute, unless they failed or logged',
    }),
    result: jsonValue,
    resultOmitted: omittedValue,
    error: stepError,
    startedAt: timestamp.nullable(),
    completedAt: timestamp.nullable(),
    attemptCount: z
      .int()
      .min(0)
      .meta({ description: 'How often it was tried, attempts lost with their worker included' }),
    attempts: z.array(attempt),
    log: z.array(logLine).meta({ description: 'What its newest attempts logged' }),
    warnings: z.array(z.string()),
    childRunId,
  })
  .meta({ id: 'StepIteration' });

/** All that is known of one node in a run, by pages of its iterations. */
export const stepDetail = z
  .object({ nodeId: z.string(), nodeType: z.string(), iterations: z.array(iteration), ...pageFields })
  .meta({ id: 'StepDetail', example: STEP_DETAIL_EXAMPLE });

const getRunStep = defineRoute({
  method: 'get',
  path: '/v1/runs/{id}/steps/{nodeId}',
  operationId: 'getRunStep',
  summary: 'Get what a node did in a run: its iterations with their attempts and logs',
  description: 'Outside loops a node has one iteration, `0`. Iterations come in the order of their numbers.',
  tag: 'Runs',
  scope: 'read',
  params: z.object({ id: z.string().regex(ID_PATTERN), nodeId: z.string().regex(NODE_ID) }),
  query: z.strictObject({
    limit: pageQuery.limit,
    cursor: z
      .string()
      .check((context) => {
        if (!ITERATION.test(context.value)) context.issues.push(fault('badCursor'));
      })
      .optional()
      .meta({ description: '`nextCursor` of the previous answer' }),
    status: querySet(STEP_STATUSES, 'Only iterations in one of these states').optional(),
    iteration: textOf(ITERATION, 'numbers joined by dots, such as 2 or 2.0', ITERATION_LENGTH)
      .optional()
      .meta({ description: 'Only this iteration, and those within it: `2` is also `2.0` and `2.1`' }),
  }),
  responses: { 200: { description: 'The node in this run', schema: stepDetail } },
  notFound: 'STEP_NOT_FOUND',
  faults: ['RUN_NOT_FOUND'],
});

export const runStepRoutes = { getRunStep };
