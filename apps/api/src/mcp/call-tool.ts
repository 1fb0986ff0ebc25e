import { setTimeout as pause } from 'node:timers/promises';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { message } from '@perdura/contracts';
import { type RunRequest, runRequestOf } from '@perdura/control-plane';
import { type FlowTarget, IdempotencyConflict, type McpServerRow, type RunRow } from '@perdura/database';
import type { JsonObject } from '@perdura/definition';
import type { RunAnswer } from '@perdura/definition/run';
import { describeFaults, schemaFaults, UnusableSchema } from '@perdura/definition/strict-json-schema';
import { ApiError, notFound } from '../api-error.ts';
import type { AppDependencies } from '../app-dependencies.ts';
import { canonicalHash } from '../canonical-hash.ts';
import { isTakenAsItIs } from '../resources/flow-webhooks/catch-webhook.ts';
import { requireEnabled } from '../resources/flow-webhooks/receive.ts';
import { type RunVersionOf, runVersions } from '../resources/flow-webhooks/run-versions.ts';
import { WaitingRoom } from '../waiting-room.ts';
import type { OfferedTool } from './offered-tools.ts';
import { pieceToolVersion } from './piece-tool.ts';
import { type RunProgress, tellProgress } from './progress.ts';
import type { McpExchange } from './serve-mcp.ts';
import { answered, failure, refusal, unfinished } from './tool-result.ts';

/** A call of a tool, as a client made it. */
export interface ToolCall {
  server: McpServerRow;
  tool: OfferedTool;
  args: JsonObject;
  /** Of the message. */
  id: string | number;
  exchange: McpExchange;
  /** Null where the client does not want to know. */
  tell: ((progress: RunProgress) => Promise<void>) | null;
}

/** Calls tools: each call is a durable run. */
export interface ToolCaller {
  /** Whatever goes wrong is told in the result, which the model is shown. */
  call(call: ToolCall): Promise<CallToolResult>;
  /** Cancels what a call started; one that has not come yet will start nothing. */
  cancel(server: McpServerRow, exchange: McpExchange, id: string | number): Promise<void>;
}

export function toolCaller(deps: AppDependencies): ToolCaller {
  const room = new WaitingRoom();
  const versionOf = runVersions(deps);
  return {
    async call(call) {
      const { exchange } = call;
      try {
        const fault = argumentFault(call);
        if (fault !== null) return failure(fault);
        const request = await runRequest(deps, versionOf, call);
        const { run, created } = await deps.control.startRun(request);
        if (created) deps.metrics.runsStarted.inc({ origin: 'mcp' });
        const { target } = call.tool;
        if (target.kind === 'flow' && !target.waits) return unfinished(run, 'toolRunStarted', exchange);
        const wait = async (mayWait: boolean) => (mayWait ? await outcome(deps, call, run, request) : null);
        const answer = await room.enter(run.projectId, wait);
        if (answer === null) return unfinished(await reread(deps, run), 'toolRunGoesOn', exchange);
        return await answered(deps, run, answer, exchange);
      } catch (error) {
        return refusal(error, exchange);
      }
    },
    cancel: (server, exchange, id) => cancelCall(deps, server, exchange, id),
  };
}

/** The run as it is by now. */
async function reread({ database }: AppDependencies, run: RunRow): Promise<RunRow> {
  return (await database.runs.get(run.projectId, run.id)) ?? run;
}

/** Why arguments do not fit, as a sentence; null when they do. */
function argumentFault({ tool, args, exchange }: ToolCall): string | null {
  const told = (faults: string) => message(exchange.locale, 'toolArguments', { faults });
  try {
    const faults = schemaFaults(tool.inputSchema, args);
    return faults.length === 0 ? null : told(describeFaults(faults));
  } catch (error) {
    if (error instanceof UnusableSchema) return told(error.message);
    throw error;
  }
}

/** How long a client that is told of progress is kept for the last of it, in milliseconds. Others are not kept. */
const LAST_PROGRESS_MS = 1_000;

/** The run's answer; null where it takes longer than callers wait, or nobody waits any more. */
async function outcome(
  { control, live, settings }: AppDependencies,
  { tell, exchange }: ToolCall,
  run: RunRow,
  { version }: RunRequest,
): Promise<RunAnswer | null> {
  const over = new AbortController();
  const signal = AbortSignal.any([exchange.signal, over.signal]);
  const told =
    tell === null
      ? Promise.resolve()
      : tellProgress(live, run, version.plan, tell, signal).catch((error: unknown) => {
          exchange.log.debug({ err: error, runId: run.id }, 'progress of a run cannot be told');
        });
  try {
    const answer = await control.runAnswer(run, settings.mcpWaitSeconds * 1_000, exchange.signal);
    // A run tells its answer before its last steps are recorded.
    if (answer !== null) await Promise.race([told, pause(LAST_PROGRESS_MS, undefined, { signal })]);
    return answer;
  } finally {
    over.abort();
  }
}

async function runRequest(deps: AppDependencies, versionOf: RunVersionOf, call: ToolCall): Promise<RunRequest> {
  const { server, tool, args, exchange, id } = call;
  const claim = claimOf(server, exchange, id);
  const bodyHash = canonicalHash({ tool: tool.name, args });
  const idempotency = claim === null ? {} : { idempotency: { ...claim, bodyHash } };
  return { ...(await startOf(deps, versionOf, call)), ...idempotency };
}

async function startOf(deps: AppDependencies, versionOf: RunVersionOf, { server, tool, args }: ToolCall) {
  const { projectId } = server;
  const { target } = tool;
  const common = { projectId, origin: 'mcp', startedBy: null } as const;
  if (target.kind === 'flow') return await flowStart(versionOf, target.flow, args);
  if (target.kind === 'piece') {
    const version = await pieceToolVersion(deps, target.piece, args);
    return { ...common, workflowId: target.piece.tool.id, version, data: args };
  }
  const { workflowId } = target;
  const found = await deps.database.workflows.getVersioned(projectId, workflowId);
  if (found === null) throw notFound('WORKFLOW_NOT_FOUND', workflowId);
  if (!found.workflow.enabled) throw new ApiError('WORKFLOW_DISABLED', { values: { id: workflowId } });
  return { ...common, workflowId, version: found.version, data: args };
}

/**
 * The start of a flow by a tool's arguments. A flow that takes requests as they come gets them as the body of one.
 *
 * @throws {ApiError} FLOW_DISABLED
 */
export async function flowStart(versionOf: RunVersionOf, flow: FlowTarget, args: JsonObject): Promise<RunRequest> {
  requireEnabled(flow, 'run');
  const { projectId, flowId, flowVersionId, trigger } = flow;
  const takesRequests = trigger.type !== 'EMPTY' && isTakenAsItIs(trigger);
  const data = takesRequests ? { method: 'POST', headers: {}, body: args, queryParams: {} } : args;
  const start = { projectId, flowId, flowVersionId, version: await versionOf(flow), data };
  return runRequestOf({ ...start, environment: 'PRODUCTION', origin: 'mcp' });
}

/** What a call is found again by, from any process; null for a client without a session, whose ids say nothing. */
function claimOf({ id: serverId }: McpServerRow, { session }: McpExchange, id: string | number) {
  return session === null ? null : { scope: `mcp:${serverId}`, key: canonicalHash([session, id]) };
}

/** Of the claim of a call that was cancelled before it came: no call has it. */
const CANCELLED = { bodyHash: 'cancelled', resourceId: '' };

async function cancelCall(
  { database, control }: AppDependencies,
  server: McpServerRow,
  exchange: McpExchange,
  id: string | number,
): Promise<void> {
  const { projectId } = server;
  const claim = claimOf(server, exchange, id);
  if (claim === null) return;
  const made = (await database.mcpCalls.madeBy(projectId, claim)) ?? (await forestall(database, projectId, claim));
  if (made !== CANCELLED.resourceId) await control.cancelRun(projectId, made);
}

/** Takes the place of a call, so that it starts nothing; answers what it made where it came first after all. */
async function forestall(
  { idempotencyKeys, mcpCalls }: AppDependencies['database'],
  projectId: string,
  claim: { scope: string; key: string },
): Promise<string> {
  try {
    return (await idempotencyKeys.claim(projectId, { ...claim, ...CANCELLED })).resourceId;
  } catch (error) {
    if (!(error instanceof IdempotencyConflict)) throw error;
    return (await mcpCalls.madeBy(projectId, claim)) ?? CANCELLED.resourceId;
  }
}
