import type { Locale } from './messages.ts';

/** Every code that an answer of the API can carry, with its HTTP status and the title that people read. */
export const ERROR_CODES = {
  VALIDATION_FAILED: { status: 400, en: 'The request has faults', 'zh-CN': '请求内容有误' },
  INVALID_JSON: { status: 400, en: 'The body is not acceptable JSON', 'zh-CN': '请求体不是可接受的 JSON' },
  FLOW_OPERATION_INVALID: { status: 400, en: 'The operation does not fit the flow', 'zh-CN': '该操作不适用于此流程' },
  FLOW_INVALID: { status: 400, en: 'The flow is not complete', 'zh-CN': '流程尚未完成' },
  TRIGGER_FAILED: { status: 400, en: 'The trigger could not be switched on', 'zh-CN': '触发器无法启用' },
  CONNECTION_REFUSED: { status: 400, en: 'The service refused the connection', 'zh-CN': '服务拒绝了该连接' },
  SEARCH_TOO_BROAD: { status: 400, en: 'The search is too broad', 'zh-CN': '搜索范围过大' },
  BULK_TOO_MANY_RUNS: {
    status: 400,
    en: 'More runs match than one job takes',
    'zh-CN': '匹配的执行数超过单个任务上限',
  },
  UNAUTHENTICATED: { status: 401, en: 'A valid credential is required', 'zh-CN': '需要有效的凭证' },
  WEBHOOK_SIGNATURE_INVALID: {
    status: 401,
    en: 'The signature of the delivery is not accepted',
    'zh-CN': '投递的签名无效',
  },
  WEBHOOK_UNAUTHENTICATED: {
    status: 401,
    en: 'The webhook asks for a credential',
    'zh-CN': '该 Webhook 需要凭证',
  },
  FORBIDDEN: { status: 403, en: 'The credential does not allow this', 'zh-CN': '凭证权限不足' },
  ADMIN_REQUIRED: { status: 403, en: 'Only an administrator may do this', 'zh-CN': '仅管理员可执行此操作' },
  PROJECT_FORBIDDEN: { status: 403, en: 'The credential is of another project', 'zh-CN': '凭证不属于该项目' },
  NOT_AN_APPROVER: { status: 403, en: 'Only an approver may do this', 'zh-CN': '仅审批人可执行此操作' },
  SELF_APPROVAL: {
    status: 403,
    en: 'Whoever started the run may not decide on it',
    'zh-CN': '发起人不能审批自己发起的执行',
  },
  NOT_FOUND: { status: 404, en: 'There is nothing at this address', 'zh-CN': '该地址不存在' },
  PROJECT_NOT_FOUND: { status: 404, en: 'The project does not exist', 'zh-CN': '项目不存在' },
  FLOW_NOT_FOUND: { status: 404, en: 'The flow does not exist', 'zh-CN': '流程不存在' },
  FLOW_VERSION_NOT_FOUND: { status: 404, en: 'The flow has no such version', 'zh-CN': '流程没有该版本' },
  PIECE_NOT_FOUND: { status: 404, en: 'There is no such piece', 'zh-CN': '组件不存在' },
  PIECE_NOT_INSTALLED: { status: 404, en: 'The piece is not installed', 'zh-CN': '组件未安装' },
  FOLDER_NOT_FOUND: { status: 404, en: 'The folder does not exist', 'zh-CN': '文件夹不存在' },
  FLOW_DISABLED: { status: 404, en: 'The flow is disabled', 'zh-CN': '流程已停用' },
  FLOW_GONE: { status: 410, en: 'There is no such flow', 'zh-CN': '流程不存在' },
  RESUME_UNKNOWN: { status: 404, en: 'No piece waits at this address', 'zh-CN': '该地址没有等待中的步骤' },
  RESUME_ENDED: { status: 410, en: 'Nobody waits at this address any more', 'zh-CN': '该地址已不再等待' },
  RUN_UNANSWERED: { status: 408, en: 'The run has not answered yet', 'zh-CN': '执行尚未应答' },
  FLOW_RUN_FAILED: { status: 500, en: 'The run failed', 'zh-CN': '执行失败' },
  CALL_DEPTH_EXCEEDED: { status: 409, en: 'Too many runs have called each other', 'zh-CN': '执行的调用层数过多' },
  WORKFLOW_NOT_FOUND: { status: 404, en: 'The workflow does not exist', 'zh-CN': '工作流不存在' },
  VERSION_NOT_FOUND: { status: 404, en: 'The version does not exist', 'zh-CN': '版本不存在' },
  LABEL_NOT_FOUND: { status: 404, en: 'The label does not exist', 'zh-CN': '标签不存在' },
  DRAFT_NOT_FOUND: { status: 404, en: 'The workflow has no draft', 'zh-CN': '工作流没有草稿' },
  SCHEDULE_NOT_FOUND: { status: 404, en: 'The workflow has no schedule', 'zh-CN': '工作流没有定时计划' },
  RUN_NOT_FOUND: { status: 404, en: 'The run does not exist', 'zh-CN': '执行记录不存在' },
  STEP_NOT_FOUND: { status: 404, en: 'The run has no such node', 'zh-CN': '执行记录中没有该节点' },
  SEARCH_NOT_FOUND: { status: 404, en: 'The saved search does not exist', 'zh-CN': '保存的搜索不存在' },
  BULK_JOB_NOT_FOUND: { status: 404, en: 'The job does not exist', 'zh-CN': '批量任务不存在' },
  FILE_NOT_FOUND: { status: 404, en: 'The run has no such file', 'zh-CN': '执行记录中没有该文件' },
  APPROVAL_NOT_FOUND: { status: 404, en: 'The approval does not exist', 'zh-CN': '审批不存在' },
  APPROVAL_LINK_UNKNOWN: { status: 404, en: 'The link is not known', 'zh-CN': '链接无效' },
  GROUP_NOT_FOUND: { status: 404, en: 'The group does not exist', 'zh-CN': '审批组不存在' },
  TOOL_NOT_FOUND: { status: 404, en: 'The tool does not exist', 'zh-CN': '工具不存在' },
  VARIABLE_NOT_FOUND: { status: 404, en: 'The variable does not exist', 'zh-CN': '变量不存在' },
  CONNECTION_NOT_FOUND: { status: 404, en: 'The connection does not exist', 'zh-CN': '连接不存在' },
  SUBSCRIPTION_NOT_FOUND: { status: 404, en: 'The subscription does not exist', 'zh-CN': '订阅不存在' },
  DELIVERY_NOT_FOUND: { status: 404, en: 'The delivery does not exist', 'zh-CN': '投递记录不存在' },
  API_KEY_NOT_FOUND: { status: 404, en: 'The API key does not exist', 'zh-CN': 'API 密钥不存在' },
  METHOD_NOT_ALLOWED: { status: 405, en: 'The address does not know this method', 'zh-CN': '该地址不支持此方法' },
  REQUEST_TIMEOUT: { status: 408, en: 'The body took too long to arrive', 'zh-CN': '请求体传输超时' },
  WORKFLOW_DISABLED: { status: 409, en: 'The workflow is disabled', 'zh-CN': '工作流已停用' },
  CONCURRENCY_SKIPPED: { status: 409, en: 'The workflow runs as often as it may', 'zh-CN': '工作流的并发执行已达上限' },
  RUN_ENDED: { status: 409, en: 'The run has already ended', 'zh-CN': '执行已结束' },
  RUN_STATE: { status: 409, en: 'The run is not in a state for this', 'zh-CN': '执行当前状态不允许此操作' },
  BULK_JOB_ENDED: { status: 409, en: 'The job has already ended', 'zh-CN': '批量任务已结束' },
  APPROVAL_ENDED: { status: 409, en: 'The approval has already ended', 'zh-CN': '审批已结束' },
  APPROVAL_DECIDED: { status: 409, en: 'You have already decided', 'zh-CN': '您已作出决定' },
  PATH_TAKEN: { status: 409, en: 'The path of the webhook is already in use', 'zh-CN': 'webhook 路径已被使用' },
  DRAFT_OUTDATED: { status: 409, en: 'The workflow has changed since the draft', 'zh-CN': '工作流在草稿之后已被修改' },
  FLOW_BUSY: { status: 409, en: 'The flow is being changed by others', 'zh-CN': '流程正在被其他操作修改' },
  NAME_TAKEN: { status: 409, en: 'The name is already in use', 'zh-CN': '名称已被使用' },
  APPROVAL_LINK_SPENT: { status: 410, en: 'The link has been used', 'zh-CN': '链接已被使用' },
  PRECONDITION_FAILED: { status: 412, en: 'The workflow has changed meanwhile', 'zh-CN': '工作流已被修改' },
  PAYLOAD_TOO_LARGE: { status: 413, en: 'The body is too large', 'zh-CN': '请求体过大' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, en: 'The content type is not supported', 'zh-CN': '不支持的内容类型' },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    en: 'The idempotency key was used with another body',
    'zh-CN': '幂等键已用于不同的请求体',
  },
  BULK_JOBS_LIMIT: { status: 429, en: 'Too many jobs are running', 'zh-CN': '同时运行的批量任务过多' },
  QUOTA_EXCEEDED: { status: 429, en: 'The project has used up a quota', 'zh-CN': '项目配额已用尽' },
  TOO_MANY_WATCHERS: {
    status: 429,
    en: 'Too many streams of events are open',
    'zh-CN': '打开的事件流过多',
  },
  RATE_LIMITED: { status: 429, en: 'Too many requests', 'zh-CN': '请求过于频繁' },
  INTERNAL_ERROR: { status: 500, en: 'The server failed', 'zh-CN': '服务器内部错误' },
  DATABASE_UNAVAILABLE: { status: 503, en: 'The database cannot be reached', 'zh-CN': '数据库暂不可用' },
  TEMPORAL_UNAVAILABLE: { status: 503, en: 'The workflow service cannot be reached', 'zh-CN': '工作流服务暂不可用' },
  PIECE_UNAVAILABLE: { status: 503, en: 'The piece cannot be had now', 'zh-CN': '组件暂不可用' },
  NO_WORKER: { status: 503, en: 'No worker answers for the run', 'zh-CN': '没有工作进程应答' },
  TOOL_TEST_TIMEOUT: { status: 504, en: 'The tool did not answer in time', 'zh-CN': '工具未在时限内应答' },
} as const satisfies Record<string, { status: number } & Record<Locale, string>>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** The HTTP status of a code. */
export function statusOf(code: ErrorCode): number {
  return ERROR_CODES[code].status;
}

/** The title of a code in a locale; it never depends on the request. */
export function titleOf(code: ErrorCode, locale: Locale): string {
  return ERROR_CODES[code][locale];
}
