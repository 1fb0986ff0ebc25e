import { validateHeaderName, validateHeaderValue } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { blobStream, type RunRow } from '@perdura/database';
import { isConnectionHeader, type JsonObject, type JsonValue, readFileRef } from '@perdura/definition';
import type { RunAnswer, ValueRef } from '@perdura/definition/run';
import type { Response } from 'express';
import type { AppDependencies } from '../../app-dependencies.ts';
import { withFileLinks } from '../runs/file-links.ts';
import { DETAIL_BYTES, shownValues } from '../runs/shown-values.ts';

/** The run was accepted, and goes on by itself. */
export function sendAccepted(response: Response, run: RunRow): void {
  response.status(202).set('Location', `/v1/runs/${run.id}`).json({ runId: run.id });
}

/** Answers the waiting caller of a run: what it responded, else its last result, else why it failed. */
export async function sendAnswer(deps: AppDependencies, response: Response, run: RunRow, answer: RunAnswer) {
  const { status, response: responded, result, error } = answer;
  response.set('X-Run-Id', run.id);
  if (responded !== null) return await sendResponded(deps, response, run, responded);
  if (status !== 'completed') {
    const code = status === 'cancelled' ? 'CANCELLED' : 'RUN_FAILED';
    const failure = error ?? { code, message: `The run was ${status}.`, nodeId: null };
    return sendFailure(response, run, failure);
  }
  const value = result === null ? { value: null } : await loaded(deps, run, result);
  if ('omitted' in value) return sendFailure(response, run, tooLarge(value.omitted));
  const { body } = await linked(deps, run, value.value);
  response.status(200).json(body);
}

/** What an answer is of: a run, or whatever else has its values. */
type Owner = Pick<RunRow, 'id' | 'projectId'>;

type Failure = { code: string; message: string; nodeId: string | null };

function sendFailure(response: Response, run: Owner, { code, message, nodeId }: Failure): void {
  response.status(500).json({ runId: run.id, error: { code, message, nodeId } });
}

function tooLarge(bytes: number): Failure {
  const message = `The answer has ${bytes} bytes: expected at most ${DETAIL_BYTES}, or a file.`;
  return { code: 'RESPONSE_TOO_LARGE', message, nodeId: null };
}

async function loaded({ database }: AppDependencies, { projectId }: Owner, ref: ValueRef) {
  return (await shownValues(database.blobs, projectId, [ref], DETAIL_BYTES))(ref);
}

/** What refers to files of the run says where they are. */
async function linked({ database }: AppDependencies, { projectId, id: runId }: Owner, body: JsonValue) {
  return await withFileLinks(database.blobs, { projectId, runId }, { body });
}

/** Sends what a run responded, `{status, headers, body}`: nothing of it acts on this origin. */
export async function sendResponded(
  deps: AppDependencies,
  response: Response,
  run: Owner,
  ref: ValueRef,
): Promise<void> {
  const value = await loaded(deps, run, ref);
  if ('omitted' in value) return sendFailure(response, run, tooLarge(value.omitted));
  const { status = 200, headers = {}, body = null } = value.value as { status?: number } & JsonObject;
  response.status(status);
  // Whatever it is, it must not act on this origin: no browser runs it as a page of the platform.
  for (const [name, text] of ownHeaders(headers as JsonObject)) response.setHeader(name, text);
  response.set({ 'Content-Security-Policy': 'sandbox', 'X-Content-Type-Options': 'nosniff' });
  if (body === null || WITHOUT_BODY.has(status)) return void response.end();
  if (await sendFile(deps, response, run, body)) return;
  if (typeof body === 'string') {
    if (!response.hasHeader('Content-Type')) response.type('text/plain');
    response.end(body);
    return;
  }
  const { body: shown } = await linked(deps, run, body);
  if (!response.hasHeader('Content-Type')) response.type('application/json');
  response.end(JSON.stringify(shown));
}

const WITHOUT_BODY = new Set([204, 205, 304]);

/** Headers of answers that are not the workflow's: they would act on the whole origin, or spoil the message. */
const KEPT_BACK = new Set([
  ...['set-cookie', 'content-security-policy', 'x-content-type-options', 'strict-transport-security'],
  ...['clear-site-data', 'service-worker-allowed', 'alt-svc', 'public-key-pins', 'nel', 'report-to'],
  ...['content-encoding', 'x-request-id', 'x-run-id', 'x-webhook-id', 'date'],
]);

function ownHeaders(headers: JsonObject): [string, string][] {
  return Object.entries(headers)
    .map(([name, value]): [string, string] => [name, String(value)])
    .filter(
      ([name, value]) => !KEPT_BACK.has(name.toLowerCase()) && !isConnectionHeader(name) && isSendable(name, value),
    );
}

function isSendable(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

/** Streams the body where it is one file of the run; false when it is none. */
async function sendFile(
  { database: { blobs } }: AppDependencies,
  response: Response,
  { projectId, id }: Owner,
  body: JsonValue,
): Promise<boolean> {
  const ref = readFileRef(body);
  const file = ref === null ? undefined : (await blobs.usedBy(projectId, id, [ref.hash])).get(ref.hash);
  if (file === undefined) return false;
  if (!response.hasHeader('Content-Type')) response.type(file.contentType || 'application/octet-stream');
  response.setHeader('Content-Length', file.bytes);
  try {
    await pipeline(Readable.from(blobStream(blobs, projectId, file), { objectMode: false }), response);
  } catch (error) {
    // The connection is cut by then: a caller who got a part must not take it for the whole.
    if (!response.headersSent) throw error;
  }
  return true;
}
