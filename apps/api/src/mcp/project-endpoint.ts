import { createHash, timingSafeEqual } from 'node:crypto';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { ENGINE_MOUNT, mcpRoutes, message } from '@perdura/contracts';
import type { McpServerRow } from '@perdura/database';
import type { JsonObject } from '@perdura/definition';
import type { Request, RequestHandler } from 'express';
import { ApiError } from '../api-error.ts';
import type { AppDependencies } from '../app-dependencies.ts';
import { createLimiter } from '../middleware/rate-limit.ts';
import { contextOf } from '../request-context.ts';
import { type ToolCaller, toolCaller } from './call-tool.ts';
import { type OfferedTool, offeredTools } from './offered-tools.ts';
import { progressTeller } from './progress-teller.ts';
import { type McpExchange, serveMcp } from './serve-mcp.ts';
import { failure } from './tool-result.ts';

/** The contracts that the endpoints of MCP serve. */
export const mcpContracts = Object.values(mcpRoutes);

/**
 * Serves the MCP servers of projects at their addresses, before other credentials are asked for: a token is good for its
 * own server, and for nothing else.
 */
export function projectMcpReceiver(deps: AppDependencies): RequestHandler {
  const { settings, database } = deps;
  const callers = createLimiter(settings.webhookLimitPerMinute);
  const strangers = createLimiter(settings.failedLoginLimitPerMinute);
  const caller = toolCaller(deps);

  const admitted = async (address: string, request: Request): Promise<McpServerRow> => {
    const client = request.ip ?? 'unknown';
    await strangers.check(client);
    const server = await database.mcpServers.findByAddress(address);
    if (server !== null && isToken(server, request)) return server;
    await strangers.spend(client);
    if (server === null) throw new ApiError('MCP_SERVER_NOT_FOUND');
    const headers = { 'WWW-Authenticate': 'Bearer realm="mcp"' };
    throw new ApiError('UNAUTHENTICATED', { detail: 'mcpTokenNeeded', headers });
  };

  return async (request, response, next) => {
    const address = addressIn(request.url);
    if (address === null) return next();
    contextOf(response).route = mcpRoutes.callMcpServer.path;
    response.setHeader('Cache-Control', 'no-store');
    const server = await admitted(address, request);
    await callers.spend(server.id);
    await database.quotas.take(server.projectId, 'requestsPerMinute');
    await serveMcp(deps, request, response, {
      server: (exchange) => toolServer(deps, caller, server, exchange),
      cancelled: (exchange, id) => caller.cancel(server, exchange, id),
    });
  };
}

/** What an address names: exactly one spelling of it, at both places of the engine. */
function addressIn(url: string): string | null {
  const [path = ''] = url.split('?');
  const plain = path.startsWith(`${ENGINE_MOUNT}/`) ? path.slice(ENGINE_MOUNT.length) : path;
  return /^\/v1\/mcp\/([0-9A-Za-z]{21})$/.exec(plain)?.[1] ?? null;
}

/** Takes as long whatever differs. */
function isToken({ token }: McpServerRow, { headers }: Request): boolean {
  const [, given = ''] = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '') ?? [];
  return timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** A server of the protocol, for one request. */
function toolServer(deps: AppDependencies, caller: ToolCaller, row: McpServerRow, exchange: McpExchange): Server {
  const info = { name: row.name, title: row.name, version: deps.settings.version };
  const server = new Server(info, { capabilities: { tools: {} } });
  // Messages that come together see the same tools, which are looked up once.
  let offered: Promise<OfferedTool[]> | null = null;
  const tools = () => {
    offered ??= offeredTools(deps, row);
    return offered;
  };
  server.setRequestHandler(ListToolsRequestSchema, async () => ({
    tools: (await tools()).map(presentTool),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
    const tool = (await tools()).find(({ name }) => name === params.name);
    if (tool === undefined) {
      return failure(message(exchange.locale, 'toolUnknown', { name: JSON.stringify(params.name.slice(0, 100)) }));
    }
    const args = (params.arguments ?? {}) as JsonObject;
    return await caller.call({ server: row, tool, args, id: extra.requestId, exchange, tell: progressTeller(extra) });
  });
  return server;
}

function presentTool({ name, title, description, inputSchema }: OfferedTool) {
  return { name, title, description, inputSchema: { ...inputSchema, type: 'object' as const } };
}
