import { StepFailure } from '../failures.ts';
import { MAIL_CODES } from './codes.ts';

/** A mail server and how to speak to it, as an `smtp://` address says. */
export interface SmtpAddress {
  host: string;
  port: number;
  /** TLS from the first byte; otherwise STARTTLS where the server offers it. */
  secure: boolean;
  user: string | null;
  password: string;
  requireTls: boolean;
  ignoreTls: boolean;
  /** Whether the server's certificate must be valid. */
  verify: boolean;
}

/**
 * Reads `smtp://user:password@host:587` or `smtps://…`; the query may say `requireTLS=true`, `ignoreTLS=true` and
 * `tls.rejectUnauthorized=false`, and nothing else.
 *
 * @throws {StepFailure} MAIL_NOT_CONFIGURED; the message quotes nothing of the address
 */
export function readSmtpAddress(text: string): SmtpAddress {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') || url.hostname === '') {
    throw new StepFailure(
      MAIL_CODES.notConfigured,
      'The address of the mail server cannot be read; expected smtp://user:password@host:port or smtps://….',
      { retryable: false },
    );
  }
  const secure = url.protocol === 'smtps:';
  const flag = (name: string): boolean => url.searchParams.get(name) === 'true';
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    user: url.username === '' ? null : decode(url.username),
    password: decode(url.password),
    requireTls: flag('requireTLS'),
    ignoreTls: flag('ignoreTLS'),
    verify: url.searchParams.get('tls.rejectUnauthorized') !== 'false',
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
