import { useMailingStage } from '../testing/mailing-stage.ts';
import { accountMailer } from './account-mails.ts';

const held = useMailingStage();
let people = 0;

const signal = new AbortController().signal;
const linkIn = (text = '') => /http:\/\/127\.0\.0\.1:8080\/reset-password#token=([\w-]{43})\b/.exec(text)?.[1] ?? '';

async function asked(locale: string | null = 'en') {
  const { users, passwordResets } = held.stage.dependencies.database;
  people += 1;
  const user = await users.create({ email: `reader${people}@example.com`, name: 'Reader', locale });
  await passwordResets.request(user.email, 3_600);
  return { user, passwordResets };
}

test('a link that sets a password is made when it is mailed, for the account’s own address, once', async () => {
  const { user, passwordResets } = await asked();
  expect(await accountMailer(held.mailing.dependencies)(signal)).toBe(1);
  expect(await accountMailer(held.mailing.dependencies)(signal)).toBe(0);
  expect(held.peer.delivered.map(({ to }) => to)).toEqual([[user.email]]);
  const [mail] = held.peer.to(user.email);
  expect(mail?.subject).toBe('Set a new password');
  const token = linkIn(mail?.text);
  expect(linkIn(mail?.html)).toBe(token);
  expect(await passwordResets.find(token)).toEqual({ userId: user.id, email: user.email });
});

test('readers are written to in their own language', async () => {
  const { user } = await asked('zh-CN');
  await accountMailer(held.mailing.dependencies)(signal);
  expect(held.peer.to(user.email)[0]?.subject).toBe('重设密码');
});

test('a mail server that is away loses no mail: the link is made anew when it is back', async () => {
  const { user, passwordResets } = await asked();
  const away = held.stage.with({ mail: { url: 'smtp://127.0.0.1:1', from: 'no-reply@site.example' } });
  expect(await accountMailer(away.dependencies)(signal)).toBe(0);
  await away.close();
  // What could not be sent is due again by itself, a minute later.
  const [first, second] = [await passwordResets.claimUnmailed(10), await passwordResets.claimUnmailed(10)];
  expect([first, second]).toEqual([[], []]);
  await passwordResets.request(user.email, 3_600);
  expect(await accountMailer(held.mailing.dependencies)(signal)).toBe(1);
  expect(await passwordResets.find(linkIn(held.peer.to(user.email)[0]?.text))).toMatchObject({ userId: user.id });
});
