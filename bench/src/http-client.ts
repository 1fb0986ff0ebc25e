import { Agent, request } from 'node:http';

export interface Exchange {
  method: string;
  headers: Record<string, string>;
  /** Sent as JSON; nothing when absent. */
  body?: object | undefined;
}

/**
 * Asks as a program does that asks all day long: over a connection that stays open, by Node's own client, which costs less
 * than `fetch`.
 */
export function exchange(url: string, { method, headers, body }: Exchange): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent: keptOpen, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
      response.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const keptOpen = new Agent({ keepAlive: true, maxSockets: 100 });
