import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CallToolRequestSchema,
  type CallToolResult,
  ListToolsRequestSchema,
  type Tool,
} from '@modelcontextprotocol/sdk/types.js';
import { hasRole, leastRole, mcpRoutes, message } from '@perdura/contracts';
import type { Actor } from '@perdura/database';
import { type JsonObject, storedId } from '@perdura/definition';
import type { RequestHandler } from 'express';
import { ApiError, notFound } from '../api-error.ts';
import type { AppDependencies } from '../app-dependencies.ts';
import { canonicalHash } from '../canonical-hash.ts';
import { contextOf } from '../request-context.ts';
import { runVersions } from '../resources/flow-webhooks/run-versions.ts';
import { runDetail } from '../resources/runs/read-run.ts';
import type { BoundRoute } from '../route-binding.ts';
import { WaitingRoom } from '../waiting-room.ts';
import { flowStart } from './call-tool.ts';
import { callRoute, misfit, type PlatformCall, presented } from './platform-call.ts';
import { PLATFORM_TOOLS, platformSchema } from './platform-tools.ts';
import { type RunProgress, tellProgress } from './progress.ts';
import { progressTeller } from './progress-teller.ts';
import { type McpExchange, serveMcp } from './serve-mcp.ts';
import { failure, refusal } from './tool-result.ts';

/** A tool, and what a call of it does. */
interface Offer {
  tool: Tool;
  call(call: PlatformCall, tell: ((progress: RunProgress) => Promise<void>) | null): Promise<CallToolResult>;
}

/**
 * Serves the platform's own MCP server. It stands behind the check of the credential: its tools are what the credential
 * may do, and read unless the address asks for more.
 */
export function platformMcpReceiver(deps: AppDependencies, routes: BoundRoute[]): RequestHandler {
  const byName = new Map(routes.map((route) => [route.contract.operationId, route]));
  const versionOf = runVersions(deps);
  const room = new WaitingRoom();

  return async (request, response, next) => {
    const [path, query = ''] = request.url.split('?');
    if (path !== mcpRoutes.callPlatformMcp.path) return next();
    const context = contextOf(response);
    context.route = path;
    response.setHeader('Cache-Control', 'no-store');
    const { actor } = context;
    if (actor === undefined) throw new ApiError('UNAUTHENTICATED');
    const mayWrite = new URLSearchParams(query).get('access') === 'write' && actor.scopes.includes('write');
    const offers = offersFor(deps, { actor, mayWrite, byName, versionOf, room });
    await serveMcp(deps, request, response, {
      server: (exchange) => platformServer(deps, offers, actor, exchange),
    });
  };
}

interface Offering {
  actor: Actor;
  mayWrite: boolean;
  byName: Map<string, BoundRoute>;
  versionOf: ReturnType<typeof runVersions>;
  room: WaitingRoom;
}

function offersFor(deps: AppDependencies, { actor, mayWrite, byName, versionOf, room }: Offering): Offer[] {
  const routes = PLATFORM_TOOLS.flatMap((tool): Offer[] => {
    const route = byName.get(tool.operationId);
    if (route === undefined || (tool.writes && !mayWrite)) return [];
    if (!hasRole(actor.role, leastRole(route.contract))) return [];
    const shown = toolOf(tool.name, tool.description, platformSchema(tool), !tool.writes);
    return [{ tool: shown, call: (call) => callRoute(deps, route, tool, call) }];
  });
  const mayTrigger = mayWrite && hasRole(actor.role, 'operator');
  return [...routes, watchRun(deps, room), ...(mayTrigger ? [triggerFlow(deps, versionOf)] : [])];
}

function toolOf(name: string, description: string, schema: JsonObject, readOnlyHint: boolean): Tool {
  const inputSchema = { ...schema, type: 'object' as const };
  return { name, description, inputSchema, annotations: { readOnlyHint, openWorldHint: false } };
}

const WATCHED = {
  type: 'object',
  properties: { id: { type: 'string', description: 'Id of a run' } },
  required: ['id'],
  additionalProperties: false,
};

/** Waits for the end of a run, and tells how far it is. */
function watchRun(deps: AppDependencies, room: WaitingRoom): Offer {
  const { database, control, live, settings } = deps;
  const tool = toolOf('watch_run', 'Waits until a run has ended, tells of its steps, and shows it.', WATCHED, true);
  return {
    tool,
    async call({ actor, args, exchange }, tell) {
      const projectId = actor?.projectId ?? '';
      const id = storedId(String(args.id)) ?? '';
      const run = await database.runs.get(projectId, id);
      if (run === null) throw notFound('RUN_NOT_FOUND', String(args.id));
      const over = new AbortController();
      const version = tell === null ? null : await database.versions.getById(projectId, run.versionId);
      const signal = AbortSignal.any([exchange.signal, over.signal]);
      const told = tell && version ? tellProgress(live, run, version.plan, tell, signal) : Promise.resolve();
      told.catch((error: unknown) => exchange.log.debug({ err: error }, 'progress of a run cannot be told'));
      const seconds = settings.mcpWaitSeconds;
      await room.enter(projectId, async (mayWait) => (mayWait ? await control.waitForRun(run, seconds * 1_000) : run));
      over.abort();
      return presented(await runDetail(deps, projectId, id));
    },
  };
}

const TRIGGERED = {
  type: 'object',
  properties: {
    id: { type: 'string', description: 'Id of a flow that is enabled' },
    data: { type: 'object', description: 'What its trigger gives; of a webhook, the body' },
  },
  required: ['id'],
  additionalProperties: false,
};

/** Starts a run of a flow. */
function triggerFlow({ database, control, metrics }: AppDependencies, versionOf: Offering['versionOf']): Offer {
  return {
    tool: toolOf('trigger_flow', 'Starts a run of a flow.', TRIGGERED, false),
    async call({ actor, args, exchange, id }) {
      const found = await database.flowTargets.find(storedId(String(args.id)) ?? '', 'published');
      const isOwn = found !== null && found.projectId === actor?.projectId;
      if (!isOwn) throw notFound('FLOW_NOT_FOUND', String(args.id));
      const request = await flowStart(versionOf, found, (args.data ?? {}) as JsonObject);
      const key = claimOf(found.flowId, exchange, { id, args });
      const { run, created } = await control.startRun({ ...request, startedBy: actor?.userId ?? null, ...key });
      if (created) metrics.runsStarted.inc({ origin: 'mcp' });
      return presented({ runId: run.id, status: run.status });
    },
  };
}

/** A repeat of a call of a session is the same run. */
function claimOf(flowId: string, { session }: McpExchange, { id, args }: Pick<PlatformCall, 'id' | 'args'>) {
  if (session === null) return {};
  const bodyHash = canonicalHash(args);
  return { idempotency: { scope: `mcp:${flowId}`, key: canonicalHash([session, id]), bodyHash } };
}

function platformServer(deps: AppDependencies, offers: Offer[], actor: Actor, exchange: McpExchange): Server {
  const info = { name: 'perdura', title: 'Perdura', version: deps.settings.version };
  const server = new Server(info, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: offers.map(({ tool }) => tool) }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
    const offer = offers.find(({ tool }) => tool.name === params.name);
    if (offer === undefined) {
      return failure(message(exchange.locale, 'toolUnknown', { name: JSON.stringify(params.name.slice(0, 100)) }));
    }
    const call = { actor, args: (params.arguments ?? {}) as JsonObject, id: extra.requestId, exchange };
    try {
      const unfit = misfit(offer.tool.inputSchema as JsonObject, call);
      return unfit ?? (await offer.call(call, progressTeller(extra)));
    } catch (error) {
      return refusal(error, exchange);
    }
  });
  return server;
}
