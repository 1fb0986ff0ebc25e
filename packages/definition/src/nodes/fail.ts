import { z } from 'zod';
import { type FieldMode, filledText, renderedFields, savedFields, type TextForm } from './fields.ts';
import { ATTEMPT_TIMEOUT_MS, type NodeTypeSpec } from './spec.ts';

const codeForm: TextForm = {
  check: (text) => (/^[A-Z][A-Z0-9_]{0,63}$/.test(text) ? null : { fault: 'FAIL_CODE_INVALID' }),
};

const fields = (mode: FieldMode) => ({ message: filledText(mode) });

const saved = z.strictObject({ ...fields(savedFields), code: savedFields.formatted(codeForm).optional() });
const rendered = z.strictObject({
  ...fields(renderedFields),
  code: renderedFields.formatted(codeForm).default('FAILED'),
});
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
  defaultAttempts: 1,
};
