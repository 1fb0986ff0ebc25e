import { z } from 'zod';
import { COMPENSATION_TYPES, NODE_TYPES, ON_ERROR } from '../definition.ts';
import { anyObject } from '../nodes/fields.ts';
import { MAX_ATTEMPT_TIMEOUT_MS } from '../nodes/spec.ts';

/** Letters, digits, `_` and `-`, not a digit first, at most 64. */
export const NODE_ID = /^[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$/;

export const MAX_ATTEMPTS = 100;
const MAX_FACTOR = 100;
const MAX_TOTAL_TIMEOUT_MS = 365 * 24 * 60 * 60 * 1000;
const MAX_NAME = 200;
const MAX_TEXT = 500;

export const retrySchema = z.strictObject({
  attempts: z.number().int().min(1).max(MAX_ATTEMPTS).optional(),
  /** Wait before the second attempt, as a duration. */
  initial: z.string().max(MAX_TEXT).optional(),
  /** By how much each wait is longer than the one before. */
  factor: z.number().min(1).max(MAX_FACTOR).optional(),
  /** Longest wait between attempts, as a duration. */
  maximum: z.string().max(MAX_TEXT).optional(),
  /** Error codes that end the step at once. */
  nonRetryable: z.array(z.string().min(1).max(MAX_TEXT)).max(100).optional(),
});

/** A node as callers write it: its shape, without the config, which each type has its own schema for. */
export const nodeSchema = z.strictObject({
  id: z.string(),
  type: z.enum(NODE_TYPES),
  name: z.string().max(MAX_NAME).optional(),
  config: anyObject.optional(),
  retry: retrySchema.optional(),
  /** Limit on one attempt, in milliseconds. */
  timeoutMs: z.number().int().min(1).max(MAX_ATTEMPT_TIMEOUT_MS).optional(),
  /** Limit on all attempts together, in milliseconds. */
  totalTimeoutMs: z.number().int().min(1).max(MAX_TOTAL_TIMEOUT_MS).optional(),
  join: z.union([z.enum(['all', 'any']), z.number().int().min(1)]).optional(),
  onError: z.enum(ON_ERROR).optional(),
  /** What undoes the node; its config is checked by the schema of its type. */
  compensate: z.strictObject({ type: z.enum(COMPENSATION_TYPES), config: anyObject.optional() }).optional(),
  /** Whether the node is passed over: always, or when the expression holds. */
  skip: z.union([z.boolean(), z.string()]).optional(),
});
