import { createHash } from 'node:crypto';
import type { JsonValue } from '@perdura/definition';
import addressparser from 'nodemailer/lib/addressparser';
import { StepFailure } from '../failures.ts';
import type { Files, KnownFile } from '../files/files.ts';
import { MAIL_CODES } from './codes.ts';
import { textOfHtml } from './html-text.ts';

export interface MailConfig {
  /** One address, a comma-separated list, or a list of addresses. */
  to: JsonValue;
  cc?: JsonValue;
  bcc?: JsonValue;
  subject: JsonValue;
  /** Plain text, unless `html` is true; objects and lists are written as JSON. */
  body: JsonValue;
  /** The HTML form of the message, or `true`: `body` is HTML. */
  html?: string | boolean | null;
  from?: string | null;
  attachments?: MailAttachment[] | null;
}

interface MailAttachment {
  filename: string;
  content: JsonValue;
  /** `base64` when the content is that; text otherwise. */
  encoding?: string | null;
  contentType?: string | null;
}

interface Mailbox {
  /** For people; may be empty. */
  name: string;
  address: string;
}

export interface Attachment {
  filename: string;
  /** The bytes, or how to read them while the message goes out. */
  content: Buffer | (() => AsyncIterable<Uint8Array>);
  contentType?: string;
}

/** A message whose every part has been checked. */
export interface Message {
  /** Derived from the idempotency key, so that receivers can drop a repeat. */
  messageId: string;
  from: Mailbox;
  to: Mailbox[];
  cc: Mailbox[];
  bcc: Mailbox[];
  subject: string;
  text: string;
  html?: string;
  attachments: Attachment[];
}

export interface MessageLimits {
  /** All recipients together. */
  maxRecipients: number;
  /** All attachments together, in bytes. */
  maxAttachmentBytes: number;
}

/**
 * Makes a message of a rendered config.
 *
 * @throws {StepFailure} MAIL_INVALID that names the field
 */
export function composeMessage(
  config: MailConfig,
  defaults: { from: string; idempotencyKey: string },
  limits: MessageLimits,
  files: Files | null = null,
): Message {
  const [from] = addresses('from', config.from?.trim() || defaults.from);
  if (from === undefined) throw invalid('"from" is empty');
  const [to, cc, bcc] = [addresses('to', config.to), addresses('cc', config.cc), addresses('bcc', config.bcc)];
  if (to.length === 0) throw invalid('"to" is empty; expected at least one address');
  if (to.length + cc.length + bcc.length > limits.maxRecipients) {
    throw invalid(`there are more than ${limits.maxRecipients} recipients`);
  }
  return {
    messageId: messageIdFor(defaults.idempotencyKey, from.address),
    from,
    to,
    cc,
    bcc,
    subject: headerText('subject', asText(config.subject)),
    ...bodies(config),
    attachments: attachments(config.attachments ?? [], limits.maxAttachmentBytes, files),
  };
}

/** The same for the same key and sender's domain: `<hash@example.com>`. */
function messageIdFor(idempotencyKey: string, from: string): string {
  const domain = /@([A-Za-z0-9.-]+)$/.exec(from)?.[1] ?? 'perdura.invalid';
  return `<${createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 40)}@${domain}>`;
}

function bodies({ body, html }: MailConfig): { text: string; html?: string } {
  const text = asText(body);
  if (html === true) return { text: textOfHtml(text), html: text };
  if (typeof html !== 'string' || html === '') return { text };
  return { text: text === '' ? textOfHtml(html) : text, html };
}

function addresses(field: string, value: JsonValue | undefined): Mailbox[] {
  if (value === null || value === undefined || value === '') return [];
  const entries = Array.isArray(value) ? value : [value];
  return entries.flatMap((entry) => {
    if (typeof entry !== 'string') throw invalid(`"${field}" must be an address, a list of addresses, or both as text`);
    return addressparser(headerText(field, entry), { flatten: true }).map(({ name, address }) => {
      requireAddress(field, address, entry);
      return { name, address };
    });
  });
}

/** Deliberately simple: the server has the last word, this only refuses what could mean something else to it. */
const ADDRESS = /^[^\s@<>(),;:\\"[\]\p{Cc}]+@[^\s@<>(),;:\\"[\]\p{Cc}]+$/u;

function requireAddress(field: string, address: string, entry: string): void {
  const brackets = entry.replaceAll(/[^<>]/g, '');
  if (address.length <= 320 && ADDRESS.test(address) && /^(<>)*$/.test(brackets)) return;
  const found = JSON.stringify((address === '' ? entry : address).slice(0, 80));
  throw invalid(`"${field}" holds ${found}, which is not an e-mail address`);
}

/** A line break in a header would start a header of the caller's choice. */
function headerText(field: string, text: string): string {
  if (/\p{Cc}/u.test(text.replaceAll('\t', ' '))) {
    throw invalid(`"${field}" holds a line break or another control character`);
  }
  return text;
}

function asText(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value);
}

function attachments(list: MailAttachment[], maxBytes: number, files: Files | null): Attachment[] {
  let total = 0;
  return list.map((attachment, index) => {
    const file = files?.of(attachment.content) ?? null;
    const { content, bytes } = fileContent(file, files) ?? attachmentContent(attachment, index);
    total += bytes;
    if (total > maxBytes) throw invalid(`the attachments are larger than ${maxBytes} bytes together`);
    const filename = headerText(`attachments/${index}/filename`, attachment.filename).replaceAll(/[/\\]/g, '_');
    const contentType = attachment.contentType ?? file?.contentType ?? '';
    if (contentType === '') return { filename, content };
    return { filename, content, contentType: headerText(`attachments/${index}/contentType`, contentType) };
  });
}

interface Content {
  content: Attachment['content'];
  bytes: number;
}

function fileContent(file: KnownFile | null, files: Files | null): Content | null {
  return file === null || files === null ? null : { content: () => files.stream(file), bytes: file.bytes };
}

function attachmentContent({ content, encoding }: MailAttachment, index: number): Content {
  const bytes = bytesOf(asText(content), encoding, index);
  return { content: bytes, bytes: bytes.length };
}

function bytesOf(text: string, encoding: MailAttachment['encoding'], index: number): Buffer {
  if (encoding !== 'base64') return Buffer.from(text);
  const packed = text.replaceAll(/\s/g, '');
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(packed)) throw invalid(`the content of attachment ${index} is not base64`);
  return Buffer.from(packed, 'base64');
}

function invalid(reason: string): StepFailure {
  return new StepFailure(MAIL_CODES.invalid, `The message cannot be sent: ${reason}.`, { retryable: false });
}
