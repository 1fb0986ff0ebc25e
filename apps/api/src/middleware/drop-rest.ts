import type { Request } from 'express';

/** Most bytes that are read to be dropped, longest time for it, and longest silence, in milliseconds. */
const MOST = { bytes: 64 * 1024 * 1024, ms: 5_000, silenceMs: 500 };

/**
 * Reads what is left of a request's body and drops it, within bounds. Many clients read no answer before they have sent
 * all: one that comes earlier, on a connection that is then closed, is a broken pipe to them.
 */
export async function dropRest(request: Request): Promise<void> {
  const { headers } = request;
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  if (!hasBody || request.complete || request.destroyed) return;
  await new Promise<void>((resolve) => {
    let bytes = 0;
    let silence = setTimeout(done, MOST.silenceMs);
    const whole = setTimeout(done, MOST.ms);
    function done(): void {
      clearTimeout(silence);
      clearTimeout(whole);
      resolve();
    }
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      clearTimeout(silence);
      if (bytes > MOST.bytes) done();
      else silence = setTimeout(done, MOST.silenceMs);
    });
    request.once('end', done).once('close', done).once('error', done).resume();
  });
}
