import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport, StreamableHTTPError } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { CallToolResultSchema, ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js';
import type { JsonObject, JsonValue } from '@perdura/definition';
import { StepFailure } from '../failures.ts';
import { OUTBOUND_CODES } from '../outbound/codes.ts';
import { connectionRedactor } from '../outbound/connections.ts';
import { readUrl } from '../outbound/exchange.ts';
import { requestHeaders } from '../outbound/headers.ts';
import { isRetryableStatus } from '../outbound/http-call.ts';
import { inCauses } from '../outbound/network-failures.ts';
import { openConnection } from '../outbound/open-connection.ts';
import type { Redactor } from '../outbound/redaction.ts';
import { TOOL_CODES } from './codes.ts';
import type { McpExecution } from './execution.ts';
import type { ToolContext } from './tool-context.ts';

/** Limit on one call of an MCP tool; the attempt's own limit usually ends it before. */
const CALL_TIMEOUT_MS = 10 * 60_000;
const CLIENT = { name: 'perdura', version: '0.1.0' };

type CallResult = Awaited<ReturnType<Client['callTool']>>;

/**
 * Calls a tool of an MCP server over Streamable HTTP, with a client of its own that lives as long as the call.
 *
 * @returns `structuredContent`; else the text of the content, or the content itself where it is more than text
 * @throws {StepFailure} TOOL_FAILED when the tool says that it failed, HTTP_STATUS, NETWORK_ERROR, TIMEOUT,
 *   BLOCKED_ADDRESS …
 */
export async function runMcpTool(
  name: string,
  execution: McpExecution,
  input: JsonObject,
  context: ToolContext,
): Promise<JsonValue> {
  const { dependencies, projectId, idempotencyKey, signal } = context;
  const connection = await openConnection(dependencies, projectId, execution.connection);
  const redactor = connectionRedactor(connection);
  const transport = new StreamableHTTPClientTransport(readUrl(execution.url), {
    fetch: dependencies.outbound.fetch({ signal, connection, timeoutMs: CALL_TIMEOUT_MS }),
    requestInit: { headers: { ...requestHeaders(execution.headers ?? {}), 'idempotency-key': idempotencyKey } },
    // A stream that breaks off is a failure of the attempt; the next attempt is the engine's to make.
    reconnectionOptions: {
      maxRetries: 0,
      initialReconnectionDelay: 1000,
      maxReconnectionDelay: 1000,
      reconnectionDelayGrowFactor: 1,
    },
  });
  const client = new Client(CLIENT, { capabilities: {} });
  try {
    await client.connect(transport, { signal, timeout: CALL_TIMEOUT_MS });
    const params = { name: execution.tool, arguments: input, _meta: { idempotencyKey } };
    const result = await client.callTool(params, CallToolResultSchema, { signal, timeout: CALL_TIMEOUT_MS });
    return resultOf(name, result, redactor);
  } catch (error) {
    throw mcpFailure(name, error, redactor, signal);
  } finally {
    await endSession(transport, client);
  }
}

function resultOf(name: string, result: CallResult, redactor: Redactor): JsonValue {
  const { isError, structuredContent } = result;
  const content = Array.isArray(result.content) ? result.content : [];
  if (isError === true) {
    const said = redactor.text(textOf(content) ?? JSON.stringify(content)).slice(0, 500);
    throw new StepFailure(TOOL_CODES.failed, `The tool "${name}" failed${said === '' ? '.' : `: ${said}`}`, {
      retryable: true,
    });
  }
  const value = structuredContent ?? textOf(content) ?? content;
  return redactor.json(value as JsonValue);
}

/** The content as one text; null when it is not text alone. */
function textOf(content: readonly { type: string; text?: unknown }[]): string | null {
  const texts = content.map(({ type, text }) => (type === 'text' && typeof text === 'string' ? text : null));
  return texts.includes(null) ? null : texts.join('\n');
}

/** Faults of the caller or of the tool's registration: another attempt meets them again. */
const PERMANENT = new Set<number>([
  ErrorCode.InvalidParams,
  ErrorCode.InvalidRequest,
  ErrorCode.MethodNotFound,
  ErrorCode.ParseError,
]);

function mcpFailure(name: string, error: unknown, redactor: Redactor, signal: AbortSignal): unknown {
  const foreseen = inCauses(error, (cause) => cause instanceof StepFailure);
  if (foreseen !== undefined) return foreseen;
  if (signal.aborted) return signal.reason;
  if (error instanceof StreamableHTTPError) {
    const status = error.code ?? 0;
    return new StepFailure(OUTBOUND_CODES.httpStatus, `The MCP server of the tool "${name}" answered ${status}.`, {
      retryable: isRetryableStatus(status),
      cause: error,
    });
  }
  if (!(error instanceof McpError)) return unreadable(name, error);
  if (error.code === ErrorCode.RequestTimeout) return timedOut(name, error);
  return new StepFailure(
    TOOL_CODES.failed,
    `The tool "${name}" failed: ${redactor.text(error.message).slice(0, 500)}`,
    {
      retryable: !PERMANENT.has(error.code),
      cause: error,
    },
  );
}

function unreadable(name: string, cause: unknown): StepFailure {
  return new StepFailure(OUTBOUND_CODES.networkError, `The MCP server of the tool "${name}" could not be understood.`, {
    retryable: true,
    cause,
  });
}

function timedOut(name: string, cause: unknown): StepFailure {
  return new StepFailure(OUTBOUND_CODES.timeout, `The MCP server of the tool "${name}" did not answer in time.`, {
    retryable: true,
    cause,
  });
}

/** The result is known by now: a server that cannot end its session forgets it by itself. */
async function endSession(transport: StreamableHTTPClientTransport, client: Client): Promise<void> {
  if (transport.sessionId !== undefined) await transport.terminateSession().catch(() => undefined);
  await client.close().catch(() => undefined);
}
