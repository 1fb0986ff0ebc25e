import { z } from 'zod';
import { type FieldMode, renderedFields, savedFields } from './fields.ts';
import { ATTEMPT_TIMEOUT_MS, type NodeTypeSpec } from './spec.ts';

const fields = (mode: FieldMode) => z.strictObject({ expression: mode.code() });

const rendered = fields(renderedFields);
export type ConditionConfig = z.output<typeof rendered>;

export const condition: NodeTypeSpec<ConditionConfig> = {
  type: 'condition',
  lane: 'local',
  labels: ['true', 'false'],
  codeFields: ['expression'],
  toolFields: [],
  connectionFields: [],
  freeFields: [],
  saved: fields(savedFields),
  rendered,
  attemptTimeoutMs: () => ATTEMPT_TIMEOUT_MS,
};
