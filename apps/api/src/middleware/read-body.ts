import type { Locale } from '@perdura/contracts';
import { message } from '@perdura/contracts';
import type { JsonValue } from '@perdura/definition';
import type { Request } from 'express';
import { ApiError } from '../api-error.ts';
import { inspectJson } from '../json/inspect-json.ts';

export interface BodyLimits {
  maxBytes: number;
  maxDepth: number;
  /** Whether a body must say that it is JSON. @default true */
  typed?: boolean;
  /** A type of text that it may be of as well, and the field as which that is read. */
  text?: { contentType: string; field: string } | undefined;
}

/**
 * Reads the JSON body of a request.
 *
 * @returns the value; undefined when the request has no body
 * @throws {ApiError} UNSUPPORTED_MEDIA_TYPE, PAYLOAD_TOO_LARGE, INVALID_JSON with the place of each fault
 */
export async function readBody(request: Request, limits: BodyLimits, locale: Locale): Promise<JsonValue | undefined> {
  if (!mayHaveBody(request)) return undefined;
  if (Number(request.headers['content-length'] ?? 0) > limits.maxBytes) throw tooLarge(limits);
  const isText = isOfType(request, limits.text?.contentType);
  const refusal = isText ? null : mediaTypeRefusal(request, limits.typed ?? true);
  // The type of a body that turns out to be empty does not matter.
  if (refusal !== null && request.headers['content-length'] !== undefined) throw refusal;
  const bytes = await readBytes(request, limits);
  if (bytes.length === 0) return undefined;
  if (refusal !== null) throw refusal;
  const text = decode(bytes, locale);
  return isText && limits.text !== undefined ? { [limits.text.field]: text } : parse(text, limits, locale);
}

/** Whether a body is text of a type, and as it is. */
function isOfType({ headers }: Request, contentType: string | undefined): boolean {
  const { 'content-type': given = '', 'content-encoding': encoding = 'identity' } = headers;
  return given.split(';')[0]?.trim().toLowerCase() === contentType && encoding === 'identity';
}

function mayHaveBody({ headers }: Request): boolean {
  if (headers['transfer-encoding'] !== undefined) return true;
  return headers['content-length'] !== undefined && headers['content-length'] !== '0';
}

function mediaTypeRefusal({ headers }: Request, typed: boolean): ApiError | null {
  const type = headers['content-type'];
  const encoding = headers['content-encoding'];
  const json = (type === undefined && !typed) || /^application\/json *(?:; *charset="?utf-8"? *)?$/i.test(type ?? '');
  if (json && (encoding === undefined || encoding === 'identity')) return null;
  const found = [type ?? '—', ...(encoding ? [`content-encoding ${encoding}`] : [])].join(', ').slice(0, 120);
  return new ApiError('UNSUPPORTED_MEDIA_TYPE', { values: { found } });
}

/** Collects the bytes, and stops reading as soon as they are too many. */
function readBytes(request: Request, limits: BodyLimits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > limits.maxBytes) {
        // The rest is read and dropped: cutting it off would often cut off the answer too.
        request.removeAllListeners('data').resume();
        reject(tooLarge(limits));
      } else chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    // The caller hung up: nobody reads the answer.
    request.on('error', (cause) => reject(new ApiError('INVALID_JSON', { cause })));
  });
}

function tooLarge({ maxBytes }: BodyLimits): ApiError {
  return new ApiError('PAYLOAD_TOO_LARGE', { values: { limit: maxBytes } });
}

function decode(bytes: Buffer, locale: Locale): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ApiError('INVALID_JSON', { faults: [{ pointer: '', message: message(locale, 'notUtf8') }] });
  }
}

function parse(text: string, limits: BodyLimits, locale: Locale): JsonValue {
  const faults = inspectJson(text, limits);
  if (faults.length === 0) return JSON.parse(text);
  throw new ApiError('INVALID_JSON', {
    faults: faults.map((fault) => ({
      pointer: fault.pointer,
      message: message(locale, fault.message, fault.values),
      ...(fault.position ? { position: fault.position } : {}),
    })),
  });
}
