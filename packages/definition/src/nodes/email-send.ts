import { z } from 'zod';
import { textOf } from '../expressions/text-of.ts';
import { readFileRef } from '../file-ref.ts';
import { emailForm, emailListForm, splitAddresses } from './email-addresses.ts';
import { type FieldMode, json, name, renderedFields, savedFields, type TextForm } from './fields.ts';
import { ATTEMPT_TIMEOUT_MS, type NodeTypeSpec } from './spec.ts';

const MAX_RECIPIENTS = 1_000;
const MAX_ATTACHMENTS = 50;

/** One address, several with commas between them, or a list of addresses. */
const recipients = (mode: FieldMode, form = emailListForm) =>
  z.union([mode.formatted(form), z.array(mode.formatted(emailForm)).min(1).max(MAX_RECIPIENTS)]);

const listed = (value: string | string[]) => (typeof value === 'string' ? splitAddresses(value) : value);
const renderedRecipients = recipients(renderedFields).transform(listed);
const renderedCopies = recipients(renderedFields, orNone(emailListForm)).transform(listed).default([]);

/** The same form where templates may have given nothing. */
function orNone(form: TextForm): TextForm {
  return { check: (text) => (text.trim() === '' ? null : form.check(text)) };
}

/** One line, so that no header of the mail can be smuggled in. */
const lineForm: TextForm = { check: (text) => (/[\r\n]/.test(text) ? { fault: 'LINE_BREAK' } : null) };

/** A reference to a file stays one: the mail takes its bytes. */
const textOrFile = json.transform((value) => (readFileRef(value) === null ? textOf(value) : value));

const attachment = (mode: FieldMode) =>
  z.strictObject({
    filename: mode.formatted(lineForm),
    content: mode === savedFields ? mode.text() : textOrFile,
    encoding: mode.value(z.enum(['utf-8', 'base64'])).optional(),
    contentType: mode.formatted(lineForm).optional(),
  });

const fields = (mode: FieldMode) => ({
  /** HTML of the mail beside its text, or `true`: the body itself is HTML. */
  html: mode.value(z.union([z.boolean(), z.string()])).optional(),
  from: mode.formatted(mode === savedFields ? emailForm : orNone(emailForm)).optional(),
  /** An SMTP server of its own instead of the installation's. */
  connection: name(mode).optional(),
  attachments: mode.value(z.array(attachment(mode)).max(MAX_ATTACHMENTS)).optional(),
});

const saved = z.strictObject({
  to: recipients(savedFields),
  cc: recipients(savedFields).optional(),
  bcc: recipients(savedFields).optional(),
  subject: savedFields.formatted({ check: lineForm.check }),
  body: savedFields.text(),
  ...fields(savedFields),
});

const rendered = z.strictObject({
  to: renderedRecipients,
  cc: renderedCopies,
  bcc: renderedCopies,
  subject: renderedFields.text(),
  /** A text, or the value of a body that is one whole template. */
  body: json,
  ...fields(renderedFields),
});
export type EmailSendConfig = z.output<typeof rendered>;

export const emailSend: NodeTypeSpec<EmailSendConfig> = {
  type: 'email-send',
  lane: 'remote',
  labels: [],
  codeFields: [],
  toolFields: [],
  connectionFields: ['connection'],
  connectionTypes: ['smtp'],
  strictFields: ['connection'],
  freeFields: [],
  saved,
  rendered,
  attemptTimeoutMs: () => ATTEMPT_TIMEOUT_MS,
};
