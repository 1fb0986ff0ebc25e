import { z } from 'zod';
import { anyObject, type FieldMode, json, name, renderedFields, savedFields } from './fields.ts';
import { ATTEMPT_TIMEOUT_MS, type NodeTypeSpec } from './spec.ts';

const fields = (mode: FieldMode) => z.strictObject({ tool: name(mode) });

/** As saved an object, or a template that gives the input; what the tool accepts is for its own schema to say. */
const saved = fields(savedFields).extend({ input: savedFields.value(anyObject).optional() });
const rendered = fields(renderedFields).extend({ input: json.default({}) });
export type ToolCallConfig = z.output<typeof rendered>;

export const toolCall: NodeTypeSpec<ToolCallConfig> = {
  type: 'tool-call',
  lane: 'remote',
  labels: [],
  codeFields: [],
  toolFields: ['tool'],
  connectionFields: [],
  freeFields: ['input'],
  saved,
  rendered,
  attemptTimeoutMs: () => ATTEMPT_TIMEOUT_MS,
};
