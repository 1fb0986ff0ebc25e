import { ApiProblem, problemOf, session } from './api-client.ts';
import { locale } from './language.ts';

/**
 * Saves an answer of the API as a file: a link could not carry the key. The browser keeps what came on its disk.
 *
 * @param onBytes told how many bytes have come so far
 * @throws ApiProblem for an answer outside 2xx, and for a download that broke off (status 0)
 */
export async function download(
  path: string,
  fileName: string,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const key = session.key();
  const headers = { 'accept-language': locale, ...(key === null ? {} : { 'x-api-key': key }) };
  saveFile(fileName, await received(path, headers, signal, onBytes));
}

/** Saves a text, or bytes, as a file. */
export function saveFile(fileName: string, content: string | Blob): void {
  const url = URL.createObjectURL(new Blob([content]));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The browser takes the address up after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

async function received(
  path: string,
  headers: Record<string, string>,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<Blob> {
  try {
    const response = await fetch(path, { headers, signal });
    if (!response.ok || response.body === null) throw await problemOf(response);
    let bytes = 0;
    const counting = new TransformStream<Uint8Array, Uint8Array>({
      transform(piece, controller) {
        bytes += piece.byteLength;
        onBytes(bytes);
        controller.enqueue(piece);
      },
    });
    return await new Response(response.body.pipeThrough(counting)).blob();
  } catch (error) {
    if (error instanceof ApiProblem) throw error;
    throw new ApiProblem(0, 'UNREACHABLE', error instanceof Error ? error.message : String(error), []);
  }
}
