import { z } from 'zod';
import { type FieldMode, filledText, renderedFields, savedFields, type TextForm } from './fields.ts';
import { ATTEMPT_TIMEOUT_MS, type NodeTypeSpec } from './spec.ts';

/** Codes by which a run is told how an attempt ended, whatever the node was: from an author they would be misread. */
const KEPT_CODES: readonly string[] = ['CANCELLED', 'INTERNAL_ERROR', 'WORKER_LOST'];

const codeForm: TextForm = {
  check(text) {
    if (!/^[A-Z][A-Z0-9_]{0,63}$/.test(text)) return { fault: 'FAIL_CODE_INVALID' };
    return KEPT_CODES.includes(text) ? { fault: 'FAIL_CODE_KEPT' } : null;
  },
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
