import type { Database, ResetMail } from '@perdura/database';
import type { AccountMailKind } from './account-mail-kind.ts';
import { accountText } from './account-texts.ts';
import { mailTime } from './mail-page.ts';

/** Links by which passwords are set anew. */
export function resetMails({ passwordResets }: Pick<Database, 'passwordResets'>): AccountMailKind<ResetMail> {
  return {
    name: 'password-reset',
    mails: passwordResets,
    path: '/reset-password',
    compose: ({ email, expiresAt }, locale) => ({
      subject: accountText(locale, 'resetSubject'),
      intro: accountText(locale, 'resetIntro', { email }),
      action: accountText(locale, 'resetAction'),
      note: accountText(locale, 'resetNote', { until: mailTime(expiresAt) }),
    }),
  };
}
