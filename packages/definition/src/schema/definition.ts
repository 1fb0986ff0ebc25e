import { z } from 'zod';
import { edgeSchema } from './edge.ts';
import { nodeSchema } from './node.ts';
import { triggerSchema } from './trigger.ts';

/** Longest limit on a whole run, in milliseconds. */
export const MAX_RUN_TIMEOUT_MS = 365 * 24 * 60 * 60 * 1000;

export const runTimeoutSchema = z.number().int().min(1).max(MAX_RUN_TIMEOUT_MS);

/** A definition as callers write it: its shape alone, as the HTTP contract shows it. */
export const definitionSchema = z.strictObject({
  trigger: triggerSchema.optional(),
  nodes: z.array(nodeSchema).optional(),
  edges: z.array(edgeSchema).optional(),
  timeoutMs: runTimeoutSchema.optional(),
});
