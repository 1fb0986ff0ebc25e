import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it reached the server. */
export interface SeenRequest {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export type Answerer = (response: ServerResponse, request: SeenRequest) => void;

/** A real HTTP server on this machine that answers each request with the next of what it is told. */
export interface ScriptedServer {
  url: string;
  seen: SeenRequest[];
  /** Puts answers in front of further requests; the last one answers all that follow. */
  script(...answers: Answerer[]): void;
  close(): Promise<void>;
}

export async function startScriptedServer(): Promise<ScriptedServer> {
  const seen: SeenRequest[] = [];
  let answers: Answerer[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    const received = { method, url, headers, body: Buffer.concat(chunks).toString() };
    seen.push(received);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer === undefined) response.writeHead(500).end('nothing is scripted');
    else answer(response, received);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    script(...given) {
      seen.length = 0;
      answers = given;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers a document. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answerer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
}

/** Answers a problem, which asks to come back at once. */
export function problem(status: number, code: string, headers: Record<string, string> = {}): Answerer {
  const document = { type: `/docs/errors/${code}`, title: code, status, detail: `It is ${code}`, code, errors: [] };
  return (response) => {
    const all = { 'content-type': 'application/problem+json', 'retry-after': '0', ...headers };
    response.writeHead(status, all).end(JSON.stringify({ ...document, requestId: 'request-1' }));
  };
}

/** Takes the request and breaks the connection. */
export const hangUp: Answerer = (response) => {
  response.destroy();
};

/** Takes the request and never answers. */
export const silence: Answerer = () => undefined;

/** Tells events and then ends, or breaks the connection. */
export function events(texts: string[], { broken = false } = {}): Answerer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(texts.join(''), () => (broken ? response.destroy() : response.end()));
  };
}
