import type { Locale } from '@perdura/contracts';
import { fillText, type TextValues } from '@perdura/definition';

const TEXTS = {
  link: { en: '{action}: {link}', 'zh-CN': '{action}:{link}' },
  resetSubject: { en: 'Set a new password', 'zh-CN': '重设密码' },
  resetIntro: {
    en: 'Somebody asked to set a new password for the account {email}.',
    'zh-CN': '有人请求为账户 {email} 重设密码。',
  },
  resetAction: { en: 'Set a new password', 'zh-CN': '设置新密码' },
  resetNote: {
    en: 'The link works once, until {until}. If it was not you, do nothing: your password stays as it is.',
    'zh-CN': '此链接仅可使用一次,有效期至 {until}。若非您本人操作,请忽略此邮件,您的密码不会改变。',
  },
  invitedProjectSubject: { en: 'Join the project “{project}”', 'zh-CN': '邀请您加入项目“{project}”' },
  invitedProjectIntro: {
    en: '{from} invites you to the project “{project}” as {role}.',
    'zh-CN': '{from} 邀请您以{role}身份加入项目“{project}”。',
  },
  invitedPlatformSubject: { en: 'Join Perdura', 'zh-CN': '邀请您使用 Perdura' },
  invitedPlatformIntro: {
    en: '{from} invites you to Perdura as {role}.',
    'zh-CN': '{from} 邀请您以{role}身份使用 Perdura。',
  },
  invitedAction: { en: 'Accept the invitation', 'zh-CN': '接受邀请' },
  invitedNote: {
    en: 'The link works once, until {until}. If you do not want to join, do nothing.',
    'zh-CN': '此链接仅可使用一次,有效期至 {until}。若您不想加入,请忽略此邮件。',
  },
  'invited-viewer': { en: 'a viewer', 'zh-CN': '查看者' },
  'invited-operator': { en: 'an operator', 'zh-CN': '操作员' },
  'invited-editor': { en: 'an editor', 'zh-CN': '编辑者' },
  'invited-owner': { en: 'an owner', 'zh-CN': '所有者' },
  'invited-MEMBER': { en: 'a member', 'zh-CN': '成员' },
  'invited-OPERATOR': { en: 'an operator', 'zh-CN': '操作员' },
  'invited-ADMIN': { en: 'an administrator', 'zh-CN': '管理员' },
} as const satisfies Record<string, Record<Locale, string>>;

export type AccountText = keyof typeof TEXTS;

/** A text of mails about accounts. */
export function accountText(locale: Locale, key: AccountText, values: TextValues = {}): string {
  return fillText(TEXTS[key][locale], values);
}
