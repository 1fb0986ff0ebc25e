import { Agent, request } from 'node:http';

export interface RawRequest {
  method: string;
  /** Sent as it is: no normalization. */
  path: string;
  headers?: Record<string, string>;
  /** Sent as it is; anything but text and bytes becomes JSON, with its content type. */
  body?: unknown;
}

export interface RawAnswer {
  status: number;
  headers: Record<string, string>;
  text: string;
  /** The body when it is JSON; undefined otherwise. */
  json: unknown;
}

const agent = new Agent({ keepAlive: true, maxSockets: 50 });

/** Sends a request to a local port without tidying its path, as an attacker could. */
export function send(port: number, { method, path, headers = {}, body }: RawRequest): Promise<RawAnswer> {
  const bytes = bytesOf(body);
  const type: Record<string, string> = isJson(body) ? { 'content-type': 'application/json' } : {};
  const unsized = bytes === null || headers['transfer-encoding'] !== undefined;
  const length: Record<string, string> = unsized ? {} : { 'content-length': String(bytes.length) };
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port, method, path, agent, headers: { ...type, ...length, ...headers } },
      (incoming) => {
        const chunks: Buffer[] = [];
        if (incoming.headers['content-type']?.startsWith('text/event-stream')) {
          // A stream of events has no end of its own: its beginning is the answer.
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers as Record<string, string>,
            text: '',
            json: undefined,
          });
          incoming.on('error', () => undefined).destroy();
          return;
        }
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const answered = incoming.headers as Record<string, string>;
          resolve({ status: incoming.statusCode ?? 0, headers: answered, text, json: parsed(text, answered) });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(bytes ?? undefined);
  });
}

function isJson(body: unknown): boolean {
  return body !== undefined && !(body instanceof Uint8Array);
}

function bytesOf(body: unknown): Uint8Array | null {
  if (body === undefined) return null;
  if (body instanceof Uint8Array) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function parsed(text: string, headers: Record<string, string>): unknown {
  if (!/^application\/(problem\+)?json/.test(headers['content-type'] ?? '') || text === '') return undefined;
  return JSON.parse(text);
}
