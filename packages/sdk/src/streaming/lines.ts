/**
 * The lines of an answer, as they come, without their ends; a last line needs none.
 *
 * @param silenceMs how long nothing may come before the connection counts as broken
 * @throws an error of the platform when the connection breaks
 */
export async function* readLines(
  response: Response,
  silenceMs = Number.POSITIVE_INFINITY,
): AsyncGenerator<string, void, undefined> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await unlessSilent(reader.read(), silenceMs);
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
      const lines = rest.split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      yield* lines;
      if (done) break;
    }
    if (rest !== '') yield rest;
  } finally {
    // A reader that stops early must not leave the connection open.
    await reader.cancel().catch(() => undefined);
  }
}

/** A connection that died without a word looks like one on which nothing happens. */
async function unlessSilent<Chunk>(next: Promise<Chunk>, silenceMs: number): Promise<Chunk> {
  if (!Number.isFinite(silenceMs)) return next;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing came for ${silenceMs} ms`)), silenceMs);
  });
  try {
    return await Promise.race([next, silence]);
  } finally {
    clearTimeout(timer);
  }
}
