import { readLines } from './lines.ts';

/** One event of a stream of server-sent events. */
export interface ServerSentEvent {
  id: string | null;
  event: string;
  data: string;
}

/** The server sends a comment each quarter of a minute where there is nothing else to send. */
const LONGEST_SILENCE_MS = 60_000;

/**
 * The events of a stream, as the HTML standard says that lines make them; comments are passed over.
 *
 * @throws an error of the platform when the connection breaks, or nothing comes for a minute
 */
export async function* readServerSentEvents(
  response: Response,
  silenceMs = LONGEST_SILENCE_MS,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  let event = '';
  let id: string | null = null;
  let data: string[] = [];
  for await (const line of readLines(response, silenceMs)) {
    if (line === '') {
      if (data.length > 0) yield { id, event: event || 'message', data: data.join('\n') };
      event = '';
      data = [];
      continue;
    }
    const [, field = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === 'event') event = value;
    else if (field === 'data') data.push(value);
    else if (field === 'id' && !value.includes('\0')) id = value;
  }
}
