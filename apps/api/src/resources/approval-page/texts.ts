import type { Locale } from '@perdura/contracts';

const TEXTS = {
  title: { en: 'Approval', 'zh-CN': '审批' },
  asked: { en: 'Your decision is asked for', 'zh-CN': '请您作出决定' },
  about: { en: 'About', 'zh-CN': '相关信息' },
  workflow: { en: 'Workflow', 'zh-CN': '工作流' },
  run: { en: 'Run', 'zh-CN': '执行' },
  step: { en: 'Step', 'zh-CN': '步骤' },
  startedBy: { en: 'Started by', 'zh-CN': '发起人' },
  you: { en: 'You decide as', 'zh-CN': '您的身份' },
  deadline: { en: 'Decide before', 'zh-CN': '截止时间' },
  required: { en: 'Approvals needed', 'zh-CN': '所需同意数' },
  all: { en: 'all', 'zh-CN': '全部' },
  message: { en: 'Message', 'zh-CN': '说明' },
  decisions: { en: 'Decisions so far', 'zh-CN': '已有决定' },
  comments: { en: 'Comments', 'zh-CN': '评论' },
  decide: { en: 'Decide', 'zh-CN': '作出决定' },
  comment: { en: 'Comment', 'zh-CN': '备注' },
  optional: { en: 'optional', 'zh-CN': '选填' },
  mandatory: { en: 'required to approve', 'zh-CN': '同意时必填' },
  choose: { en: 'Choose …', 'zh-CN': '请选择…' },
  json: { en: 'as JSON', 'zh-CN': 'JSON 格式' },
  form: { en: 'Form', 'zh-CN': '表单' },
  approve: { en: 'Approve', 'zh-CN': '同意' },
  reject: { en: 'Reject', 'zh-CN': '拒绝' },
  approved: { en: 'approved', 'zh-CN': '已同意' },
  rejected: { en: 'rejected', 'zh-CN': '已拒绝' },
  doneApprove: { en: 'You approved.', 'zh-CN': '您已同意。' },
  doneReject: { en: 'You rejected.', 'zh-CN': '您已拒绝。' },
  statusPending: { en: 'Others are still to decide.', 'zh-CN': '仍需其他人作出决定。' },
  statusApproved: { en: 'It is approved, the workflow goes on.', 'zh-CN': '审批已通过,工作流继续执行。' },
  statusRejected: {
    en: 'It is rejected, the workflow goes on accordingly.',
    'zh-CN': '审批已被拒绝,工作流将据此继续。',
  },
  faults: {
    en: 'Nothing was decided yet. Please look at these fields again:',
    'zh-CN': '尚未作出决定,请检查以下字段:',
  },
  wrong: { en: 'Nothing was decided by this request.', 'zh-CN': '此请求没有作出任何决定。' },
} as const satisfies Record<string, Record<Locale, string>>;

export type PageText = keyof typeof TEXTS;

/** The texts of the decision page in one language. */
export function pageTexts(locale: Locale): (key: PageText) => string {
  return (key) => TEXTS[key][locale];
}
