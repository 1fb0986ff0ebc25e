import { z } from 'zod';
import { jsonObject } from '../../fields.ts';
import { defineRoute } from '../../route.ts';
import { engineRoute } from './engine-route.ts';

const ENDPOINT = {
  tag: 'MCP',
  audit: { none: 'each call of a tool that changes something is noted as what it does' },
} as const;

const STREAM = {
  200: {
    description: 'Answers, and progress before them, as server-sent events',
    schema: z.unknown(),
    contentType: 'text/event-stream',
    headers: { 'Mcp-Session-Id': 'To `initialize`: the name that all further requests of the client carry' },
  },
  202: { description: 'The messages ask for no answer', schema: z.unknown() },
};

/** Checked by the protocol itself. */
const MESSAGES = {
  schema: z.union([jsonObject, z.array(jsonObject).min(1)]),
  required: true,
  example: { jsonrpc: '2.0', id: 1, method: 'tools/list' },
} as const;

const GONE = { 204: { description: 'There is nothing more to end', schema: z.undefined() } };

const FAULTS = [
  ...(['MCP_SERVER_NOT_FOUND', 'ORIGIN_REFUSED', 'VALIDATION_FAILED', 'INVALID_JSON', 'PAYLOAD_TOO_LARGE'] as const),
  ...(['UNSUPPORTED_MEDIA_TYPE', 'RATE_LIMITED', 'QUOTA_EXCEEDED', 'UNAUTHENTICATED', 'DATABASE_UNAVAILABLE'] as const),
] as const;

const externalId = z.object({ externalId: z.string().meta({ example: '6F3vRY0G2Xq9Lk4Tn8Qwe' }) });
const ABOUT = 'Speaks MCP over Streamable HTTP: the body is a message of JSON-RPC 2.0, or a list of them. ';

const callMcpServer = defineRoute({
  ...engineRoute,
  ...ENDPOINT,
  method: 'post',
  path: '/v1/mcp/{externalId}',
  operationId: 'callMcpServer',
  summary: 'Talk to an MCP server of a project',
  description: `${ABOUT}It asks for the server’s token as Bearer. Each call of a tool is a durable run.`,
  scope: 'public',
  params: externalId,
  readBody: MESSAGES,
  responses: STREAM,
  faults: FAULTS,
});

const endMcpSession = defineRoute({
  ...engineRoute,
  ...ENDPOINT,
  method: 'delete',
  path: '/v1/mcp/{externalId}',
  operationId: 'endMcpSession',
  summary: 'End a session with an MCP server; runs that it started go on',
  scope: 'public',
  params: externalId,
  responses: GONE,
  faults: FAULTS,
});

const callPlatformMcp = defineRoute({
  ...ENDPOINT,
  method: 'post',
  path: '/v1/mcp',
  operationId: 'callPlatformMcp',
  summary: 'Talk to the MCP server of the platform itself',
  description: `${ABOUT}Its tools read what the credential may read; with \`?access=write\` they also start, cancel and decide.`,
  scope: 'read',
  readBody: MESSAGES,
  responses: STREAM,
  faults: ['ORIGIN_REFUSED'],
});

const endPlatformMcpSession = defineRoute({
  ...ENDPOINT,
  method: 'delete',
  path: '/v1/mcp',
  operationId: 'endPlatformMcpSession',
  summary: 'End a session with the MCP server of the platform itself',
  scope: 'read',
  responses: GONE,
  faults: ['ORIGIN_REFUSED'],
});

/** Where clients of MCP are served. */
export const mcpRoutes = { callMcpServer, endMcpSession, callPlatformMcp, endPlatformMcpSession };
