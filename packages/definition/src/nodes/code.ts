import { z } from 'zod';
import { type FieldMode, filledText, json, renderedFields, savedFields } from './fields.ts';
import { ATTEMPT_TIMEOUT_MS, type NodeTypeSpec } from './spec.ts';

/** Longest that one attempt may compute, in milliseconds. */
const MAX_CODE_MS = 5 * 60_000;
const MAX_CODE_MB = 512;

const fields = (mode: FieldMode) => ({
  /** A function body: `input` in, `return` out; it may await. */
  code: filledText(mode),
  input: json.optional(),
});
const timeoutMs = z.number().int().min(1).max(MAX_CODE_MS);
const memoryMb = z.number().int().min(1).max(MAX_CODE_MB);

const saved = z.strictObject({
  ...fields(savedFields),
  timeoutMs: savedFields.value(timeoutMs).optional(),
  memoryMb: savedFields.value(memoryMb).optional(),
});
const rendered = z.strictObject({
  ...fields(renderedFields),
  timeoutMs: timeoutMs.default(10_000),
  memoryMb: memoryMb.default(64),
});
export type CodeConfig = z.output<typeof rendered>;

export const code: NodeTypeSpec<CodeConfig> = {
  type: 'code',
  lane: 'remote',
  labels: [],
  codeFields: [],
  rawFields: ['code'],
  toolFields: [],
  connectionFields: [],
  freeFields: ['input'],
  saved,
  rendered,
  attemptTimeoutMs: ({ timeoutMs: limit }) =>
    typeof limit === 'number' ? Math.max(ATTEMPT_TIMEOUT_MS, limit + MARGIN_MS) : ATTEMPT_TIMEOUT_MS,
};

const MARGIN_MS = 15_000;
