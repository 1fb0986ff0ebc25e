import { LOCALES, type Locale } from '@perdura/contracts';
import type { TokenMail } from '@perdura/database';
import type { ActivityDependencies } from '../dependencies.ts';
import { StepFailure } from '../failures.ts';
import type { AccountMail, AccountMailKind } from './account-mail-kind.ts';
import { accountText } from './account-texts.ts';
import { invitationMails } from './invitation-mail.ts';
import { escapedHtml, MAIL_BUTTON, mailPage } from './mail-page.ts';
import { composeMessage } from './message.ts';
import { resetMails } from './reset-mail.ts';

/** Mails of one round and kind. */
const AT_ONCE = 8;

/**
 * Mails links into accounts, each with a token that is made for this mail; for housekeeping. What cannot be sent now is
 * due again by itself, with another token.
 */
export function accountMailer(dependencies: ActivityDependencies): (signal: AbortSignal) => Promise<number> {
  const { database } = dependencies;
  const rounds = [roundOf(dependencies, resetMails(database)), roundOf(dependencies, invitationMails(database))];
  return async (signal) => {
    const counts = await Promise.all(rounds.map((round) => round(signal)));
    return counts.reduce((sum, count) => sum + count, 0);
  };
}

/** Mails what is due of one kind; answers how many were sent. */
function roundOf<Mail extends TokenMail>(dependencies: ActivityDependencies, kind: AccountMailKind<Mail>) {
  return async (signal: AbortSignal): Promise<number> => {
    const due = await kind.mails.claimUnmailed(AT_ONCE);
    const sent = await Promise.all(due.map((mail) => deliver(dependencies, kind, mail, signal)));
    return sent.filter(Boolean).length;
  };
}

async function deliver<Mail extends TokenMail>(
  dependencies: ActivityDependencies,
  kind: AccountMailKind<Mail>,
  mail: Mail,
  signal: AbortSignal,
): Promise<boolean> {
  const fields = { kind: kind.name, mail: mail.id };
  try {
    await send(dependencies, kind, mail, signal);
    return true;
  } catch (error) {
    if (!(error instanceof StepFailure) || signal.aborted) throw error;
    dependencies.logger.warn({ ...fields, code: error.code, retryable: error.retryable }, 'a link could not be mailed');
    if (!error.retryable) await kind.mails.markMailed(mail.id);
    return false;
  }
}

async function send<Mail extends TokenMail>(
  { mailer, settings }: ActivityDependencies,
  { name, mails, compose, path }: AccountMailKind<Mail>,
  mail: Mail,
  signal: AbortSignal,
): Promise<void> {
  const token = await mails.issueToken(mail.id);
  if (token === null) return;
  const locale = LOCALES.find((each) => each === mail.locale) ?? settings.defaultLocale;
  const content = configOf(mail.email, compose(mail, locale), locale, `${settings.consoleUrl}${path}#token=${token}`);
  // Another token makes another message.
  const idempotencyKey = `${name}/${mail.id}/${Date.now()}`;
  const message = composeMessage(content, { from: mailer.settings.from, idempotencyKey }, mailer.settings);
  await mailer.send(message, null, signal);
  await mails.markMailed(mail.id);
}

function configOf(to: string, { subject, intro, action, note }: AccountMail, locale: Locale, link: string) {
  return {
    to,
    subject,
    body: [intro, accountText(locale, 'link', { action, link }), note].join('\n\n'),
    html: mailPage(locale, [
      `<p>${escapedHtml(intro)}</p>`,
      `<p><a href="${escapedHtml(link)}" style="${MAIL_BUTTON}">${escapedHtml(action)}</a></p>`,
      `<p style="color:#4b5563">${escapedHtml(note)}</p>`,
    ]),
  };
}
