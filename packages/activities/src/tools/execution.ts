import type { JsonObject } from '@perdura/definition';
import { z } from 'zod';
import { StepFailure } from '../failures.ts';
import { TOOL_CODES } from './codes.ts';

const connection = z.string().min(1).nullish();
const record = z.record(z.string(), z.json());

const executionSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('http'),
    method: z.string().default('GET'),
    url: z.string().min(1),
    headers: record.nullish(),
    params: record.nullish(),
    body: z.json().optional(),
    connection,
  }),
  z.object({ type: z.literal('handler'), handler: z.string().min(1) }),
  z.object({
    type: z.literal('mcp'),
    url: z.string().min(1),
    tool: z.string().min(1),
    headers: record.nullish(),
    connection,
  }),
]);

/** How a registered tool is carried out. */
export type ToolExecution = z.infer<typeof executionSchema>;
export type HttpExecution = Extract<ToolExecution, { type: 'http' }>;
export type McpExecution = Extract<ToolExecution, { type: 'mcp' }>;

/**
 * Reads the stored `execution` of a tool.
 *
 * @throws {StepFailure} TOOL_DEFINITION_INVALID
 */
export function readExecution(tool: string, stored: JsonObject): ToolExecution {
  const read = executionSchema.safeParse(stored);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const place = `/execution${(issue?.path ?? []).map((part) => `/${String(part)}`).join('')}`;
  throw new StepFailure(
    TOOL_CODES.definitionInvalid,
    `The tool "${tool}" cannot be carried out: ${place} ${issue?.message ?? 'is invalid'}.`,
    { retryable: false },
  );
}
