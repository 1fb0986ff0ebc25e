import { Readable } from 'node:stream';
import { createTransport, type SMTPPoolOptions } from 'nodemailer';
import { StepFailure } from '../failures.ts';
import { OUTBOUND_CODES } from '../outbound/codes.ts';
import {
  connectionRedactor,
  connectionText,
  mismatch,
  type OpenConnection,
  requireAllowedHost,
} from '../outbound/connections.ts';
import { inCauses, networkFailure } from '../outbound/network-failures.ts';
import type { Outbound } from '../outbound/outbound.ts';
import { type Redactor, redactor } from '../outbound/redaction.ts';
import { MAIL_CODES } from './codes.ts';
import type { Attachment, Message } from './message.ts';
import { readSmtpAddress, type SmtpAddress } from './smtp-address.ts';

/** Sends messages over SMTP, with connections that are kept for a while and bounded in number. */
export interface Mailer {
  readonly settings: MailSettings;
  /**
   * Sends one message through the connection's server, or the one of the settings when there is no connection.
   *
   * @throws {StepFailure} MAIL_NOT_CONFIGURED, MAIL_REJECTED (retryable when the server says so), BLOCKED_ADDRESS,
   *   CONNECTION_HOST_NOT_ALLOWED, CONNECTION_TYPE_MISMATCH, NETWORK_ERROR, TIMEOUT
   */
  send(message: Message, connection: OpenConnection | null, signal: AbortSignal): Promise<SendReport>;
  close(): void;
}

export interface MailSettings {
  /** `smtp://user:password@host:port`; null: only connections can send. @default null */
  url: string | null;
  /** Sender of messages that name none. @default 'Perdura <no-reply@perdura.invalid>' */
  from: string;
  /** Recipients of one message. @default 200 */
  maxRecipients: number;
  /** All attachments of one message together, in bytes. @default 10 MB */
  maxAttachmentBytes: number;
  /** Limit on connecting and on the server's greeting, each, in milliseconds. @default 10 s */
  connectTimeoutMs: number;
  /** Limit on silence within a conversation, in milliseconds. @default 60 s */
  socketTimeoutMs: number;
}

const DEFAULT_MAIL_SETTINGS: MailSettings = {
  url: null,
  from: 'Perdura <no-reply@perdura.invalid>',
  maxRecipients: 200,
  maxAttachmentBytes: 10 * 1024 * 1024,
  connectTimeoutMs: 10_000,
  socketTimeoutMs: 60_000,
};

interface SendReport {
  messageId: string;
  accepted: string[];
  rejected: string[];
}

/** How many mail servers keep a pool of connections at a time. */
const MAX_POOLS = 20;

type Transport = ReturnType<typeof poolOf>;

/**
 * @param given settings that differ from the defaults
 * @param outbound the way out; the server of the settings is trusted, since the operator named it
 */
export function createMailer(given: Partial<MailSettings>, outbound: Outbound): Mailer {
  const settings = { ...DEFAULT_MAIL_SETTINGS, ...given };
  const pools = new Map<string, Transport>();
  const own = settings.url === null ? null : readSmtpAddress(settings.url);
  const trusting = own === null ? outbound : outbound.trusting([hostAndPort(own)]);
  return {
    settings,
    async send(message, connection, signal) {
      const address = connection === null ? own : addressOf(connection);
      if (address === null) throw notConfigured();
      const way = connection === null ? trusting : outbound;
      const pool = pooled(pools, `${connection === null ? 'own' : 'other'} ${JSON.stringify(address)}`, () =>
        poolOf(address, way, settings),
      );
      const hide = connection === null ? redactor([address.password]) : connectionRedactor(connection);
      return sendThrough(pool, message, { address, hide, signal });
    },
    close() {
      for (const pool of pools.values()) pool.close();
      pools.clear();
    },
  };
}

function poolOf(address: SmtpAddress, way: Outbound, settings: MailSettings) {
  const options: SMTPPoolOptions & { pool: true } = {
    pool: true,
    host: address.host,
    port: address.port,
    secure: address.secure,
    requireTLS: address.requireTls,
    ignoreTLS: address.ignoreTls,
    tls: { rejectUnauthorized: address.verify },
    ...(address.user === null ? {} : { auth: { user: address.user, pass: address.password } }),
    maxConnections: 5,
    maxMessages: 100,
    // A message that was under way when its connection broke may have arrived: the engine decides what happens next.
    maxRequeues: 0,
    idleTimeout: 30_000,
    connectionTimeout: settings.connectTimeoutMs,
    greetingTimeout: settings.connectTimeoutMs,
    socketTimeout: settings.socketTimeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    getSocket: (_options, callback) => {
      way.openSocket(address.host, address.port, settings.connectTimeoutMs).then(
        (connection) => callback(null, { connection }),
        (error: Error) => callback(error),
      );
    },
  };
  return createTransport(options);
}

/** The pool of this key; the one that was not used for longest makes room for a new one. */
function pooled(pools: Map<string, Transport>, key: string, make: () => Transport): Transport {
  const pool = pools.get(key) ?? make();
  pools.delete(key);
  pools.set(key, pool);
  const [oldest] = pools;
  if (pools.size > MAX_POOLS && oldest !== undefined) {
    pools.delete(oldest[0]);
    oldest[1].close();
  }
  return pool;
}

interface Sending {
  address: SmtpAddress;
  hide: Redactor;
  signal: AbortSignal;
}

async function sendThrough(pool: Transport, message: Message, { address, hide, signal }: Sending): Promise<SendReport> {
  try {
    const { messageId, accepted, rejected } = await pool.sendMail({
      ...message,
      attachments: message.attachments.map(opened),
      signal,
    });
    return { messageId, accepted, rejected };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw mailFailure(error, `SMTP ${hostAndPort(address)}`, hide);
  }
}

function opened({ content, ...attachment }: Attachment) {
  return { ...attachment, content: typeof content === 'function' ? Readable.from(content()) : content };
}

function mailFailure(error: unknown, call: string, hide: Redactor): StepFailure {
  const answered = inCauses(error, (cause) => 'responseCode' in cause && typeof cause.responseCode === 'number');
  if (answered === undefined) return smtpNetworkFailure(error, call);
  const { responseCode, permanent } = answered as { responseCode?: number; permanent?: boolean };
  const said = 'response' in answered && typeof answered.response === 'string' ? answered.response : responseCode;
  const line = hide
    .text(String(said))
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .slice(0, 300);
  return new StepFailure(MAIL_CODES.rejected, `${call} refused the message: ${line}`, {
    retryable: permanent !== true,
    cause: error,
  });
}

/** Codes of nodemailer that hide what the network said. */
const WITHOUT_RETRY = new Set(['ENOAUTH', 'EENVELOPE', 'ECONFIG', 'EMESSAGE', 'EREQUIRETLS']);

function smtpNetworkFailure(error: unknown, call: string): StepFailure {
  const code = inCauses(error, (cause) => typeof cause.code === 'string')?.code;
  if (typeof code === 'string' && WITHOUT_RETRY.has(code)) {
    return new StepFailure(MAIL_CODES.rejected, `${call}: the message could not be handed over (${code}).`, {
      retryable: false,
      cause: error,
    });
  }
  const failure = networkFailure(error, call);
  const original = inCauses(error, (cause) => 'originalCode' in cause && typeof cause.originalCode === 'string');
  if (original === undefined || failure.code === OUTBOUND_CODES.blockedAddress) return failure;
  return networkFailure({ message: '', code: (original as { originalCode?: string }).originalCode }, call);
}

function addressOf(connection: OpenConnection): SmtpAddress {
  if (connection.type !== 'smtp') throw mismatch(connection, 'expected smtp');
  const address = readSmtpAddress(connectionText(connection, 'url'));
  requireAllowedHost(connection, address.host, address.port);
  return address;
}

function hostAndPort({ host, port }: SmtpAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function notConfigured(): StepFailure {
  return new StepFailure(
    MAIL_CODES.notConfigured,
    'No mail server is configured: set SMTP_URL, or name a connection of type smtp.',
    { retryable: false },
  );
}
