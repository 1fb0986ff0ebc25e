import { z } from 'zod';
import {
  bothIds,
  fault,
  httpUrl,
  isHttpUrl,
  jsonObject,
  jsonValue,
  pageFields,
  pageQuery,
  quoted,
  textOf,
  timestamp,
} from '../fields.ts';
import { defineRoute } from '../route.ts';
import { connectionName, headerSafe } from './connections.ts';

/** Syntax of a tool's name. */
const TOOL_NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'] as const;

const PLACEHOLDER = /\{[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.-]*\}/gu;
const PLACEHOLDER_FIRST = new RegExp(`^${PLACEHOLDER.source}`, 'u');

/** A URL that may hold `{param}` placeholders: what it becomes is checked before each call. */
const templateUrl = z
  .string()
  .max(2_048)
  .check((context) => {
    const url = context.value.replace(PLACEHOLDER, 'x');
    const absolute = isHttpUrl(url) && !/\s/.test(context.value);
    const placeholder = PLACEHOLDER_FIRST.test(context.value);
    if (!absolute && !placeholder) context.issues.push(fault('badUrl', { found: quoted(context.value) }));
  })
  .meta({ example: 'https://example.com/devices/{deviceId}' });

const headerName = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/);
const headers = z.record(headerName, headerSafe(z.string()));

const httpExecution = z.strictObject({
  type: z.literal('http'),
  method: z.enum(METHODS).optional(),
  url: templateUrl,
  headers: headers.optional(),
  params: jsonObject.optional().meta({ description: 'Query parameters' }),
  body: jsonValue.optional(),
  connection: connectionName.optional(),
});

const handlerExecution = z.strictObject({
  type: z.literal('handler'),
  handler: z.string().max(64).meta({ description: 'Name of a built-in tool' }),
});

const mcpExecution = z.strictObject({
  type: z.literal('mcp'),
  url: httpUrl,
  tool: z.string().min(1).max(128).meta({ description: 'Name of the tool on the MCP server' }),
  headers: headers.optional(),
  connection: connectionName.optional(),
});

const execution = z.discriminatedUnion('type', [httpExecution, handlerExecution, mcpExecution]);

/** How a tool is carried out. */
export type ToolExecution = z.infer<typeof execution>;

export const toolDocument = z
  .object({
    ...bothIds,
    name: z.string(),
    description: z.string(),
    appId: z.string().nullable(),
    input_schema: jsonObject,
    execution: jsonObject,
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'Tool' });

const storedTool = toolDocument
  .extend({ updated: z.boolean().meta({ description: 'Whether a tool of that name was replaced' }) })
  .meta({ id: 'StoredTool' });

const toolName = textOf(TOOL_NAME, 'a letter or underscore, then letters, digits, "_", "." or "-", at most 64', 64);

export const newTool = z
  .strictObject({
    name: toolName,
    description: z.string().trim().min(1).max(5_000),
    appId: z.string().min(1).max(128).nullable().optional(),
    input_schema: jsonObject.optional().meta({ description: 'JSON Schema of the input; any object unless told' }),
    execution,
  })
  .meta({
    id: 'NewTool',
    example: {
      name: 'read_meter',
      description: '读取电表 (reads a meter)',
      input_schema: { type: 'object', properties: { meterId: { type: 'string' } }, required: ['meterId'] },
      execution: { type: 'http', method: 'GET', url: 'https://meters.example.com/{meterId}' },
    },
  });

const nameParams = z.object({ name: z.string().regex(TOOL_NAME) });

const saveTool = defineRoute({
  method: 'post',
  path: '/v1/tools',
  operationId: 'saveTool',
  summary: 'Register a tool, or replace the one of that name',
  tag: 'Tools',
  scope: 'write',
  audit: 'tool.save',
  body: { schema: newTool, required: true },
  responses: { 201: { description: 'The tool', schema: storedTool } },
});

const listTools = defineRoute({
  method: 'get',
  path: '/v1/tools',
  operationId: 'listTools',
  summary: 'List the tools of the project',
  tag: 'Tools',
  scope: 'read',
  query: z.strictObject({
    ...pageQuery,
    appId: z.string().max(128).optional().meta({ description: 'Only tools of this app' }),
  }),
  responses: {
    200: {
      description: 'Tools',
      schema: z.object({ tools: z.array(toolDocument), ...pageFields }).meta({ id: 'ToolList' }),
    },
  },
});

const getTool = defineRoute({
  method: 'get',
  path: '/v1/tools/{name}',
  operationId: 'getTool',
  summary: 'Get a tool by its name',
  tag: 'Tools',
  scope: 'read',
  params: nameParams,
  responses: { 200: { description: 'The tool', schema: toolDocument } },
  notFound: 'TOOL_NOT_FOUND',
});

const deleteTool = defineRoute({
  method: 'delete',
  path: '/v1/tools/{name}',
  operationId: 'deleteTool',
  summary: 'Remove a tool',
  tag: 'Tools',
  scope: 'write',
  audit: 'tool.delete',
  params: nameParams,
  responses: {
    200: { description: 'It is gone', schema: z.object({ success: z.literal(true) }).meta({ id: 'Success' }) },
  },
  notFound: 'TOOL_NOT_FOUND',
});

const testTool = defineRoute({
  method: 'post',
  path: '/v1/tools/{name}/test',
  operationId: 'testTool',
  summary: 'Call a tool once with an input',
  description: 'A tool that fails answers 200 with `success: false`; an input that its schema refuses is a fault.',
  tag: 'Tools',
  scope: 'write',
  audit: { none: 'nothing of the platform is changed' },
  params: nameParams,
  body: {
    schema: z.strictObject({ input: jsonValue.optional() }).meta({ id: 'ToolTest', example: { input: {} } }),
    required: false,
  },
  responses: {
    200: {
      description: 'What the tool answered',
      schema: z
        .object({
          success: z.boolean(),
          result: jsonValue,
          error: z.object({ code: z.string(), message: z.string() }).nullable(),
          durationMs: z.int(),
        })
        .meta({ id: 'ToolTestResult' }),
    },
  },
  notFound: 'TOOL_NOT_FOUND',
  faults: ['TEMPORAL_UNAVAILABLE', 'TOOL_TEST_TIMEOUT'],
});

export const toolRoutes = { saveTool, listTools, getTool, deleteTool, testTool };
