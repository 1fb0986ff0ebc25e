import type { IncomingHttpHeaders } from 'node:http';
import { newId } from '@perdura/database';
import type { JsonObject, JsonValue } from '@perdura/definition';
import { extension } from 'mime-types';
import { ApiError } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import {
  bodyOf,
  charsetOf,
  decoded,
  fieldsOf,
  headersOf,
  kindOf,
  type PayloadLimits,
  requireKeepable,
} from '../hooks/payload.ts';
import { withoutCredentials } from '../hooks/platform-credentials.ts';

/** A request to a flow, its body as it came. */
export interface FlowRequest {
  method: string;
  headers: IncomingHttpHeaders;
  query: string;
  body: Buffer;
  /** Base of absolute addresses, as the caller reached this server. */
  baseUrl: string;
}

/** What a trigger sees of a request. */
export type FlowPayload = {
  method: string;
  headers: JsonObject;
  body: JsonValue;
  rawBody?: string;
  queryParams: JsonObject;
};

/** For how long the address of a file that came with a request is good, in milliseconds. */
const ADDRESS_LIFETIME_MS = 30 * 86_400_000;

/**
 * What a trigger sees of a request, less every credential of this platform. Files are kept, and their addresses stand in
 * their places.
 *
 * @throws {ApiError} INVALID_JSON, UNSUPPORTED_MEDIA_TYPE, VALIDATION_FAILED
 */
export async function flowPayload(
  deps: AppDependencies,
  projectId: string,
  request: FlowRequest,
  limits: PayloadLimits,
): Promise<FlowPayload> {
  const { method, headers, query, body } = request;
  const type = headers['content-type'] ?? '';
  const kept = (file: IncomingFile) => keepFile(deps, projectId, file, request.baseUrl);
  const whole: JsonObject = {
    headers: headersOf(headers),
    ...(await contentOf({ body, type }, limits, kept)),
    queryParams: fieldsOf(query, '/queryParams', limits),
  };
  return { method, ...(withoutCredentials(whole) as Omit<FlowPayload, 'method'>) };
}

interface IncomingFile {
  name: string;
  type: string;
  bytes: Buffer;
}

type KeepFile = (file: IncomingFile) => Promise<string>;

/** A body that is text is given as it came as well: signatures are made over that. */
async function contentOf(
  { body, type }: { body: Buffer; type: string },
  limits: PayloadLimits,
  keep: KeepFile,
): Promise<{ body: JsonValue; rawBody?: string }> {
  if (body.length === 0) return { body: {} };
  const [media = '', ...parameters] = type.split(';').map((part) => part.trim());
  if (media.toLowerCase() === 'multipart/form-data') return { body: await formOf(body, type, limits, keep) };
  const kind = type === '' ? guessedKind(body) : kindOf(media.toLowerCase());
  if (kind === 'bytes') {
    const name = `file.${extension(media) || 'bin'}`;
    return { body: { fileUrl: await keep({ name, type: media || 'application/octet-stream', bytes: body }) } };
  }
  const read = type === '' && kind === 'json' ? 'application/json' : type;
  return { body: bodyOf(body, read, limits), rawBody: decoded(body, charsetOf(parameters), kind, limits) };
}

/** A body without a type is taken for JSON where it begins as JSON does. */
function guessedKind(body: Buffer): 'json' | 'bytes' {
  return /^\s*[[{"]/.test(body.toString('latin1', 0, 64)) ? 'json' : 'bytes';
}

/** Fields by name, those that are given more than once as lists, files as the addresses of what was kept. */
async function formOf(body: Buffer, type: string, limits: PayloadLimits, keep: KeepFile): Promise<JsonObject> {
  const entries = [...(await parsedForm(body, type))];
  const files = entries.filter(([, value]) => typeof value !== 'string').length;
  if (entries.length > MOST_PARTS || files > MOST_FILES) throw tooManyParts(entries.length, files);
  const texts = entries.map(([name, value]) => [name, typeof value === 'string' ? value : ''] as const);
  requireKeepable(texts, '/body', limits);
  const fields = new Map<string, JsonValue[]>();
  for (const [name, value] of entries) {
    const shown = typeof value === 'string' ? value : await keep(await incomingFile(value));
    const before = fields.get(name);
    if (before === undefined) fields.set(name, [shown]);
    else before.push(shown);
  }
  return Object.fromEntries(
    [...fields].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? null) : values]),
  );
}

/** Each file is stored by itself while the caller waits. */
const MOST_FILES = 50;
const MOST_PARTS = 2_000;

function tooManyParts(parts: number, files: number): ApiError {
  const message = `a form of ${parts} parts, ${files} of them files: expected at most ${MOST_PARTS} and ${MOST_FILES}`;
  return new ApiError('VALIDATION_FAILED', { faults: [{ pointer: '/body', message }] });
}

type FormEntries = Iterable<[string, string | File]>;

async function parsedForm(body: Buffer, type: string): Promise<FormEntries> {
  try {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
    return form as unknown as FormEntries;
  } catch (cause) {
    const fault = { pointer: '/body', message: 'not a multipart form that can be read' };
    throw new ApiError('VALIDATION_FAILED', { faults: [fault], cause });
  }
}

async function incomingFile(file: File): Promise<IncomingFile> {
  const bytes = Buffer.from(await file.arrayBuffer());
  return { name: file.name || 'file', type: file.type || 'application/octet-stream', bytes };
}

async function keepFile(
  { database }: AppDependencies,
  projectId: string,
  { name, type, bytes }: IncomingFile,
  baseUrl: string,
): Promise<string> {
  const id = newId();
  const blob = await database.blobs.put(projectId, bytes, { runId: id, contentType: type });
  const fileName = name.replace(/\p{Cc}/gu, '').slice(-255);
  const file = {
    id,
    runId: null,
    stepName: 'trigger',
    fileName,
    contentType: type,
    hash: blob.hash,
    bytes: blob.bytes,
  };
  const row = await database.pieceFiles.create(projectId, file);
  const token = await database.pieceFiles.tokenOf(row, new Date(Date.now() + ADDRESS_LIFETIME_MS));
  return `${baseUrl}/v1/piece-files/${token}`;
}
