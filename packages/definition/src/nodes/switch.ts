import { z } from 'zod';
import { type FieldMode, renderedFields, savedFields } from './fields.ts';
import { ATTEMPT_TIMEOUT_MS, type NodeTypeSpec } from './spec.ts';

const fields = (mode: FieldMode) => z.strictObject({ expression: mode.code() });

const rendered = fields(renderedFields);
export type SwitchConfig = z.output<typeof rendered>;

export const switchNode: NodeTypeSpec<SwitchConfig> = {
  type: 'switch',
  lane: 'local',
  labels: 'any',
  codeFields: ['expression'],
  toolFields: [],
  connectionFields: [],
  freeFields: [],
  saved: fields(savedFields),
  rendered,
  attemptTimeoutMs: () => ATTEMPT_TIMEOUT_MS,
};
