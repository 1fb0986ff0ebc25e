import { z } from 'zod';
import { json, savedFields } from './fields.ts';
import { ATTEMPT_TIMEOUT_MS, type NodeTypeSpec } from './spec.ts';

/** Longest that one attempt may compute, in milliseconds. */
const MAX_CODE_MS = 5 * 60_000;
const MAX_CODE_MB = 512;

/** Reaches the handler as it is: braces in it are JavaScript's own. */
const filled = z.string().superRefine((text, context) => {
  if (text.trim() === '') context.addIssue({ code: 'custom', params: { fault: 'EMPTY' } });
});

const fields = {
  /** A function body: `input` in, `return` out; it may await. */
  code: filled,
  input: json.optional(),
};
const timeoutMs = z.number().int().min(1).max(MAX_CODE_MS);
const memoryMb = z.number().int().min(1).max(MAX_CODE_MB);

const saved = z.strictObject({
  ...fields,
  timeoutMs: savedFields.value(timeoutMs).optional(),
  memoryMb: savedFields.value(memoryMb).optional(),
});
const rendered = z.strictObject({
  ...fields,
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
  functionFields: ['code'],
  toolFields: [],
  connectionFields: [],
  freeFields: ['input'],
  saved,
  rendered,
  attemptTimeoutMs: ({ timeoutMs: limit }) =>
    typeof limit === 'number' ? Math.max(ATTEMPT_TIMEOUT_MS, limit + MARGIN_MS) : ATTEMPT_TIMEOUT_MS,
};

const MARGIN_MS = 15_000;
