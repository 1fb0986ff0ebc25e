import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Server } from 'node:net';
import PostalMime, { type Address, type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';

const HOST = '127.0.0.1';
const MESSAGE_LIMIT_BYTES = 25 * 1024 * 1024;
const TOTAL_LIMIT_BYTES = 200 * 1024 * 1024;
const KNOWN_HOSTS = new Set(['127.0.0.1', 'localhost']);

export interface MailboxOptions {
  smtpPort: number;
  httpPort: number;
  /** How many messages are kept; the oldest go first. @default 1000 */
  limit?: number;
}

/** A message as `GET mailboxUrl` answers it. */
export interface MailboxMessage {
  id: string;
  /** Message-ID header, null when the sender gave none. */
  messageId: string | null;
  from: string;
  /** Addresses of the To header; those of the envelope when there is none. */
  to: string[];
  cc: string[];
  /** Every address that the sender named to the server, blind copies included. */
  recipients: string[];
  subject: string;
  text: string;
  html: string | null;
  attachments: { filename: string; mimeType: string; bytes: number }[];
  /** ISO 8601. */
  receivedAt: string;
}

/** The mail server of a development stack: takes everything, delivers nothing, shows all. */
export interface Mailbox {
  smtpUrl: string;
  /** `GET` answers `{messages}`, newest first; `DELETE` empties the box. */
  url: string;
  messages(): MailboxMessage[];
  close(): Promise<void>;
}

/** Starts both servers on 127.0.0.1. A message whose Message-ID is held already is kept once. */
export async function startMailbox(options: MailboxOptions): Promise<Mailbox> {
  const store = messageStore(options.limit ?? 1_000);
  const smtp = smtpServer(store);
  const http = createServer((request, response) => answer(store, request, response));
  await listen(smtp.server, options.smtpPort);
  await listen(http, options.httpPort);
  return {
    smtpUrl: `smtp://${HOST}:${options.smtpPort}`,
    url: `http://${HOST}:${options.httpPort}/messages`,
    messages: () => store.newestFirst(),
    async close() {
      http.closeAllConnections();
      await Promise.all([
        new Promise<void>((resolve) => smtp.close(() => resolve())),
        new Promise<void>((resolve) => http.close(() => resolve())),
      ]);
    },
  };
}

interface MessageStore {
  add(message: MailboxMessage, bytes: number): void;
  newestFirst(): MailboxMessage[];
  clear(): void;
}

function messageStore(limit: number): MessageStore {
  const held: { message: MailboxMessage; bytes: number }[] = [];
  let total = 0;
  return {
    add(message, bytes) {
      const repeated = message.messageId !== null && held.some((one) => one.message.messageId === message.messageId);
      if (repeated) return;
      held.push({ message, bytes });
      total += bytes;
      while (held.length > limit || (total > TOTAL_LIMIT_BYTES && held.length > 1)) total -= held.shift()?.bytes ?? 0;
    },
    newestFirst: () => held.map((one) => one.message).reverse(),
    clear() {
      held.length = 0;
      total = 0;
    },
  };
}

function smtpServer(store: MessageStore): SMTPServer {
  const server = new SMTPServer({
    name: 'perdura-mailbox',
    banner: 'Perdura development mailbox',
    authOptional: true,
    allowInsecureAuth: true,
    // Its certificate would be self-signed, and clients that see STARTTLS use it.
    disabledCommands: ['STARTTLS'],
    size: MESSAGE_LIMIT_BYTES,
    disableReverseLookup: true,
    onAuth: (auth, _session, done) => done(null, { user: auth.username ?? 'anyone' }),
    onData: (stream, session, done) => {
      receive(store, stream, session).then(
        () => done(),
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      );
    },
  });
  // A client that breaks off is no reason to end.
  server.on('error', () => undefined);
  return server;
}

async function receive(store: MessageStore, stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  if (stream.sizeExceeded) {
    throw Object.assign(new Error(`The message is larger than ${MESSAGE_LIMIT_BYTES} bytes.`), { responseCode: 552 });
  }
  const raw = Buffer.concat(chunks);
  store.add(present(await PostalMime.parse(raw), session), raw.length);
}

function present(email: Email, session: SMTPServerSession): MailboxMessage {
  const recipients = session.envelope.rcptTo.map((recipient) => recipient.address);
  const to = addressesOf(email.to);
  const sender = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address;
  return {
    id: randomBytes(12).toString('hex'),
    messageId: email.messageId ?? null,
    from: addressesOf(email.from === undefined ? [] : [email.from])[0] ?? sender,
    to: to.length > 0 ? to : recipients,
    cc: addressesOf(email.cc),
    recipients,
    subject: email.subject ?? '',
    text: email.text ?? '',
    html: email.html ?? null,
    attachments: email.attachments.map((attachment) => ({
      filename: attachment.filename ?? '',
      mimeType: attachment.mimeType,
      bytes: sizeOf(attachment.content),
    })),
    receivedAt: new Date().toISOString(),
  };
}

function addressesOf(list: Address[] | undefined): string[] {
  return (list ?? []).flatMap((entry) => (entry.group === undefined ? [entry.address] : addressesOf(entry.group)));
}

function sizeOf(content: string | ArrayBuffer | Uint8Array): number {
  return typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength;
}

/** Only names of this machine are answered, so that no web page can read the mail through a name of its own. */
function answer(store: MessageStore, request: IncomingMessage, response: ServerResponse): void {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  if (!KNOWN_HOSTS.has(host)) {
    send(response, 403, { error: `Unknown host ${host}.` });
  } else if (path !== '/messages' && path !== '/') {
    send(response, 404, { error: `There is no ${path}; the messages are at /messages.` });
  } else if (request.method === 'DELETE') {
    store.clear();
    send(response, 200, { messages: [] });
  } else if (request.method === 'GET' || request.method === 'HEAD') {
    send(response, 200, { messages: store.newestFirst() });
  } else {
    response.setHeader('Allow', 'GET, HEAD, DELETE');
    send(response, 405, { error: `${request.method} is not known here.` });
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
