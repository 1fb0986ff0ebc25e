import { StepFailure } from '../failures.ts';
import { composeMessage, type MailConfig } from './message.ts';

const LIMITS = { maxRecipients: 5, maxAttachmentBytes: 100 };
const KEY = '66a000000000000000000001/notify/0';

function compose(config: Partial<MailConfig>, idempotencyKey = KEY) {
  const whole = { to: 'ops@example.com', subject: '巡检报告', body: 'all well', ...config };
  return composeMessage(whole, { from: 'Perdura <no-reply@site.example>', idempotencyKey }, LIMITS);
}

function faultOf(config: Partial<MailConfig>): string {
  try {
    compose(config);
  } catch (error) {
    if (error instanceof StepFailure && error.code === 'MAIL_INVALID' && !error.retryable) return error.message;
    throw error;
  }
  throw new Error('expected a failure');
}

const addressesOf = (config: Partial<MailConfig>) => compose(config).to.map(({ address }) => address);

test('recipients come as one address, a list in a text, or a list', () => {
  expect(addressesOf({ to: 'a@b.c' })).toEqual(['a@b.c']);
  expect(addressesOf({ to: 'a@b.c, Bob <b@b.c>; c@b.c' })).toEqual(['a@b.c', 'b@b.c', 'c@b.c']);
  expect(addressesOf({ to: ['a@b.c', '李雷 <li@例子.cn>'] })).toEqual(['a@b.c', 'li@例子.cn']);
  expect(compose({ to: '"Lee, Li" <li@b.c>' }).to).toEqual([{ name: 'Lee, Li', address: 'li@b.c' }]);
  expect(compose({ cc: null, bcc: '' })).toMatchObject({ cc: [], bcc: [] });
});

test('the Message-ID comes of the idempotency key and the domain of the sender', () => {
  const { messageId } = compose({});
  expect(messageId).toMatch(/^<[0-9a-f]{40}@site\.example>$/);
  expect(compose({ subject: 'other' }).messageId).toBe(messageId);
  expect(compose({}, `${KEY}.1`).messageId).not.toBe(messageId);
  expect(compose({ from: 'x@else.example' }).messageId).toContain('@else.example>');
});

test.each([
  [{ body: { a: [1] } }, { text: '{\n  "a": [\n    1\n  ]\n}' }],
  [{ body: [1, 2] }, { text: '[\n  1,\n  2\n]' }],
  [{ body: 42 }, { text: '42' }],
  [{ body: null }, { text: '' }],
  [
    { body: '<p>Hi</p>', html: true },
    { text: 'Hi', html: '<p>Hi</p>' },
  ],
  [
    { body: 'Hi', html: '<b>Hi</b>' },
    { text: 'Hi', html: '<b>Hi</b>' },
  ],
  [
    { body: '', html: '<b>Hi</b>' },
    { text: 'Hi', html: '<b>Hi</b>' },
  ],
  [{ body: 'Hi', html: false }, { text: 'Hi' }],
] as [Partial<MailConfig>, object][])('%j becomes %j', (config, expected) => {
  expect(compose(config)).toMatchObject(expected);
  if (!('html' in expected)) expect(compose(config).html).toBeUndefined();
});

test('attachments are text, base64 or JSON', () => {
  const { attachments } = compose({
    attachments: [
      { filename: '../../报告.txt', content: '设备' },
      { filename: 'a.bin', content: 'AAEC\n', encoding: 'base64', contentType: 'application/octet-stream' },
      { filename: 'a.json', content: { a: 1 } },
    ],
  });
  expect(attachments.map(({ filename }) => filename)).toEqual(['.._.._报告.txt', 'a.bin', 'a.json']);
  expect(attachments.map(({ content }) => content.toString('hex'))).toEqual([
    Buffer.from('设备').toString('hex'),
    '000102',
    Buffer.from('{\n  "a": 1\n}').toString('hex'),
  ]);
});

test.each([
  ['a recipient with a line break', { to: 'a@b.c\r\nBcc: evil@x.y' }, '"to"'],
  ['a subject with a line break', { subject: 'a\nBcc: evil@x.y' }, '"subject"'],
  ['a subject with a NUL', { subject: 'a\0' }, '"subject"'],
  ['a sender with a line break', { from: 'a@b.c\nX: y' }, '"from"'],
  ['a file name with a line break', { attachments: [{ filename: 'a\r\nX: y', content: '' }] }, 'filename'],
  [
    'a content type with a line break',
    { attachments: [{ filename: 'a', content: '', contentType: 'a\nb' }] },
    'contentType',
  ],
  ['no recipient', { to: [] }, '"to" is empty'],
  ['an empty recipient', { to: '' }, '"to" is empty'],
  ['no address', { to: 'nobody' }, '"nobody"'],
  ['two signs', { cc: 'a@b@c' }, '"cc"'],
  ['a command', { to: 'a@b.c> RCPT TO:<evil@x.y' }, '"to"'],
  ['a quoted local part', { to: '"a b"@c.d' }, '"to"'],
  ['no text', { to: [7] }, '"to"'],
  ['too many', { to: Array(6).fill('a@b.c') }, '5 recipients'],
  ['content that is no base64', { attachments: [{ filename: 'a', content: '*', encoding: 'base64' }] }, 'base64'],
  ['too much', { attachments: [{ filename: 'a', content: 'x'.repeat(101) }] }, '100 bytes'],
] as [string, Partial<MailConfig>, string][])('refuses %s', (_, config, place) => {
  expect(faultOf(config)).toContain(place);
});
