import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import type { Logger } from 'pino';
import { StreamedBody } from './streamed-body.ts';

export interface TextStreamParts {
  contentType: string;
  /** Name of the file, without characters that headers cannot carry. @default none: it is no attachment */
  name?: string;
  /** The text piece by piece; the next piece is asked for when the one before was taken. */
  open(): AsyncIterable<string>;
  log: Logger;
}

/**
 * The body of an answer that is text of any length, a file or by itself, made as it is sent. A caller who is slow holds
 * its making up, one who hangs up ends it. A fault before the first piece is answered as any other; after it the
 * connection is cut, so that nobody takes a part for the whole.
 */
export class TextStream extends StreamedBody {
  readonly #parts: TextStreamParts;

  constructor(parts: TextStreamParts) {
    super();
    this.#parts = parts;
  }

  async send(response: Response): Promise<void> {
    const { contentType, name, open, log } = this.#parts;
    const pieces = open()[Symbol.asyncIterator]();
    const first = await pieces.next();
    response.set({
      'Content-Type': contentType,
      ...(name === undefined ? {} : { 'Content-Disposition': `attachment; filename="${name}"` }),
      'X-Content-Type-Options': 'nosniff',
    });
    if (response.req.method === 'HEAD') {
      await pieces.return?.();
      response.end();
      return;
    }
    try {
      await pipeline(Readable.from(rejoined(first, pieces), { objectMode: false }), response);
    } catch (error) {
      if (!isHangUp(error)) log.error({ err: error }, 'a download was cut, its making failed');
    }
  }
}

async function* rejoined(first: IteratorResult<string>, rest: AsyncIterator<string>): AsyncGenerator<Buffer> {
  try {
    for (let piece = first; piece.done !== true; piece = await rest.next()) yield Buffer.from(piece.value);
  } finally {
    await rest.return?.();
  }
}

function isHangUp(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
  const name = typeof error === 'object' && error !== null && 'name' in error ? error.name : '';
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || name === 'AbortError';
}
