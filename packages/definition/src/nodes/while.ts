import { z } from 'zod';
import { anyObject, renderedFields, savedFields } from './fields.ts';
import { ATTEMPT_TIMEOUT_MS, type NodeTypeSpec } from './spec.ts';

const ON_LIMIT = ['fail', 'continue'] as const;
/** Most rounds of one loop. */
export const MAX_ROUNDS = 1_000_000;

const maxIterations = z.number().int().min(1).max(MAX_ROUNDS);

const saved = z.strictObject({
  condition: savedFields.code(),
  body: anyObject,
  maxIterations: savedFields.value(maxIterations).optional(),
  onLimit: savedFields.value(z.enum(ON_LIMIT)).optional(),
});

const rendered = z.strictObject({
  condition: renderedFields.code(),
  maxIterations: maxIterations.default(100),
  /** What reaching the bound does. */
  onLimit: z.enum(ON_LIMIT).default('fail'),
});
export type WhileConfig = z.output<typeof rendered>;

export const whileNode: NodeTypeSpec<WhileConfig> = {
  type: 'while',
  lane: 'local',
  labels: [],
  bodyNames: ['index', 'last'],
  roundFields: ['condition'],
  codeFields: ['condition'],
  toolFields: [],
  connectionFields: [],
  freeFields: ['body'],
  saved,
  rendered,
  attemptTimeoutMs: () => ATTEMPT_TIMEOUT_MS,
};
