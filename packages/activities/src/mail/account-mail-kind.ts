import type { Locale } from '@perdura/contracts';
import type { TokenMail, TokenMails } from '@perdura/database';

/** What a mail says: everything but its link, which stands below. */
export interface AccountMail {
  subject: string;
  /** Why the reader gets it. */
  intro: string;
  /** What the link does. */
  action: string;
  /** Until when it does so, and what to do about a mail that nobody asked for. */
  note: string;
}

/** A kind of rows that are mailed with a link into an account. */
export interface AccountMailKind<Mail extends TokenMail = TokenMail> {
  /** Part of the message's id. */
  name: string;
  mails: TokenMails<Mail>;
  compose(mail: Mail, locale: Locale): AccountMail;
  /** Path of the console's page that takes the token. It stands behind `#`, which no server is sent. */
  path: string;
}
