import type { Database, InvitationMail } from '@perdura/database';
import type { AccountMailKind } from './account-mail-kind.ts';
import { accountText } from './account-texts.ts';
import { mailTime } from './mail-page.ts';

/** Links by which people join a project, or the installation. */
export function invitationMails({
  userInvitations,
}: Pick<Database, 'userInvitations'>): AccountMailKind<InvitationMail> {
  return {
    name: 'user-invitation',
    mails: userInvitations,
    path: '/accept-invitation',
    compose: ({ type, projectName, inviterName: from, role, expiresAt }, locale) => {
      // A subject holds no line breaks.
      const project = projectName.replace(/[\p{Cc}\s]+/gu, ' ');
      const place = type === 'PROJECT' ? 'Project' : 'Platform';
      const as = accountText(locale, `invited-${role}`);
      return {
        subject: accountText(locale, `invited${place}Subject`, { project }),
        intro: accountText(locale, `invited${place}Intro`, { from, project, role: as }),
        action: accountText(locale, 'invitedAction'),
        note: accountText(locale, 'invitedNote', { until: mailTime(expiresAt) }),
      };
    },
  };
}
