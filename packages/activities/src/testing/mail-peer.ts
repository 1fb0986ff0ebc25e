import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

export interface DeliveredMail {
  to: string[];
  email: Email;
}

/** A real SMTP server on the loopback address that keeps what it is sent. */
export class MailPeer {
  readonly delivered: DeliveredMail[] = [];
  /** Answers to recipients, by address: an SMTP code that refuses them. */
  readonly refusals = new Map<string, number>();
  readonly #server: SMTPServer;

  constructor() {
    this.#server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      logger: false,
      // Connections that a pool keeps must not hold up the end of a test.
      closeTimeout: 50,
      onRcptTo: ({ address }, _session, done) => {
        const responseCode = this.refusals.get(address);
        done(responseCode === undefined ? null : Object.assign(new Error('not here'), { responseCode }));
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', async () => {
          const to = session.envelope.rcptTo.map(({ address }) => address);
          this.delivered.push({ to, email: await PostalMime.parse(Buffer.concat(chunks)) });
          done();
        });
      },
    });
    this.#server.on('error', () => undefined);
  }

  async listen(): Promise<this> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    return this;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.#server.server.address() as AddressInfo).port}`;
  }

  /** The mails that this address got, in order. */
  to(address: string): Email[] {
    return this.delivered.filter(({ to }) => to.includes(address)).map(({ email }) => email);
  }

  async close(): Promise<void> {
    await new Promise<void>((done) => this.#server.close(done));
  }
}
