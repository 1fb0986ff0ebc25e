import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import type { Arrival, Peer } from './arrivals.ts';
import { Gate } from './gate.ts';
import { type Mail, readMail } from './mails.ts';

export interface SmtpPeerOptions {
  /** What it says to credentials, after noting them; null: welcome. @default null */
  refuse?: (password: string) => string | null;
}

/** A mail server that holds a message between its last line and the answer; an arrival's key is subject and Message-ID. */
export class SmtpPeer implements Peer {
  readonly arrivals: Arrival[] = [];
  /** What the arrivals are, in their order. */
  readonly mails: Mail[] = [];
  readonly passwords: string[] = [];
  readonly gate = new Gate();
  readonly #server: SMTPServer;

  constructor({ refuse }: SmtpPeerOptions = {}) {
    this.#server = new SMTPServer({
      authOptional: true,
      allowInsecureAuth: true,
      disabledCommands: ['STARTTLS'],
      disableReverseLookup: true,
      onAuth: (auth, _session, done) => {
        const password = auth.password ?? '';
        this.passwords.push(password);
        const refusal = refuse?.(password) ?? null;
        if (refusal !== null) return done(Object.assign(new Error(refusal), { responseCode: 535 }));
        return done(null, { user: auth.username ?? 'anyone' });
      },
      onData: (stream, _session, done) => {
        this.#take(stream).then(() => done(), done);
      },
    });
    // A client that breaks off is what the tests are about.
    this.#server.on('error', () => undefined);
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    return this;
  }

  async close(): Promise<void> {
    this.gate.open();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #take(stream: SMTPServerDataStream): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(Buffer.from(chunk));
    const mail = await readMail(Buffer.concat(chunks));
    this.arrivals.push({ key: `${mail.subject} ${mail.messageId}`, atMs: performance.now() });
    this.mails.push(mail);
    await this.gate.pass();
  }
}
