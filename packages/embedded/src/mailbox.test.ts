import { request } from 'node:http';
import { createTransport } from 'nodemailer';
import { type Mailbox, type MailboxMessage, startMailbox } from './mailbox.ts';
import { freePort } from './ports.ts';

let mailbox: Mailbox;

beforeEach(async () => {
  mailbox = await startMailbox({ smtpPort: await freePort(), httpPort: await freePort(), limit: 3 });
});

afterEach(() => mailbox.close());

async function fetched(): Promise<MailboxMessage[]> {
  const body = (await (await fetch(mailbox.url)).json()) as { messages: MailboxMessage[] };
  return body.messages;
}

async function send(mail: object): Promise<void> {
  await createTransport(mailbox.smtpUrl).sendMail({ from: 'Perdura <flow@example.com>', text: 'x', ...mail });
}

test('a message is shown with its addresses, subject and bodies', async () => {
  await send({
    to: ['ops@example.com', 'Second <second@example.com>'],
    cc: 'cc@example.com',
    bcc: 'blind@example.com',
    subject: '巡检报告',
    text: '一切正常',
    html: '<p>一切正常</p>',
    attachments: [{ filename: 'report.txt', content: 'abc' }],
  });
  const [message] = await fetched();
  expect(message).toMatchObject({
    from: 'flow@example.com',
    to: ['ops@example.com', 'second@example.com'],
    cc: ['cc@example.com'],
    subject: '巡检报告',
    html: '<p>一切正常</p>',
    attachments: [{ filename: 'report.txt', mimeType: 'text/plain', bytes: 3 }],
  });
  expect(message?.text.trim()).toBe('一切正常');
  expect(message?.recipients).toContain('blind@example.com');
  expect(Date.parse(message?.receivedAt ?? '')).not.toBeNaN();
});

test('the newest message comes first, and the oldest go when the box is full', async () => {
  for (const subject of ['1', '2', '3', '4']) await send({ to: 'a@example.com', subject });
  expect((await fetched()).map((message) => message.subject)).toEqual(['4', '3', '2']);
});

test('a message that comes twice is kept once', async () => {
  const mail = { to: 'a@example.com', subject: 'once', messageId: '<run/notify/0@perdura>' };
  await send(mail);
  await send(mail);
  expect(await fetched()).toHaveLength(1);
});

test('DELETE empties the box, and other methods and paths are refused', async () => {
  await send({ to: 'a@example.com', subject: 'gone' });
  expect((await fetch(mailbox.url, { method: 'DELETE' })).status).toBe(200);
  expect(await fetched()).toEqual([]);
  expect((await fetch(mailbox.url, { method: 'PUT' })).status).toBe(405);
  expect((await fetch(new URL('/other', mailbox.url))).status).toBe(404);
});

test('a page that reaches this machine by a name of its own learns nothing', async () => {
  const status = await new Promise((resolve) => {
    request(mailbox.url, { headers: { host: 'attacker.example' } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).end();
  });
  expect(status).toBe(403);
});
