import { z } from 'zod';
import { savedJsonSchema } from '../nodes/json-schema.ts';

const MAX_DESCRIPTION = 4_000;

/** Whether a text is a name that every MCP client takes: 1 to 64 letters, digits, `_` and `-`. */
export function isToolName(text: string): boolean {
  return /^[a-zA-Z0-9_-]{1,64}$/.test(text);
}

/** Clients give arguments by name: the schema is that of an object. */
const argumentsSchema = savedJsonSchema.superRefine((schema, context) => {
  if (schema.type === undefined || schema.type === 'object') return;
  const values = { expected: '"object"', found: JSON.stringify(schema.type).slice(0, 80) };
  context.addIssue({ code: 'custom', path: ['type'], params: { fault: 'NOT_ALLOWED_VALUE', values } });
});

/** What MCP clients are told of a workflow, as callers write it. */
export const toolDeclarationSchema = z.strictObject({
  name: z
    .string()
    .superRefine((text, context) => {
      if (!isToolName(text)) context.addIssue({ code: 'custom', params: { fault: 'TOOL_NAME_INVALID' } });
    })
    .optional(),
  description: z.string().max(MAX_DESCRIPTION).optional(),
  /** JSON Schema of the arguments. */
  inputSchema: argumentsSchema.optional(),
});
