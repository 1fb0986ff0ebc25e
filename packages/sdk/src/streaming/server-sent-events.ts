import { readLines } from './lines.ts';

/** One event of a stream of server-sent events. */
export interface ServerSentEvent {
  id: string | null;
  event: string;
  data: string;
}

/** The events of a stream, as the HTML standard says that lines make them; comments are passed over. */
export async function* readServerSentEvents(response: Response): AsyncGenerator<ServerSentEvent, void, undefined> {
  let event = '';
  let id: string | null = null;
  let data: string[] = [];
  for await (const line of readLines(response)) {
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
