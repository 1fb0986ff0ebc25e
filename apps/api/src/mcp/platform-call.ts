import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { message } from '@perdura/contracts';
import type { Actor } from '@perdura/database';
import type { JsonObject, JsonValue } from '@perdura/definition';
import { describeFaults, schemaFaults } from '@perdura/definition/strict-json-schema';
import type { AppDependencies } from '../app-dependencies.ts';
import { canonicalHash } from '../canonical-hash.ts';
import type { BoundRoute } from '../route-binding.ts';
import { StreamedBody } from '../streaming/streamed-body.ts';
import type { PlatformTool } from './platform-tools.ts';
import type { McpExchange } from './serve-mcp.ts';
import { failure, refusal } from './tool-result.ts';

/** A call of a tool of the platform. */
export interface PlatformCall {
  actor: Actor | undefined;
  args: JsonObject;
  /** Of the message. */
  id: string | number;
  exchange: McpExchange;
}

/** Answers a call by the route that the tool stands for: with its checks, its rights and its traces. */
export async function callRoute(
  { database }: AppDependencies,
  route: BoundRoute,
  tool: PlatformTool,
  { actor, args, id, exchange }: PlatformCall,
): Promise<CallToolResult> {
  const body = partOf(tool, args, 'body');
  const params = Object.fromEntries(
    Object.entries(partOf(tool, args, 'params')).map(([name, value]) => [name, textOf(value)]),
  );
  try {
    const { body: answer } = await route.call(database, {
      ...{ actor, params, url: `/?${queryOf(partOf(tool, args, 'query'))}`, headers: keyOf(exchange, id) },
      ...{ sent: route.contract.body === undefined ? undefined : body, locale: exchange.locale, log: exchange.log },
      ...{ signal: exchange.signal, origin: exchange.origin, ip: exchange.ip, requestId: exchange.requestId },
    });
    return presented(answer);
  } catch (error) {
    return refusal(error, exchange);
  }
}

/** What does not fit a schema, as a result; null where all does. */
export function misfit(schema: JsonObject, { args, exchange }: PlatformCall): CallToolResult | null {
  const faults = schemaFaults(schema, args);
  if (faults.length === 0) return null;
  return failure(message(exchange.locale, 'toolArguments', { faults: describeFaults(faults) }));
}

/** An answer of the API as a result. */
export function presented(answer: unknown): CallToolResult {
  if (answer === undefined || answer instanceof StreamedBody) return { content: [] };
  const structuredContent = JSON.parse(JSON.stringify(answer)) as JsonValue;
  const isObject =
    typeof structuredContent === 'object' && structuredContent !== null && !Array.isArray(structuredContent);
  const text = JSON.stringify(structuredContent);
  return { content: [{ type: 'text', text }], ...(isObject ? { structuredContent } : {}) };
}

/** A repeat of a call of a session is the same request. */
function keyOf({ session }: McpExchange, id: string | number): Record<string, string> {
  return session === null ? {} : { 'idempotency-key': `mcp:${canonicalHash([session, id])}` };
}

function partOf({ args: known }: PlatformTool, args: JsonObject, part: 'params' | 'query' | 'body'): JsonObject {
  return Object.fromEntries(Object.entries(args).filter(([name]) => known[name]?.part === part));
}

function queryOf(given: JsonObject): string {
  return new URLSearchParams(
    Object.entries(given).map(([name, value]): [string, string] => [name, textOf(value)]),
  ).toString();
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
