import { z } from 'zod';
import { title } from '../../fields.ts';
import { defineRoute } from '../../route.ts';
import { engineId, engineIdParams, engineProjectId, entityFields, givenId, givenProject } from './engine-fields.ts';
import { enginePage, enginePageQuery } from './engine-paging.ts';
import { engineRoute } from './engine-route.ts';
import { flow } from './flows.ts';

/** Tools that one server may list. */
export const MAX_MCP_TOOLS = 100;

const MCP_ROUTE = { ...engineRoute, tag: 'MCP' } as const;

const pieceMetadata = z
  .object({
    pieceName: z.string(),
    pieceVersion: z.string(),
    actionName: z.string(),
    actionDisplayName: z.string(),
    logoUrl: z.string(),
    connectionExternalId: z.string().nullable(),
  })
  .partial({ connectionExternalId: true })
  .meta({ id: 'McpPieceMetadata' });

const toolFields = { ...entityFields, externalId: z.string(), toolName: z.string().nullable(), mcpId: engineId };

const tool = z
  .discriminatedUnion('type', [
    z.object({ ...toolFields, type: z.literal('FLOW'), flowId: engineId, flow }),
    z.object({ ...toolFields, type: z.literal('PIECE'), pieceMetadata }),
  ])
  .meta({ id: 'McpTool' });

const text21 = z.string().regex(/^[0-9A-Za-z]{21}$/);

const mcpServer = z
  .object({
    ...entityFields,
    projectId: engineProjectId,
    name: z.string(),
    externalId: text21.meta({ description: 'Part of its address' }),
    token: z.string().meta({
      description: 'What its clients prove themselves by: 21 letters and digits; `***` for who may only read',
    }),
    url: z.string().meta({ description: 'Its address, for clients of MCP over Streamable HTTP' }),
    tools: z.array(tool),
  })
  .meta({ id: 'McpServer' });

const given = z.string().min(1).max(500);

const givenTool = z
  .object({
    externalId: z.string().min(1).max(200).nullish().meta({ description: 'Keeps the tool that has it already' }),
    toolName: z
      .string()
      .max(500)
      .nullish()
      .meta({ description: 'Name for clients; that of the flow or action without' }),
    type: z.enum(['FLOW', 'PIECE']).optional(),
    flowId: givenId('FLOW: the flow').nullish(),
    pieceMetadata: z
      .object({
        pieceName: given,
        pieceVersion: given,
        actionName: given,
        actionDisplayName: z.string().max(500).nullish(),
        logoUrl: z.string().max(2_000).nullish(),
        connectionExternalId: z.string().max(200).nullish(),
      })
      .nullish()
      .meta({ description: 'PIECE: the action, and the connection that it signs in by' }),
  })
  .meta({ id: 'NewMcpTool' });

const givenTools = z.array(givenTool).max(MAX_MCP_TOOLS);
const EXAMPLE_TOOL = { type: 'FLOW', flowId: '6F3vRY0G2Xq9Lk4Tn8Qwe', toolName: 'look_up_customer' };

const createMcpServer = defineRoute({
  ...MCP_ROUTE,
  method: 'post',
  path: '/v1/mcp-servers',
  operationId: 'createMcpServer',
  summary: 'Make an MCP server, with an address and a token of its own',
  scope: 'write',
  audit: 'mcp-server.create',
  body: {
    schema: z
      .object({ name: title(200), projectId: givenProject, tools: givenTools.optional() })
      .meta({ id: 'NewMcpServer', example: { name: 'Assistants', tools: [EXAMPLE_TOOL] } }),
    required: false,
  },
  responses: { 200: { description: 'The server', schema: mcpServer } },
  faults: ['FLOW_NOT_FOUND'],
});

const listMcpServers = defineRoute({
  ...MCP_ROUTE,
  method: 'get',
  path: '/v1/mcp-servers',
  operationId: 'listMcpServers',
  summary: 'List MCP servers, newest first',
  scope: 'read',
  query: z.object({
    ...enginePageQuery,
    name: z.string().max(200).optional().meta({ description: 'Text within the name' }),
  }),
  responses: { 200: { description: 'Servers', schema: enginePage(mcpServer, 'McpServerPage') } },
});

const getMcpServer = defineRoute({
  ...MCP_ROUTE,
  method: 'get',
  path: '/v1/mcp-servers/{id}',
  operationId: 'getMcpServer',
  summary: 'Get an MCP server with its listed tools',
  scope: 'read',
  params: engineIdParams,
  responses: { 200: { description: 'The server', schema: mcpServer } },
  notFound: 'MCP_SERVER_NOT_FOUND',
});

const updateMcpServer = defineRoute({
  ...MCP_ROUTE,
  method: 'post',
  path: '/v1/mcp-servers/{id}',
  operationId: 'updateMcpServer',
  summary: 'Give an MCP server another name, or another list of tools',
  scope: 'write',
  audit: 'mcp-server.update',
  params: engineIdParams,
  body: {
    schema: z
      .object({
        name: title(200).optional(),
        tools: givenTools.optional().meta({ description: 'Takes the place of the whole list' }),
      })
      .meta({ id: 'McpServerChange', example: { tools: [EXAMPLE_TOOL] } }),
    required: false,
  },
  responses: { 200: { description: 'The server', schema: mcpServer } },
  notFound: 'MCP_SERVER_NOT_FOUND',
  faults: ['FLOW_NOT_FOUND'],
});

const rotateMcpServer = defineRoute({
  ...MCP_ROUTE,
  method: 'post',
  path: '/v1/mcp-servers/{id}/rotate',
  operationId: 'rotateMcpServer',
  summary: 'Give an MCP server another token; the old one lets nobody in any more',
  scope: 'write',
  audit: 'mcp-server.rotate',
  params: engineIdParams,
  responses: { 200: { description: 'The server, with its new token', schema: mcpServer } },
  notFound: 'MCP_SERVER_NOT_FOUND',
});

const deleteMcpServer = defineRoute({
  ...MCP_ROUTE,
  method: 'delete',
  path: '/v1/mcp-servers/{id}',
  operationId: 'deleteMcpServer',
  summary: 'Delete an MCP server',
  scope: 'write',
  audit: 'mcp-server.delete',
  params: engineIdParams,
  responses: { 204: { description: 'It is gone', schema: z.undefined() } },
  notFound: 'MCP_SERVER_NOT_FOUND',
});

/** MCP servers of projects. */
export const mcpServerRoutes = {
  createMcpServer,
  listMcpServers,
  getMcpServer,
  updateMcpServer,
  rotateMcpServer,
  deleteMcpServer,
};
