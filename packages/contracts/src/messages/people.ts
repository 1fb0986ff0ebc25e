import type { Locale } from '@perdura/definition';

/** Texts about people: how they sign in, their roles, their projects and invitations. */
export const PEOPLE_MESSAGES = {
  SIGN_IN_REFUSED: {
    en: 'There is no account with this address and password.',
    'zh-CN': '没有与此邮箱和密码匹配的账户。',
  },
  SESSION_REQUIRED: {
    en: 'Sign in, and send the session instead of the API key.',
    'zh-CN': '请登录,并使用会话而非 API 密钥。',
  },
  CROSS_SITE_REQUEST: {
    en: 'By cookie only the console changes anything. Programs send an API key or a session in a header.',
    'zh-CN': '仅控制台可通过 Cookie 进行更改。程序请在请求头中发送 API 密钥或会话令牌。',
  },
  SESSION_NOT_FOUND: { en: 'It has ended, or it is not yours.', 'zh-CN': '会话已结束,或不属于您。' },
  RESET_LINK_UNKNOWN: {
    en: 'It was used, replaced by a newer one, or is too old. Ask for another.',
    'zh-CN': '链接已被使用、已被新链接取代或已过期。请重新申请。',
  },
  passwordIsAddress: { en: 'must not be the address of the account', 'zh-CN': '不能与账户邮箱相同' },
  passwordIsCommon: { en: 'is one of the passwords that are guessed first', 'zh-CN': '过于常见,容易被猜到' },
  passwordIsWrong: { en: 'is not the current password', 'zh-CN': '不是当前密码' },
  ROLE_REQUIRED: {
    en: 'This needs the role "{needed}" in the project; yours is "{found}".',
    'zh-CN': '此操作需要项目角色“{needed}”,您当前的角色为“{found}”。',
  },
  noRole: {
    en: 'This needs the role "{needed}" in a project; you are a member of none.',
    'zh-CN': '此操作需要项目角色“{needed}”,您还不是任何项目的成员。',
  },
  ALREADY_MEMBER: {
    en: '{email} is there already, with the role "{role}".',
    'zh-CN': '{email} 已加入,角色为“{role}”。',
  },
  LAST_OWNER: {
    en: '{user} is the last owner of the project; make somebody else one first.',
    'zh-CN': '{user} 是项目的最后一名所有者;请先指定其他所有者。',
  },
  LAST_ADMIN: {
    en: '{user} is the last administrator of the installation; make somebody else one first.',
    'zh-CN': '{user} 是系统的最后一名管理员;请先指定其他管理员。',
  },
  PROJECT_IN_USE: {
    en: 'It has {runs} run(s) that have not ended, {workflows} enabled workflow(s) and {flows} enabled flow(s); end and disable them first.',
    'zh-CN': '项目中有 {runs} 个未结束的执行、{workflows} 个已启用的工作流和 {flows} 个已启用的流程;请先结束或停用。',
  },
  firstProject: {
    en: 'It is the project of the installation itself, which stays.',
    'zh-CN': '这是系统自身的项目,不能归档。',
  },
  INVITATION_LINK_UNKNOWN: {
    en: 'There is no such invitation: it was withdrawn, or a newer mail took its place.',
    'zh-CN': '没有该邀请:它已被撤回,或已被新的邮件取代。',
  },
  INVITATION_LINK_SPENT: {
    en: 'The invitation was accepted, or its time has run out. Ask for a new one.',
    'zh-CN': '邀请已被接受或已过期。请重新申请邀请。',
  },
  notItsName: {
    en: 'expected the name of the project, {expected}, found {found}',
    'zh-CN': '应为项目名称 {expected},实际为 {found}',
  },
} as const satisfies Record<string, Record<Locale, string>>;
