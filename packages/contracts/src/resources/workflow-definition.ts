import { type Definition, NODE_TYPES, OVERLAP_POLICIES } from '@perdura/definition';
import { z } from 'zod';
import { jsonObject } from '../fields.ts';

const duration = z.string().meta({ description: 'ISO 8601 (`PT5S`) or short (`5s`)', example: 'PT10M' });

/** A trigger, as documents show it. What is wrong with one is found by the definition's own validation. */
export const trigger = z
  .object({
    type: z.enum(['manual', 'cron', 'event']),
    schedule: z.string().optional().meta({ description: 'cron: five fields, as Vixie cron reads them' }),
    timezone: z.string().optional().meta({ description: 'cron: IANA time zone, UTC unless told' }),
    overlap: z.enum(OVERLAP_POLICIES).optional(),
    catchupWindow: duration.optional(),
    jitter: duration.optional(),
    startAt: z.string().optional(),
    endAt: z.string().optional(),
    event: z.string().optional().meta({ description: 'event: the type that starts a run' }),
    filter: z.string().optional().meta({ description: 'event: an expression over `event` that must hold' }),
  })
  .meta({ id: 'Trigger', example: { type: 'cron', schedule: '0 9 * * *' } });

const node = z
  .object({
    id: z.string(),
    type: z.enum(NODE_TYPES),
    name: z.string().optional(),
    config: jsonObject.meta({ description: 'Fields of the node type; any text may hold templates' }),
    retry: z
      .object({
        attempts: z.int().optional(),
        initial: duration.optional(),
        factor: z.number().optional(),
        maximum: duration.optional(),
        nonRetryable: z.array(z.string()).optional(),
      })
      .optional(),
    timeoutMs: z.int().optional().meta({ description: 'Limit on one attempt, in milliseconds' }),
    totalTimeoutMs: z.int().optional().meta({ description: 'Limit on all attempts together, in milliseconds' }),
    join: z.union([z.enum(['all', 'any']), z.int()]).optional(),
    onError: z.enum(['fail', 'continue']).optional(),
  })
  .meta({ id: 'Node' });

const edge = z
  .object({
    from: z.string(),
    to: z.string(),
    condition: z.string().optional().meta({ description: 'The outcome that takes this edge', example: 'true' }),
  })
  .meta({ id: 'Edge' });

/** Trigger, nodes and edges as answers carry them: as the author wrote them, defaults filled. */
export const answeredDefinition = {
  trigger: trigger as unknown as z.ZodType<Definition['trigger']>,
  nodes: z.array(node) as unknown as z.ZodType<Definition['nodes']>,
  edges: z.array(edge) as unknown as z.ZodType<Definition['edges']>,
};

/**
 * Trigger, nodes and edges as bodies carry them: documented, but let through whole, since the definition's own
 * validation reports all their faults at once, of shape and of meaning.
 */
export const givenDefinition = {
  trigger: z.unknown().optional().meta({ $ref: '#/components/schemas/Trigger' }),
  nodes: z
    .unknown()
    .optional()
    .meta({ type: 'array', items: { $ref: '#/components/schemas/Node' } }),
  edges: z
    .unknown()
    .optional()
    .meta({ type: 'array', items: { $ref: '#/components/schemas/Edge' } }),
  timeoutMs: z.unknown().optional().meta({ type: 'integer', description: 'Limit on a whole run, in milliseconds' }),
};
