import { z } from 'zod';

/** An edge as callers write it. */
export const edgeSchema = z.strictObject({
  from: z.string(),
  to: z.string(),
  /** Label of the outcome that takes the edge: `"true"`, `"false"`, `"error"`; success takes it when absent. */
  condition: z.string().optional(),
});
