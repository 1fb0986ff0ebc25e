import { z } from 'zod';
import { CONCURRENCY_POLICIES, type WorkflowPolicies } from '../definition.ts';
import { toolDeclarationSchema } from './tool-declaration.ts';

/** Longest limit on a whole run, in milliseconds. */
export const MAX_RUN_TIMEOUT_MS = 365 * 24 * 60 * 60 * 1000;

const MAX_LIVE_RUNS = 10_000;
const MAX_STARTS = 1_000_000;
const MAX_TAGS = 20;
const MAX_TEXT = 500;
const MAX_RETENTION_DAYS = 36_500;

export const runTimeoutSchema = z.number().int().min(1).max(MAX_RUN_TIMEOUT_MS);

/** A text that may hold templates and is not blank. */
const template = z
  .string()
  .max(MAX_TEXT)
  .superRefine((text, context) => {
    if (text.trim() === '') context.addIssue({ code: 'custom', params: { fault: 'EMPTY' } });
  });

/** What holds for each run of a workflow, as callers write it: the schema of each field. */
export const policySchemas = {
  /** Limit on the whole run, in milliseconds. */
  timeoutMs: runTimeoutSchema,
  concurrency: z.strictObject({
    /** How many runs may be live at once, for each value of `key`. */
    limit: z.number().int().min(1).max(MAX_LIVE_RUNS),
    /** What a start that finds no free slot does; `queue` when absent. */
    policy: z.enum(CONCURRENCY_POLICIES).optional(),
    /** Template over `trigger` and `run`. */
    key: template.optional(),
  }),
  rateLimit: z.strictObject({
    /** How many runs may start within `per`. */
    limit: z.number().int().min(1).max(MAX_STARTS),
    /** A duration. */
    per: z.string().max(MAX_TEXT),
  }),
  /** 1 is served first. */
  priority: z.number().int().min(1).max(5),
  onFailure: z.strictObject({
    /** The workflow that starts when a run fails. */
    workflowId: template,
  }),
  /** Templates over `trigger` and `run`. */
  tags: z.array(template).max(MAX_TAGS),
  /** Template over `trigger` and `run`. */
  businessKey: template,
  /** How long the history of a run is kept after its end. */
  retentionDays: z.number().int().min(1).max(MAX_RETENTION_DAYS),
  /** Makes it a tool of MCP servers. */
  tool: toolDeclarationSchema,
} as const satisfies Record<keyof WorkflowPolicies, z.ZodType>;

/** The fields of a definition that hold for each run as a whole. */
export const POLICY_FIELDS = Object.keys(policySchemas) as readonly (keyof WorkflowPolicies)[];
