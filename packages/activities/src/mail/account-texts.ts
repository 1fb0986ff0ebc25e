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
} as const satisfies Record<string, Record<Locale, string>>;

export type AccountText = keyof typeof TEXTS;

/** A text of mails about accounts. */
export function accountText(locale: Locale, key: AccountText, values: TextValues = {}): string {
  return fillText(TEXTS[key][locale], values);
}
