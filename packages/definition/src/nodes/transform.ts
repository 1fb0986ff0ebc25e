import { z } from 'zod';
import { anyObject, json, renderedFields, savedFields } from './fields.ts';
import { ATTEMPT_TIMEOUT_MS, type NodeTypeSpec } from './spec.ts';

/** An expression, or an object or list whose texts may hold templates. */
const saved = z.strictObject({ expression: z.union([savedFields.code(), anyObject, z.array(json)]) });
const rendered = z.strictObject({ expression: renderedFields.code() });
export type TransformConfig = z.output<typeof rendered>;

export const transform: NodeTypeSpec<TransformConfig> = {
  type: 'transform',
  lane: 'local',
  labels: [],
  codeFields: ['expression'],
  toolFields: [],
  connectionFields: [],
  freeFields: ['expression'],
  saved,
  rendered,
  attemptTimeoutMs: () => ATTEMPT_TIMEOUT_MS,
};
