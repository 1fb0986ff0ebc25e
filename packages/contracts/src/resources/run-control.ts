import { z } from 'zod';
import { fault, idParams, jsonValue } from '../fields.ts';
import { defineRoute } from '../route.ts';
import { acceptedOperation } from './runs.ts';

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

const pauseRun = defineRoute({
  method: 'post',
  path: '/v1/runs/{id}/pause',
  operationId: 'pauseRun',
  summary: 'Hold a run: what is in flight ends, and nothing new begins',
  description: 'It reads `status: "waiting"`, `paused: true` until it is resumed.',
  tag: 'Runs',
  scope: 'write',
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
  audit: 'run.resume',
  params: idParams,
  body: { schema: runResume, required: false, example: { action: 'retry' } },
  responses: { 202: { description: 'It goes on', schema: acceptedOperation } },
  notFound: 'RUN_NOT_FOUND',
  faults: ['RUN_ENDED', 'RUN_STATE', 'NO_WORKER', 'TEMPORAL_UNAVAILABLE'],
});

export const runControlRoutes = { pauseRun, resumeRun };
