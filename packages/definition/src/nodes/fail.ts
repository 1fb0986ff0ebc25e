import { z } from 'zod';
import { type FieldMode, filledText, renderedFields, savedFields } from './fields.ts';
import { ATTEMPT_TIMEOUT_MS, type NodeTypeSpec } from './spec.ts';

const fields = (mode: FieldMode) => ({ message: filledText(mode) });

const saved = z.strictObject({ ...fields(savedFields), code: savedFields.text().optional() });
const rendered = z.strictObject({ ...fields(renderedFields), code: renderedFields.text().default('FAILED') });
export type FailConfig = z.output<typeof rendered>;

export const fail: NodeTypeSpec<FailConfig> = {
  type: 'fail',
  lane: 'local',
  labels: [],
  codeFields: [],
  toolFields: [],
  connectionFields: [],
  freeFields: [],
  saved,
  rendered,
  attemptTimeoutMs: () => ATTEMPT_TIMEOUT_MS,
};
