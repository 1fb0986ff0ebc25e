import type { JsonObject, JsonValue } from '@perdura/definition';
import { StepFailure } from '../failures.ts';
import { OUTBOUND_CODES } from '../outbound/codes.ts';
import { callHttp } from '../outbound/http-call.ts';
import { openConnection } from '../outbound/open-connection.ts';
import { TOOL_CODES } from './codes.ts';
import type { HttpExecution } from './execution.ts';
import { fillUrl, fillValue, hostIsFilled, placeholdersOf, UnsafePlaceholder } from './placeholders.ts';
import type { RegisteredTool, ToolContext } from './tool-context.ts';

/** Methods whose requests carry the input as their body when the tool names no body. */
const WITH_BODY = new Set(['POST', 'PUT', 'PATCH']);

/**
 * Carries out a tool that is an HTTP API: answers the body of its answer.
 *
 * @throws {StepFailure} as http-request does; TOOL_INPUT_INVALID when the input would change the shape of the address
 */
export async function runHttpTool(
  tool: RegisteredTool,
  execution: HttpExecution,
  input: JsonObject,
  context: ToolContext,
): Promise<JsonValue> {
  const known = knownNames(tool.inputSchema, input);
  const connection = await openConnection(context.dependencies, context.projectId, execution.connection);
  if (connection !== null && connection.allowedHosts.length === 0 && hostIsFilled(execution.url, known)) {
    throw new StepFailure(
      OUTBOUND_CODES.connectionHostNotAllowed,
      `The tool "${tool.name}" takes its host from its input, so the connection "${connection.name}" must name its allowed hosts.`,
      { retryable: false },
    );
  }
  const values = await withoutFiles(execution, input, context);
  const { body } = await callHttp(
    {
      method: execution.method,
      url: addressOf(tool, execution.url, values, known),
      headers: execution.headers ?? {},
      query: asObject(fillValue(execution.params ?? {}, values, known)),
      body: bodyOf(execution, isOnePlaceholder(execution.body) ? input : values, known),
      connection,
    },
    context,
  );
  return body;
}

function addressOf(tool: RegisteredTool, url: string, input: JsonObject, known: ReadonlySet<string>): string {
  try {
    return fillUrl(url, input, known);
  } catch (error) {
    if (!(error instanceof UnsafePlaceholder)) throw error;
    throw new StepFailure(
      TOOL_CODES.inputInvalid,
      `The input of the tool "${tool.name}" is invalid: ${error.message}.`,
      {
        retryable: false,
      },
    );
  }
}

/** The written body, filled; without one, what the address does not use goes as JSON where the method has a body. */
function bodyOf(execution: HttpExecution, input: JsonObject, known: ReadonlySet<string>): JsonValue | undefined {
  if (execution.body !== undefined) return fillValue(execution.body, input, known);
  if (!WITH_BODY.has(execution.method.toUpperCase()) || execution.params) return undefined;
  const used = new Set(placeholdersOf(execution.url));
  return Object.fromEntries(Object.entries(input).filter(([name]) => !used.has(name)));
}

/** The input for everything but a body that is one whole placeholder: that alone can be a file. */
async function withoutFiles(execution: HttpExecution, input: JsonObject, { files }: ToolContext): Promise<JsonObject> {
  if (files === undefined || !files.isIn(input)) return input;
  if (!isOnePlaceholder(execution.body)) return asObject(await files.loaded(input));
  const elsewhere = new Set(placeholdersOf(execution.url + JSON.stringify(execution.params ?? {})));
  const entries = Object.entries(input).map(
    async ([name, value]) => [name, elsewhere.has(name) ? await files.loaded(value) : value] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

function isOnePlaceholder(body: JsonValue | undefined): boolean {
  return typeof body === 'string' && /^\{[^{}]+\}$/.test(body);
}

/** What braces may stand for: the properties of the schema, and whatever else the input holds. */
function knownNames(schema: JsonObject, input: JsonObject): Set<string> {
  return new Set([...Object.keys(asObject(schema.properties)), ...Object.keys(input)]);
}

function asObject(value: JsonValue | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
