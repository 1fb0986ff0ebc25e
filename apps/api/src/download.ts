import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { StreamedBody } from './streaming/streamed-body.ts';

export interface DownloadParts {
  /** As its source called it. */
  contentType: string;
  bytes: number;
  /** Name of the file. */
  name: string;
  open(): AsyncIterable<Uint8Array>;
}

/** The body of an answer that is bytes for a file and too large for memory. No browser shows it as a page. */
export class Download extends StreamedBody {
  readonly #parts: DownloadParts;

  constructor(parts: DownloadParts) {
    super();
    this.#parts = parts;
  }

  /** Sends it all; a caller who hangs up ends it. */
  async send(response: Response): Promise<void> {
    const { contentType, bytes, name, open } = this.#parts;
    response.set({
      'Content-Type': CONTENT_TYPE.test(contentType) ? contentType : 'application/octet-stream',
      'Content-Length': String(bytes),
      'Content-Disposition': `attachment; ${fileNameParameters(name)}`,
      'Content-Security-Policy': "sandbox; default-src 'none'",
      'X-Content-Type-Options': 'nosniff',
    });
    if (response.req.method === 'HEAD') {
      response.end();
      return;
    }
    try {
      await pipeline(Readable.from(open(), { objectMode: false }), response);
    } catch (error) {
      // The connection is cut by then: a caller who got a part must not take it for the whole.
      if (!response.headersSent) throw error;
    }
  }
}

/** As RFC 6266 has it: a plain name for all, and the whole one for those that know how names are written. */
function fileNameParameters(name: string): string {
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\%/]/g, '_');
  const whole = encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16)}`,
  );
  return plain === name ? `filename="${plain}"` : `filename="${plain}"; filename*=UTF-8''${whole}`;
}

const CONTENT_TYPE = /^[\w.+-]+\/[\w.+-]+(;[\x20-\x7e]*)?$/;
