/** Codes of failures of tools; each has a page in docs/errors. */
export const TOOL_CODES = {
  notFound: 'TOOL_NOT_FOUND',
  inputInvalid: 'TOOL_INPUT_INVALID',
  definitionInvalid: 'TOOL_DEFINITION_INVALID',
  failed: 'TOOL_FAILED',
} as const;
