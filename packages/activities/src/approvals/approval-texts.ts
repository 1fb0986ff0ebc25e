import type { Locale } from '@perdura/contracts';
import { fillText, type TextValues } from '@perdura/definition';

const TEXTS = {
  askSubject: { en: 'Approval needed: {subject}', 'zh-CN': '请审批:{subject}' },
  remindSubject: { en: 'Reminder, approval needed: {subject}', 'zh-CN': '提醒,请审批:{subject}' },
  escalateSubject: { en: 'Escalated to you, approval needed: {subject}', 'zh-CN': '已升级给您,请审批:{subject}' },
  delegateSubject: { en: 'Handed on to you, approval needed: {subject}', 'zh-CN': '已转交给您,请审批:{subject}' },
  ask: { en: 'The workflow “{workflow}” asks for your decision.', 'zh-CN': '工作流“{workflow}”需要您作出决定。' },
  remind: {
    en: 'The workflow “{workflow}” still waits for your decision.',
    'zh-CN': '工作流“{workflow}”仍在等待您的决定。',
  },
  escalate: {
    en: 'The workflow “{workflow}” was not decided on in time, so it asks for your decision as well.',
    'zh-CN': '工作流“{workflow}”未及时得到决定,现同时请您作出决定。',
  },
  delegate: {
    en: '{from} handed the decision on the workflow “{workflow}” on to you.',
    'zh-CN': '{from} 已将工作流“{workflow}”的决定转交给您。',
  },
  startedBy: { en: 'Started by: {name}', 'zh-CN': '发起人:{name}' },
  deadline: { en: 'Decide before: {deadline}', 'zh-CN': '截止时间:{deadline}' },
  open: { en: 'Look at it and decide', 'zh-CN': '查看并作出决定' },
  link: { en: 'Look at it and decide: {link}', 'zh-CN': '查看并作出决定:{link}' },
  once: {
    en: 'The link is meant for you alone and decides once. Opening it decides nothing.',
    'zh-CN': '此链接仅供您本人使用,且只能决定一次。打开链接不会作出任何决定。',
  },
} as const satisfies Record<string, Record<Locale, string>>;

export type ApprovalText = keyof typeof TEXTS;

/** A text of an approval's mails, its `{placeholders}` filled. */
export function approvalText(locale: Locale, key: ApprovalText, values: TextValues = {}): string {
  return fillText(TEXTS[key][locale], values);
}
