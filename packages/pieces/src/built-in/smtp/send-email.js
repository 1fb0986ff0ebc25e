import { array, dropdown, file, longText, object, shortText } from '../define-piece.js';
import { transportOf } from './transport.js';

/** @import { Action } from '../piece-context.ts' */

/** @type {Action} */
export const sendEmail = {
  name: 'send-email',
  displayName: 'Send Email',
  description: 'Sends a mail.',
  props: {
    from: shortText('From Email', { required: true }),
    senderName: shortText('Sender Name'),
    to: array('To', { required: true }),
    cc: array('CC'),
    replyTo: shortText('Reply To'),
    bcc: array('BCC'),
    subject: shortText('Subject', { required: true }),
    body_type: dropdown(
      'Body Type',
      { 'plain text': 'plain_text', html: 'html' },
      { required: true, defaultValue: 'plain_text' },
    ),
    body: longText('Body', { required: true }),
    customHeaders: object('Custom Headers'),
    attachments: array('Attachments', {
      properties: { file: file('File', { required: true }), name: shortText('Attachment Name') },
    }),
  },
  async run({ auth, propsValue }) {
    const { from, senderName, to, cc, bcc, replyTo, subject, body, body_type, customHeaders, attachments } = propsValue;
    const transport = transportOf(auth?.props ?? {});
    try {
      const sent = await transport.sendMail({
        from: senderName ? { name: String(senderName), address: String(from) } : String(from),
        ...{ to: addresses(to), cc: addresses(cc), bcc: addresses(bcc) },
        ...(replyTo ? { replyTo: String(replyTo) } : {}),
        subject: String(subject),
        ...(body_type === 'html' ? { html: String(body) } : { text: String(body) }),
        headers: headersOf(customHeaders),
        attachments: list(attachments).map(attachmentOf),
      });
      const { messageId, accepted, rejected, response } = sent;
      return { messageId, accepted, rejected, response };
    } finally {
      transport.close();
    }
  },
};

/** @param {unknown} value */
function list(value) {
  return Array.isArray(value) ? value : [];
}

/** @param {unknown} value */
function addresses(value) {
  return list(value)
    .map(String)
    .filter((address) => address.trim() !== '');
}

/** @param {unknown} headers */
function headersOf(headers) {
  return Object.fromEntries(Object.entries(Object(headers)).map(([name, value]) => [name, String(value)]));
}

/** @param {unknown} attachment */
function attachmentOf(attachment) {
  const { file: given, name } = Object(attachment);
  const { filename, base64 = '' } = Object(given);
  return { filename: String(name || filename || 'file'), content: Buffer.from(String(base64), 'base64') };
}
