import type { Request } from 'express';
import { ApiError } from '../../api-error.ts';

export interface RawBodyLimits {
  maxBytes: number;
  /** For the whole body to arrive. */
  seconds: number;
}

/**
 * Reads the very bytes of a body, whatever they are: signatures are made over them.
 *
 * @throws {ApiError} PAYLOAD_TOO_LARGE, REQUEST_TIMEOUT, UNSUPPORTED_MEDIA_TYPE for a content encoding
 */
export async function readRawBody(request: Request, limits: RawBodyLimits): Promise<Buffer> {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    const found = `content-encoding ${encoding}`.slice(0, 120);
    throw new ApiError('UNSUPPORTED_MEDIA_TYPE', { values: { found } });
  }
  if (Number(request.headers['content-length'] ?? 0) > limits.maxBytes) throw tooLarge(limits);
  return await collect(request, limits);
}

function collect(request: Request, limits: RawBodyLimits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const stop = (error: ApiError): void => {
      clearTimeout(timer);
      // The rest is read and dropped: cutting it off would often cut off the answer too.
      request.removeAllListeners('data').resume();
      reject(error);
    };
    const timer = setTimeout(() => stop(tooSlow(limits)), limits.seconds * 1_000);
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > limits.maxBytes) stop(tooLarge(limits));
      else chunks.push(chunk);
    });
    request.on('end', () => {
      clearTimeout(timer);
      resolve(Buffer.concat(chunks));
    });
    // The caller hung up: nobody reads the answer.
    request.on('error', (cause) => stop(new ApiError('VALIDATION_FAILED', { cause })));
  });
}

/** Connections of those who send too much or too slowly are not kept. */
const CLOSE = { Connection: 'close' };

function tooLarge({ maxBytes }: RawBodyLimits): ApiError {
  return new ApiError('PAYLOAD_TOO_LARGE', { values: { limit: maxBytes }, headers: CLOSE });
}

function tooSlow({ seconds }: RawBodyLimits): ApiError {
  return new ApiError('REQUEST_TIMEOUT', { values: { seconds }, headers: CLOSE });
}
