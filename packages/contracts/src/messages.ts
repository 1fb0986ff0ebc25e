import { fillText, LOCALES, type Locale, type TextValues } from '@perdura/definition';
import { MCP_MESSAGES } from './messages/mcp.ts';
import { PEOPLE_MESSAGES } from './messages/people.ts';
import { TABLE_MESSAGES } from './messages/tables.ts';

export { LOCALES, type Locale };

/** The seed's own language: what a caller gets that names none. */
export const DEFAULT_LOCALE: Locale = 'zh-CN';

const MESSAGES = {
  ...PEOPLE_MESSAGES,
  ...TABLE_MESSAGES,
  ...MCP_MESSAGES,
  runQueued: { en: 'Workflow queued for execution', 'zh-CN': '工作流已加入执行队列' },
  faultCount: { en: '{count} fault(s): {first}', 'zh-CN': '共 {count} 处错误:{first}' },
  wholeBody: { en: 'body', 'zh-CN': '请求体' },
  bodyMissing: { en: 'a JSON body is required', 'zh-CN': '需要 JSON 请求体' },
  missingField: { en: 'required, but missing', 'zh-CN': '必填,但缺失' },
  blankText: { en: 'must not be blank', 'zh-CN': '不能为空' },
  unknownField: { en: 'unknown field "{name}"', 'zh-CN': '未知字段“{name}”' },
  unknownQuery: { en: 'unknown query parameter "{name}"', 'zh-CN': '未知查询参数“{name}”' },
  repeatedQuery: { en: 'query parameter "{name}" is given more than once', 'zh-CN': '查询参数“{name}”重复' },
  inQuery: { en: 'query parameter "{name}": {message}', 'zh-CN': '查询参数“{name}”:{message}' },
  inHeader: { en: 'header "{name}": {message}', 'zh-CN': '请求头“{name}”:{message}' },
  wholeNumber: {
    en: 'expected a whole number from {minimum} to {maximum}, found {found}',
    'zh-CN': '应为 {minimum} 到 {maximum} 之间的整数,实际为 {found}',
  },
  trueOrFalse: { en: 'expected true or false, found {found}', 'zh-CN': '应为 true 或 false,实际为 {found}' },
  oneOf: { en: 'expected one of {expected}, found {found}', 'zh-CN': '应为 {expected} 之一,实际为 {found}' },
  pointInTime: {
    en: 'expected an ISO 8601 time with offset such as 2026-04-12T08:00:00Z, found {found}',
    'zh-CN': '应为带时区的 ISO 8601 时间(如 2026-04-12T08:00:00Z),实际为 {found}',
  },
  noSuchProject: { en: 'no such project', 'zh-CN': '没有这个项目' },
  unstorableText: {
    en: 'a text holds a NUL character or half of a surrogate pair, which cannot be stored',
    'zh-CN': '文本含有 NUL 字符或不完整的代理对,无法存储',
  },
  futureTime: { en: 'must be in the future, found {found}', 'zh-CN': '必须是将来的时间,实际为 {found}' },
  pastTime: { en: 'must not be in the future, found {found}', 'zh-CN': '不能是将来的时间,实际为 {found}' },
  tooFarAhead: { en: 'must be within {years} years, found {found}', 'zh-CN': '必须在 {years} 年以内,实际为 {found}' },
  laterThan: { en: 'must be later than "{field}"', 'zh-CN': '必须晚于“{field}”' },
  tooManyFires: {
    en: 'more than {limit} times of the schedule lie in this stretch; ask for less at once',
    'zh-CN': '该时段内的触发超过 {limit} 次;请分段提交',
  },
  tooLongStretch: { en: 'must be within {days} days of "{field}"', 'zh-CN': '与“{field}”的间隔不能超过 {days} 天' },
  noRunsChosen: {
    en: 'must say which runs are meant: by "flowRunIds", by a filter, or by "excludeFlowRunIds", which is empty for all of them',
    'zh-CN': '请指明是哪些运行:用“flowRunIds”、筛选条件或“excludeFlowRunIds”(留空数组表示全部运行)',
  },
  notTogether: { en: 'cannot go with "{field}"', 'zh-CN': '不能与“{field}”同时使用' },
  unknownZone: {
    en: 'expected a time zone such as Asia/Shanghai, found {found}',
    'zh-CN': '应为时区名称(如 Asia/Shanghai),实际为 {found}',
  },
  badCursor: {
    en: 'not a cursor that this list gave; use nextCursor of the previous answer',
    'zh-CN': '不是本列表给出的游标;请使用上一次应答中的 nextCursor',
  },
  badEngineCursor: {
    en: 'not a cursor that this list gave; use next or previous of an earlier answer',
    'zh-CN': '不是本列表给出的游标;请使用先前应答中的 next 或 previous',
  },
  badId: {
    en: 'expected 24 lower-case hex characters, found {found}',
    'zh-CN': '应为 24 位小写十六进制,实际为 {found}',
  },
  badPattern: { en: 'expected {expected}, found {found}', 'zh-CN': '应为 {expected},实际为 {found}' },
  kindText: { en: 'a text', 'zh-CN': '文本' },
  kindNumber: { en: 'a number', 'zh-CN': '数字' },
  kindWholeNumber: { en: 'a whole number', 'zh-CN': '整数' },
  kindBoolean: { en: 'true or false', 'zh-CN': 'true 或 false' },
  kindList: { en: 'a list', 'zh-CN': '列表' },
  kindObject: { en: 'an object', 'zh-CN': '对象' },
  kindNull: { en: 'null', 'zh-CN': 'null' },
  kindOther: { en: 'something else', 'zh-CN': '其他内容' },
  badUrl: {
    en: 'expected an absolute http or https URL without user name and password, found {found}',
    'zh-CN': '应为不含用户名和密码的 http 或 https 绝对地址,实际为 {found}',
  },
  badSmtpUrl: {
    en: 'expected an smtp or smtps URL such as smtp://user:password@mail.example.com:587',
    'zh-CN': '应为 smtp 或 smtps 地址,如 smtp://user:password@mail.example.com:587',
  },
  badSigningSecret: {
    en: 'expected "whsec_" and 24 to 64 bytes in base64',
    'zh-CN': '应为“whsec_”加 24 至 64 字节的 base64',
  },
  badHeaderText: {
    en: 'must not hold line breaks or control characters, found {found}',
    'zh-CN': '不能含有换行或控制字符,实际含有 {found}',
  },
  badHeaderLetter: {
    en: 'expected only what an HTTP header can carry (Latin letters, digits and signs), found {found}',
    'zh-CN': '只能使用 HTTP 头可携带的字符(拉丁字母、数字和符号),实际含有 {found}',
  },
  badSchema: { en: 'not a valid JSON Schema: {problem}', 'zh-CN': '不是有效的 JSON Schema:{problem}' },
  unknownConnection: { en: 'no connection is named "{name}"', 'zh-CN': '没有名为“{name}”的连接' },
  unknownHandler: {
    en: 'no built-in tool is named "{name}"; known are {known}',
    'zh-CN': '没有名为“{name}”的内置工具;可用:{known}',
  },
  onlyWithField: { en: 'only goes with "{field}": {value}', 'zh-CN': '仅可与“{field}”:{value} 一起使用' },
  needsField: { en: 'needs "{field}" beside it', 'zh-CN': '必须同时提供“{field}”' },
  nothingToChange: { en: 'names no field to change', 'zh-CN': '没有要修改的字段' },
  noToken: {
    en: 'expected access_token, or client_id with a code or the client_credentials grant',
    'zh-CN': '需要 access_token,或 client_id 以及 code 或 client_credentials 授权',
  },
  otherKindOfType: {
    en: 'a connection of type {type} cannot become one of the other API; store a new one',
    'zh-CN': '类型为 {type} 的连接不能改为另一套 API 的类型;请新建连接',
  },
  typeNeedsValue: { en: 'a new type needs its value too', 'zh-CN': '修改类型时必须同时提供 value' },
  unexpectedEnd: { en: 'the JSON text ends too early', 'zh-CN': 'JSON 文本不完整' },
  unexpectedText: {
    en: 'not JSON: expected {expected}, found {found}',
    'zh-CN': '不是 JSON:应为 {expected},实际为 {found}',
  },
  tooDeep: { en: 'nested deeper than {limit} levels', 'zh-CN': '嵌套超过 {limit} 层' },
  duplicateKey: { en: 'the key "{name}" is given twice', 'zh-CN': '键“{name}”重复' },
  forbiddenKey: { en: 'the key "{name}" is not allowed', 'zh-CN': '不允许使用键“{name}”' },
  nulCharacter: { en: 'holds a NUL character', 'zh-CN': '含有 NUL 字符' },
  loneSurrogate: { en: 'holds half of a surrogate pair', 'zh-CN': '含有不成对的代理字符' },
  hugeNumber: { en: 'the number {found} is too large', 'zh-CN': '数字 {found} 过大' },
  notUtf8: { en: 'the body is not UTF-8 text', 'zh-CN': '请求体不是 UTF-8 文本' },
  moreFaults: { en: '{count} more faults are not shown', 'zh-CN': '另有 {count} 处错误未列出' },
  UNAUTHENTICATED: {
    en: 'Send a valid key as X-API-Key, or a key or the token of a session as X-Access-Token or Authorization: Bearer.',
    'zh-CN': '请通过 X-API-Key 提供有效的密钥,或通过 X-Access-Token 或 Authorization: Bearer 提供密钥或会话令牌。',
  },
  FORBIDDEN: {
    en: 'This route needs a key with the scope "{scope}".',
    'zh-CN': '此接口需要具有“{scope}”权限的密钥。',
  },
  ADMIN_REQUIRED: { en: 'The user of this key is no administrator.', 'zh-CN': '该密钥所属用户不是管理员。' },
  CHANNEL_DISABLED: {
    en: 'The channel "{name}" takes no messages until it is enabled.',
    'zh-CN': '渠道“{name}”启用之前不接收消息。',
  },
  CHANNEL_IN_USE: {
    en: 'It is named by {names}; change or delete those first.',
    'zh-CN': '以下工作流或流程使用了它:{names};请先修改或删除。',
  },
  secretNeeded: {
    en: 'Expected the secret that {provider} signs with.',
    'zh-CN': '应提供 {provider} 用于签名的密钥。',
  },
  PROJECT_FORBIDDEN: {
    en: 'The request names the project {id}; the credential acts for another one.',
    'zh-CN': '请求指定的项目为 {id},而该凭证属于另一个项目。',
  },
  NOT_FOUND: { en: 'No route is at {path}.', 'zh-CN': '路径 {path} 不存在。' },
  notFoundById: { en: 'No such thing in this project: {id}.', 'zh-CN': '本项目中不存在:{id}。' },
  NOT_AN_APPROVER: {
    en: '{user} is no approver of this task, or handed the share on.',
    'zh-CN': '{user} 不是此任务的审批人,或已将其转交他人。',
  },
  SELF_APPROVAL: {
    en: '{user} started the run, so somebody else has to decide; the node’s allowSelf would allow it.',
    'zh-CN': '该执行由 {user} 发起,须由他人审批;节点设置 allowSelf 可允许。',
  },
  APPROVAL_ENDED: {
    en: 'It ended as "{status}" at {at}. Decisions: {decisions}.',
    'zh-CN': '已于 {at} 以“{status}”结束。决定:{decisions}。',
  },
  APPROVAL_DECIDED: {
    en: '{by} decided "{decision}" at {at}; each approver decides once.',
    'zh-CN': '{by} 已于 {at} 决定“{decision}”;每位审批人只能决定一次。',
  },
  APPROVAL_LINK_UNKNOWN: {
    en: 'Open the whole link of the mail; links of removed runs end with them.',
    'zh-CN': '请打开邮件中的完整链接;执行被删除后,其链接随之失效。',
  },
  APPROVAL_LINK_SPENT: {
    en: 'It was used at {at}, or its share was handed on. Decisions so far: {decisions}.',
    'zh-CN': '链接已于 {at} 使用,或已转交他人。目前的决定:{decisions}。',
  },
  noDecisions: { en: 'none', 'zh-CN': '无' },
  unknownApprover: {
    en: 'names nobody whom the project knows, or more than one person: {found}',
    'zh-CN': '项目中没有此人,或指向多人:{found}',
  },
  alreadyApprover: { en: 'is an approver of this task already: {found}', 'zh-CN': '已是此任务的审批人:{found}' },
  retryNodeUnknown: { en: 'version {version} has no node {node}', 'zh-CN': '版本 {version} 没有节点 {node}' },
  retryNodeInLoop: {
    en: 'node {node} is inside the loop {loop}, which is retried as a whole',
    'zh-CN': '节点 {node} 位于循环 {loop} 内,循环只能整体重试',
  },
  retryNodeNotReached: {
    en: 'node {node} was not reached, since the branch to it was not taken; retry from a node before it',
    'zh-CN': '节点 {node} 所在分支未被执行;请从其之前的节点重试',
  },
  retryDecisionMissing: {
    en: 'the result of an approval has a decision: "approved", "rejected" or "timeout"',
    'zh-CN': '审批结果须包含 decision:"approved"、"rejected" 或 "timeout"',
  },
  unknownMember: {
    en: 'expected an e-mail address or the id of a user of the project, found {found}',
    'zh-CN': '应为邮箱地址或本项目用户的 ID,实际为 {found}',
  },
  noForm: { en: 'this task has no form', 'zh-CN': '此任务没有表单' },
  formTooLong: { en: 'longer than {limit} characters of JSON', 'zh-CN': '超过 {limit} 个 JSON 字符' },
  formFault: { en: '{problem}', 'zh-CN': '不符合要求:{problem}' },
  SEARCH_TOO_BROAD: {
    en: 'It was not answered in time. Narrow it: by time (createdAfter, createdBefore), workflow or state.',
    'zh-CN': '未能及时完成。请缩小范围:按时间(createdAfter、createdBefore)、工作流或状态。',
  },
  tooManyGroups: {
    en: 'It would answer more than {limit} groups. Narrow it: by time (createdAfter, createdBefore) or workflow.',
    'zh-CN': '结果超过 {limit} 组。请缩小范围:按时间(createdAfter、createdBefore)或工作流。',
  },
  METHOD_NOT_ALLOWED: { en: '{method} is not known here; {allow} are.', 'zh-CN': '此处不支持 {method},可用:{allow}。' },
  WEBHOOK_UNAUTHENTICATED: {
    en: 'The flow asks callers of its webhook for a credential ({scheme}); the request has none that is right.',
    'zh-CN': '该流程要求 Webhook 调用方提供凭证({scheme}),请求未携带正确的凭证。',
  },
  TRIGGER_FAILED: { en: 'The trigger could not be switched on: {reason}', 'zh-CN': '触发器无法启用:{reason}' },
  TRIGGER_TEST_FAILED: { en: 'The trigger could not be tried: {reason}', 'zh-CN': '无法试运行触发器:{reason}' },
  PIECE_OPTIONS_FAILED: { en: 'The piece did not tell the options: {reason}', 'zh-CN': '组件未能给出选项:{reason}' },
  FLOW_BUSY: {
    en: 'Flow {id} is being changed by others at once; try again.',
    'zh-CN': '流程 {id} 正被同时修改,请重试。',
  },
  FLOW_DISABLED: { en: 'Flow {id} is disabled: it takes no requests.', 'zh-CN': '流程 {id} 已停用,不接收请求。' },
  FLOW_GONE: { en: 'No flow has the id {id}.', 'zh-CN': '不存在 ID 为 {id} 的流程。' },
  RESUME_UNKNOWN: { en: 'No piece of run {id} was given this address.', 'zh-CN': '执行 {id} 没有使用过该地址。' },
  RESUME_ENDED: {
    en: 'The piece of run {id} that had this address does not wait any more.',
    'zh-CN': '执行 {id} 中使用该地址的步骤已不再等待。',
  },
  RUN_UNANSWERED: {
    en: 'Run {id} goes on; it has not answered within {seconds} seconds.',
    'zh-CN': '执行 {id} 仍在进行,{seconds} 秒内尚未应答。',
  },
  FLOW_RUN_FAILED: { en: 'Run {id} failed at {step}: {cause}', 'zh-CN': '执行 {id} 在 {step} 失败:{cause}' },
  triggerUnanswered: {
    en: 'Flow {id} has taken the request; its trigger has not said yet what it runs.',
    'zh-CN': '流程 {id} 已接收请求,其触发器尚未说明将执行什么。',
  },
  triggerCallFailed: {
    en: 'The trigger of flow {id} failed, so that nothing runs: {cause}',
    'zh-CN': '流程 {id} 的触发器失败,未启动执行:{cause}',
  },
  CALL_DEPTH_EXCEEDED: {
    en: 'The run would be one more below {limit} others that called each other: no more are allowed.',
    'zh-CN': '该执行之上已有 {limit} 层相互调用的执行,不允许更多。',
  },
  WORKFLOW_DISABLED: {
    en: 'Workflow {id} is disabled; enable it with PUT {"enabled": true}.',
    'zh-CN': '工作流 {id} 已停用;可通过 PUT {"enabled": true} 启用。',
  },
  CONCURRENCY_SKIPPED: {
    en: 'The workflow allows {limit} live run(s) at once, and skips further ones. Nothing was started.',
    'zh-CN': '该工作流最多同时执行 {limit} 个，超出的启动请求会被跳过。未启动任何执行。',
  },
  RUN_ENDED: { en: 'Run {id} already ended as "{status}".', 'zh-CN': '执行 {id} 已以“{status}”结束。' },
  RUN_STATE: { en: '{reason}', 'zh-CN': '执行当前状态不允许此操作:{reason}' },
  BULK_TOO_MANY_RUNS: {
    en: '{count} runs match, and one job takes {limit} at most. Narrow the filter: by time, workflow or state.',
    'zh-CN': '共有 {count} 条执行匹配,单个任务最多 {limit} 条。请按时间、工作流或状态缩小范围。',
  },
  BULK_JOBS_LIMIT: {
    en: '{limit} jobs of this project are running, as many as may run at once. Wait until one ends, or cancel one.',
    'zh-CN': '本项目已有 {limit} 个批量任务在运行,已达上限。请等待其结束或取消其中之一。',
  },
  BULK_JOB_ENDED: { en: 'Job {id} already ended as "{status}".', 'zh-CN': '批量任务 {id} 已以“{status}”结束。' },
  PATH_TAKEN: {
    en: 'Another workflow has a webhook at "{path}"; choose another path.',
    'zh-CN': '另一个工作流的 webhook 已使用路径“{path}”;请换用其他路径。',
  },
  REQUEST_TIMEOUT: {
    en: 'The whole body has to arrive within {seconds} seconds.',
    'zh-CN': '整个请求体须在 {seconds} 秒内到达。',
  },
  signatureMissing: {
    en: 'The header {header} is missing, or not of the form that the scheme "{scheme}" has.',
    'zh-CN': '缺少请求头 {header},或其格式不符合“{scheme}”签名方案。',
  },
  mcpTokenNeeded: {
    en: 'Send the token of this MCP server as Authorization: Bearer.',
    'zh-CN': '请通过 Authorization: Bearer 提供此 MCP 服务器的令牌。',
  },
  signatureWrong: {
    en: 'No secret of the webhook gives the signature that was sent.',
    'zh-CN': '签名与 webhook 的任何密钥都不匹配。',
  },
  signatureExpired: {
    en: 'It was signed more than {seconds} seconds ago, or the clocks differ by as much.',
    'zh-CN': '签名时间距今超过 {seconds} 秒,或双方时钟相差过大。',
  },
  DRAFT_OUTDATED: {
    en: 'The draft is based on version {base}, the newest is {current}. Compare them, then publish with "force": true, or save the draft with the newer "baseVersion".',
    'zh-CN':
      '草稿基于版本 {base},最新版本为 {current}。请比较后以 "force": true 发布,或以新的 "baseVersion" 保存草稿。',
  },
  versionRestored: { en: 'Version {version} restored', 'zh-CN': '恢复版本 {version}' },
  badLabel: {
    en: 'expected a label of lower-case letters, digits and dashes that begins with a letter, at most 64 characters, not latest or draft; found {found}',
    'zh-CN':
      '应为小写字母开头、由小写字母、数字和连字符组成、最多 64 个字符的标签,且不能是 latest 或 draft;实际为 {found}',
  },
  ifMatchDraft: {
    en: 'If-Match names {expected}, but the draft is at {actual}.',
    'zh-CN': 'If-Match 为 {expected},但草稿当前为 {actual}。',
  },
  noDraftToMatch: {
    en: 'If-Match names {expected}, but there is no draft.',
    'zh-CN': 'If-Match 为 {expected},但没有草稿。',
  },
  NAME_TAKEN: { en: 'The name "{name}" is already in use.', 'zh-CN': '名称“{name}”已被使用。' },
  PRECONDITION_FAILED: {
    en: 'If-Match names {expected}, but the workflow is at {actual}.',
    'zh-CN': 'If-Match 为 {expected},但工作流当前为 {actual}。',
  },
  REQUEST_HEAD_TOO_LARGE: {
    en: 'The address with its query and all headers may have {limit} bytes together.',
    'zh-CN': '地址(含查询参数)与所有请求头合计上限为 {limit} 字节。',
  },
  notHttp: { en: 'What was sent cannot be read as HTTP/1.1.', 'zh-CN': '发送的内容不是有效的 HTTP/1.1 请求。' },
  PAYLOAD_TOO_LARGE: { en: 'The limit is {limit} bytes.', 'zh-CN': '上限为 {limit} 字节。' },
  UNSUPPORTED_MEDIA_TYPE: {
    en: 'Expected application/json in UTF-8 without content encoding, found {found}.',
    'zh-CN': '应为未压缩的 UTF-8 application/json,实际为 {found}。',
  },
  IDEMPOTENCY_KEY_REUSED: {
    en: 'The Idempotency-Key "{key}" already stands for another body.',
    'zh-CN': '幂等键“{key}”已对应不同的请求体。',
  },
  QUOTA_EXCEEDED: {
    en: 'The quota "{quota}" of the project is used up: {limit} are allowed. An administrator can raise it.',
    'zh-CN': '项目配额“{quota}”已用尽:最多允许 {limit}。管理员可以调高该配额。',
  },
  TOO_MANY_WATCHERS: {
    en: '{limit} streams are open already; close one, or try again in {seconds} s.',
    'zh-CN': '已打开 {limit} 个事件流;请关闭其中一个,或在 {seconds} 秒后重试。',
  },
  RATE_LIMITED: { en: 'Try again in {seconds} s.', 'zh-CN': '请在 {seconds} 秒后重试。' },
  INTERNAL_ERROR: {
    en: 'The fault is logged under the request id.',
    'zh-CN': '错误已按请求 ID 记录。',
  },
  DATABASE_UNAVAILABLE: {
    en: 'Nothing was changed; try again shortly.',
    'zh-CN': '未作任何更改,请稍后重试。',
  },
  TEMPORAL_UNAVAILABLE: {
    en: 'The workflow service does not answer; try again shortly.',
    'zh-CN': '工作流服务没有应答,请稍后重试。',
  },
  PIECE_NOT_INSTALLED: {
    en: '{reason}',
    'zh-CN': '组件未安装:{reason}',
  },
  CONNECTION_REFUSED: { en: '{reason}', 'zh-CN': '服务的答复:{reason}' },
  PIECE_UNAVAILABLE: {
    en: '{reason}',
    'zh-CN': '暂时无法获取组件:{reason}',
  },
  NO_WORKER: {
    en: 'No worker took the command within {seconds} s; it may still be taken. Look at the run, then try again.',
    'zh-CN': '{seconds} 秒内没有工作进程处理该命令,之后仍可能被处理。请先查看执行状态再重试。',
  },
  TOOL_TEST_TIMEOUT: {
    en: 'Tool "{name}" gave no answer within {seconds} s.',
    'zh-CN': '工具“{name}”在 {seconds} 秒内没有应答。',
  },
} as const satisfies Record<string, Record<Locale, string>>;

export type MessageKey = keyof typeof MESSAGES;

/** A text of the catalogue in a locale, its `{placeholders}` filled. */
export function message(locale: Locale, key: MessageKey, values: TextValues = {}): string {
  return fillText(MESSAGES[key][locale], values);
}

/** Whether a text is a key of the catalogue. */
export function isMessageKey(text: string): text is MessageKey {
  return Object.hasOwn(MESSAGES, text);
}

/**
 * The locale that an `Accept-Language` header asks for: the supported language of the highest weight, or `fallback`
 * when it names none (RFC 9110, section 12.5.4).
 */
export function negotiateLocale(acceptLanguage: string | undefined, fallback: Locale): Locale {
  const ranked = (acceptLanguage ?? '')
    .slice(0, 500)
    .split(',')
    .map((part) => weighted(part.trim()))
    .filter(({ weight }) => weight > 0)
    .sort((left, right) => right.weight - left.weight);
  for (const { tag } of ranked) {
    if (tag === 'zh' || tag.startsWith('zh-')) return 'zh-CN';
    if (tag === 'en' || tag.startsWith('en-')) return 'en';
    if (tag === '*') return fallback;
  }
  return fallback;
}

function weighted(part: string): { tag: string; weight: number } {
  const [tag = '', ...parameters] = part.split(';').map((piece) => piece.trim());
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  const weight = quality === undefined ? 1 : Number(quality.slice(2));
  return { tag: tag.toLowerCase(), weight: Number.isFinite(weight) ? weight : 0 };
}
