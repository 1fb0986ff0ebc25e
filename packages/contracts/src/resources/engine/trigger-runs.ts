import { z } from 'zod';
import { defineRoute } from '../../route.ts';
import { givenProject } from './engine-fields.ts';
import { engineRoute } from './engine-route.ts';

const counts = z.object({ success: z.int().min(0), failure: z.int().min(0) });

const triggerRunStatus = z
  .object({
    pieces: z.record(
      z.string(),
      z.object({
        dailyStats: z.record(z.string(), counts).meta({ description: 'By day, in UTC', example: { '2026-04-12': {} } }),
        totalRuns: z.int().min(0),
      }),
    ),
  })
  .meta({ id: 'TriggerRunStatus' });

const getTriggerRunStatus = defineRoute({
  ...engineRoute,
  method: 'get',
  path: '/v1/trigger-runs/status',
  operationId: 'getTriggerRunStatus',
  summary: 'Tell how the calls of triggers went, by piece and day',
  description: 'The last fourteen days: polls, and requests to webhooks that a piece had to look at.',
  scope: 'read',
  query: z.object({ projectId: givenProject }),
  responses: { 200: { description: 'Counts', schema: triggerRunStatus } },
});

export const triggerRunRoutes = { getTriggerRunStatus };
