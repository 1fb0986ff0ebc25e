/** Codes of failures of AI calls; each has a page in docs/errors. */
export const AI_CODES = {
  provider: 'AI_PROVIDER_ERROR',
  invalidOutput: 'AI_INVALID_OUTPUT',
  schemaInvalid: 'AI_SCHEMA_INVALID',
} as const;
