import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { contextOn, failureOf, openStage, type Stage } from '../testing/stage.ts';
import { type EmailSendConfig, emailSend } from './email-send.ts';

const CANARY = 'canary-secret-9d22f0';

interface Delivered {
  from: string;
  to: string[];
  email: Email;
  user: string | undefined;
}

/** A real SMTP server on the loopback address. */
class MailPeer {
  readonly delivered: Delivered[] = [];
  connections = 0;
  readonly #server: SMTPServer;

  constructor(options: SMTPServerOptions = {}) {
    this.#server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      logger: false,
      // Connections that a pool keeps must not hold up the end of a test.
      closeTimeout: 50,
      onConnect: (_session, done) => {
        this.connections += 1;
        done();
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', async () => {
          const { mailFrom, rcptTo } = session.envelope;
          this.delivered.push({
            from: mailFrom === false ? '' : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
            email: await PostalMime.parse(Buffer.concat(chunks)),
            user: session.user,
          });
          done();
        });
      },
      ...options,
    });
    this.#server.on('error', () => undefined);
  }

  async listen(): Promise<this> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    return this;
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  get last(): Delivered {
    const last = this.delivered.at(-1);
    if (last === undefined) throw new Error('no message arrived');
    return last;
  }

  async close(): Promise<void> {
    await new Promise<void>((done) => this.#server.close(done));
  }
}

let stage: Stage;
let peer: MailPeer;
let installed: Stage;
let nodes = 0;

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

beforeEach(async () => {
  peer = await new MailPeer().listen();
  installed = stage.with({ mail: { url: peer.url, from: 'Perdura <no-reply@site.example>' } });
});
afterEach(async () => {
  await installed.close();
  await peer.close();
});

/** A context of a step that was not sent before. */
function freshContext(on = installed) {
  nodes += 1;
  return contextOn(on, { nodeId: `notify${nodes}` });
}

const run = (config: Partial<EmailSendConfig> = {}, context = freshContext()) =>
  emailSend({ to: 'ops@example.com', subject: '巡检报告', body: '一切正常', ...config }, context);

async function connectionTo(name: string, url: string, allowedHosts: string[] = []): Promise<string> {
  const { connections } = stage.dependencies.database;
  await connections.create(stage.projectId, { name, type: 'smtp', value: { url }, allowedHosts });
  return name;
}

async function serverThatSays(options: SMTPServerOptions): Promise<{ peer: MailPeer; on: Stage }> {
  const server = await new MailPeer(options).listen();
  return { peer: server, on: stage.with({ mail: { url: server.url } }) };
}

const refusal = (responseCode: number, message: string) => Object.assign(new Error(message), { responseCode });

test('sends a message and tells who took it', async () => {
  const result = await run({ to: 'Ops <ops@example.com>, b@example.com', cc: ['c@example.com'], bcc: 'd@example.com' });
  const { from, to, email } = peer.last;
  expect(from).toBe('no-reply@site.example');
  expect(to).toEqual(['ops@example.com', 'b@example.com', 'c@example.com', 'd@example.com']);
  expect(email).toMatchObject({ subject: '巡检报告', from: { name: 'Perdura', address: 'no-reply@site.example' } });
  expect(email.text?.trim()).toBe('一切正常');
  expect(email.cc).toMatchObject([{ address: 'c@example.com' }]);
  expect(email.bcc ?? []).toEqual([]);
  expect(result).toEqual({
    messageId: email.messageId,
    accepted: ['ops@example.com', 'b@example.com', 'c@example.com', 'd@example.com'],
    rejected: [],
  });
});

test('HTML always has a plain text beside it', async () => {
  await run({ body: '<p>一切<b>正常</b></p>', html: true });
  expect(peer.last.email.html).toContain('<b>正常</b>');
  expect(peer.last.email.text?.trim()).toBe('一切正常');
  await run({ body: 'plain', html: '<i>rich</i>' });
  expect(peer.last.email).toMatchObject({ html: expect.stringContaining('<i>rich</i>') });
  expect(peer.last.email.text?.trim()).toBe('plain');
});

test('a file is attached as its bytes, whatever the config says of its form', async () => {
  const context = freshContext();
  const bytes = Buffer.alloc(2 * 1024 * 1024, 'ab\u0000c', 'latin1');
  async function* chunks() {
    yield bytes;
  }
  const content = await context.files.store(chunks(), { contentType: 'application/pdf', encoding: 'base64' });
  await context.files.learn([content]);
  const attachments = [{ filename: 'report.pdf', content, encoding: 'base64' as const }];
  await run({ attachments }, context);
  const [attached] = peer.last.email.attachments;
  expect(attached).toMatchObject({ filename: 'report.pdf', mimeType: 'application/pdf' });
  expect(Buffer.compare(Buffer.from(attached?.content as ArrayBuffer), bytes)).toBe(0);

  const many = Array.from({ length: 6 }, () => attachments[0] ?? { filename: '', content: '' });
  const failure = await failureOf(run({ attachments: many }, context));
  expect(failure).toMatchObject({ code: 'MAIL_INVALID', message: expect.stringContaining('larger than') });
});

test('a body that is a value arrives as JSON, attachments as they are', async () => {
  await run({
    body: { devices: [{ id: 1 }] },
    attachments: [{ filename: '报告.csv', content: 'YSxi', encoding: 'base64', contentType: 'text/csv' }],
  });
  const { text, attachments } = peer.last.email;
  expect(JSON.parse(text ?? '')).toEqual({ devices: [{ id: 1 }] });
  expect(attachments).toMatchObject([{ filename: '报告.csv', mimeType: 'text/csv' }]);
  expect(Buffer.from(attachments[0]?.content as ArrayBuffer).toString()).toBe('a,b');
});

test('is sent once, however often the step is tried', async () => {
  const context = freshContext();
  const first = await run({}, context);
  const again = await run({}, { ...context, attempt: 2 });
  expect(again).toEqual(first);
  expect(peer.delivered).toHaveLength(1);
});

test('a repeat after a lost record carries the same Message-ID', async () => {
  const context = freshContext();
  const forgetful = {
    ...context,
    dependencies: {
      ...installed.dependencies,
      database: {
        ...installed.dependencies.database,
        effects: { find: async () => null, record: () => Promise.reject(new Error('away')), prune: async () => 0 },
      },
    },
  };
  await run({}, forgetful);
  await run({}, forgetful);
  expect(peer.delivered).toHaveLength(2);
  expect(new Set(peer.delivered.map(({ email }) => email.messageId)).size).toBe(1);
  expect(installed.logged.join()).toContain('could not be recorded');
});

test('connections are kept for the next message', async () => {
  await run();
  await run();
  expect(peer.connections).toBe(1);
});

test('a message without a mail server is refused', async () => {
  expect(await failureOf(run({}, freshContext(stage)))).toMatchObject({
    code: 'MAIL_NOT_CONFIGURED',
    retryable: false,
  });
});

test('header injection is refused before anything is sent', async () => {
  expect(await failureOf(run({ subject: 'a\r\nBcc: evil@example.com' }))).toMatchObject({
    code: 'MAIL_INVALID',
    retryable: false,
  });
  expect(peer.connections).toBe(0);
});

test.each([
  [450, true],
  [451, true],
  [550, false],
  [554, false],
])('a server that answers %i: another attempt %s', async (code, retryable) => {
  const { peer: server, on } = await serverThatSays({
    onData: (stream, _session, done) => {
      stream.resume().on('end', () => done(refusal(code, 'not now')));
    },
  });
  const failure = await failureOf(run({}, freshContext(on)));
  expect(failure).toMatchObject({ code: 'MAIL_REJECTED', retryable });
  expect(failure.message).toContain('not now');
  await on.close();
  await server.close();
});

test('recipients that the server refuses are told', async () => {
  const { peer: server, on } = await serverThatSays({
    onRcptTo: ({ address }, _session, done) => done(address.startsWith('bad') ? refusal(550, 'unknown') : null),
  });
  const context = freshContext(on);
  expect(await run({ to: ['good@example.com', 'bad@example.com'] }, context)).toMatchObject({
    accepted: ['good@example.com'],
    rejected: ['bad@example.com'],
  });
  expect(context.warnings).toHaveLength(1);
  expect(await failureOf(run({ to: 'bad@example.com' }, freshContext(on)))).toMatchObject({
    code: 'MAIL_REJECTED',
    retryable: false,
  });
  await on.close();
  await server.close();
});

test('a server that is not there may be there later', async () => {
  const server = await new MailPeer().listen();
  const on = stage.with({ mail: { url: server.url } });
  await server.close();
  expect(await failureOf(run({}, freshContext(on)))).toMatchObject({ code: 'NETWORK_ERROR', retryable: true });
  await on.close();
});

test('stops when the step is cancelled', async () => {
  const controller = new AbortController();
  const { peer: server, on } = await serverThatSays({
    onData: (stream) => {
      stream.resume();
      controller.abort(new Error('cancelled'));
    },
  });
  await expect(run({}, { ...freshContext(on), signal: controller.signal })).rejects.toThrow('cancelled');
  await on.close();
  await server.close();
});

describe('connections', () => {
  const authenticated: SMTPServerOptions = {
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    authOptional: false,
    onAuth: ({ username, password }, _session, done) =>
      password === CANARY ? done(null, { user: username ?? '' }) : done(new Error(`not ${password}`)),
  };

  test('send through their own server, with their own credentials', async () => {
    const server = await new MailPeer(authenticated).listen();
    const connection = await connectionTo('own', `smtp://amy:${CANARY}@127.0.0.1:${server.port}`);
    await run({ connection });
    expect(server.last.user).toBe('amy');
    expect(peer.delivered).toHaveLength(0);
    await server.close();
  });

  test('keep their secrets out of messages', async () => {
    const server = await new MailPeer(authenticated).listen();
    const connection = await connectionTo('wrong', `smtp://amy:${CANARY}x@127.0.0.1:${server.port}`);
    const context = freshContext();
    const failure = await failureOf(run({ connection }, context));
    expect(failure).toMatchObject({ code: 'MAIL_REJECTED', retryable: false });
    expect(JSON.stringify([failure.message, failure.stack, context.warnings, installed.logged])).not.toContain(CANARY);
    await server.close();
  });

  test('are guarded and bound to their hosts', async () => {
    const guarded = stage.with({ allowHosts: [] });
    for (const host of ['127.0.0.1', 'localhost', '0x7f.1', '[::1]']) {
      const connection = await connectionTo(`at ${host}`, `smtp://${host}:${peer.port}`);
      expect(await failureOf(run({ connection }, freshContext(guarded)))).toMatchObject({
        code: 'BLOCKED_ADDRESS',
        retryable: false,
      });
    }
    const connection = await connectionTo('bound', peer.url, ['mail.example.com']);
    expect(await failureOf(run({ connection }))).toMatchObject({ code: 'CONNECTION_HOST_NOT_ALLOWED' });
    expect(peer.connections).toBe(0);
    await guarded.close();
  });

  test('the server of the settings is trusted, since the operator named it', async () => {
    const guarded = stage.with({ allowHosts: [], mail: { url: peer.url } });
    await run({}, freshContext(guarded));
    expect(peer.delivered).toHaveLength(1);
    await guarded.close();
  });

  test('of other kinds are refused', async () => {
    const { connections } = stage.dependencies.database;
    await connections.create(stage.projectId, { name: 'token', type: 'bearer', value: { token: CANARY } });
    const failure = await failureOf(run({ connection: 'token' }));
    expect(failure).toMatchObject({ code: 'CONNECTION_TYPE_MISMATCH' });
    expect(failure.message).not.toContain(CANARY);
  });
});
