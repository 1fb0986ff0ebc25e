import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { message } from '@perdura/contracts';
import type { RunRow } from '@perdura/database';
import type { JsonObject, JsonValue } from '@perdura/definition';
import type { RunAnswer, ValueRef } from '@perdura/definition/run';
import type { AppDependencies } from '../app-dependencies.ts';
import { problemDocument, toApiError } from '../problem-document.ts';
import { withFileLinks } from '../resources/runs/file-links.ts';
import { shownValues } from '../resources/runs/shown-values.ts';
import type { McpExchange } from './serve-mcp.ts';

/** Most bytes of one result: it goes into the context of a model. */
const RESULT_BYTES = 1024 * 1024;
/** From here on a status that a run responded is one of failure. */
const FAILED_STATUS = 400;

type Words = Pick<McpExchange, 'locale' | 'origin'>;

/** A text that says what went wrong, which the model is shown. */
export function failure(text: string): CallToolResult {
  return { isError: true, content: [{ type: 'text', text }] };
}

/** A refusal, as the HTTP API words it; what was not foreseen is told as nothing but that. */
export function refusal(
  thrown: unknown,
  { locale, requestId, log }: Pick<McpExchange, 'locale' | 'requestId' | 'log'>,
) {
  const error = toApiError(thrown, locale);
  if (error.code === 'INTERNAL_ERROR') log.error({ err: error.cause }, 'the call of a tool met an unexpected error');
  const { code, detail, errors } = problemDocument(error, locale, { requestId, docsUrl: '' });
  const others = errors.slice(1).map(({ pointer, message: text }) => `${pointer} ${text}`);
  return failure([`${code}: ${detail}`, ...others].join('\n'));
}

/** A run that nobody waits for, or that takes longer than callers wait. */
export function unfinished(run: RunRow, key: 'toolRunGoesOn' | 'toolRunStarted', words: Words): CallToolResult {
  const url = urlOf(run, words);
  const structuredContent = { runId: run.id, status: run.status, url };
  return result(run, message(words.locale, key, { id: run.id, url }), { structuredContent });
}

/** What a run answered: what it responded, else its result, else why it failed. */
export async function answered(
  deps: Pick<AppDependencies, 'database'>,
  run: RunRow,
  { status, response, result: value, error }: RunAnswer,
  words: Words,
): Promise<CallToolResult> {
  if (response !== null) return await responded(deps, run, response, words);
  if (status === 'completed') return await shown(deps, run, value ?? { value: null }, words);
  const { code, message: cause, nodeId } = error ?? { code: status.toUpperCase(), message: '—', nodeId: null };
  const values = { id: run.id, status, step: nodeId ?? '—', cause, code };
  const failed = { runId: run.id, status, error: { code, message: cause, nodeId } };
  return result(run, message(words.locale, 'toolRunFailed', values), { isError: true, structuredContent: failed });
}

async function responded(deps: Pick<AppDependencies, 'database'>, run: RunRow, ref: ValueRef, words: Words) {
  const value = await loaded(deps, run, ref);
  if ('omitted' in value) return tooLarge(run, value.omitted, words);
  const { status = 200, body = null } = (value.value ?? {}) as { status?: number; body?: JsonValue };
  const given = await linked(deps, run, body);
  return { ...presented(run, given, words), ...(status >= FAILED_STATUS ? { isError: true } : {}) };
}

async function shown(deps: Pick<AppDependencies, 'database'>, run: RunRow, ref: ValueRef, words: Words) {
  const value = await loaded(deps, run, ref);
  if ('omitted' in value) return tooLarge(run, value.omitted, words);
  return presented(run, await linked(deps, run, value.value), words);
}

async function loaded({ database }: Pick<AppDependencies, 'database'>, { projectId }: RunRow, ref: ValueRef) {
  return (await shownValues(database.blobs, projectId, [ref], RESULT_BYTES))(ref);
}

/** What refers to files of the run says where they are. */
async function linked(
  { database }: Pick<AppDependencies, 'database'>,
  { projectId, id: runId }: RunRow,
  value: JsonValue,
) {
  return (await withFileLinks(database.blobs, { projectId, runId }, { value })).value;
}

function presented(run: RunRow, value: JsonValue, words: Words): CallToolResult {
  if (value === null) return result(run, message(words.locale, 'toolRunDone', { id: run.id }), {});
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const bytes = Buffer.byteLength(text);
  if (bytes > RESULT_BYTES) return tooLarge(run, bytes, words);
  return result(run, text, isObject(value) ? { structuredContent: value } : {});
}

function tooLarge(run: RunRow, bytes: number, words: Words): CallToolResult {
  const values = { id: run.id, bytes, url: urlOf(run, words) };
  return result(run, message(words.locale, 'toolResultTooLarge', values), {});
}

function result(run: RunRow, text: string, rest: Partial<CallToolResult>): CallToolResult {
  return { content: [{ type: 'text', text }], ...rest, _meta: { 'perdura/runId': run.id } };
}

function urlOf({ id }: RunRow, { origin }: Words): string {
  return `${origin}/v1/runs/${id}`;
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
