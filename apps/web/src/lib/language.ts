/** The console speaks the reader's language: Chinese for a Chinese browser, English for all others. */
export const locale: 'en' | 'zh-CN' = navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';

const texts = {
  workflows: ['Workflows', '工作流'],
  runs: ['Runs', '执行记录'],
  tools: ['Tools', '工具'],
  connections: ['Connections', '连接'],
  mailbox: ['Mailbox', '邮箱'],
  signIn: ['Sign in', '登录'],
  signOut: ['Sign out', '退出'],
  signInHint: ['Paste an API key. It stays in this browser tab.', '粘贴 API 密钥。它只保存在此浏览器标签页中。'],
  apiKey: ['API key', 'API 密钥'],
  keyRefused: ['This key was not accepted.', '该密钥无效。'],
  newWorkflow: ['New workflow', '新建工作流'],
  name: ['Name', '名称'],
  description: ['Description', '描述'],
  trigger: ['Trigger', '触发器'],
  enabled: ['Enabled', '启用'],
  disabled: ['Disabled', '停用'],
  enable: ['Enable', '启用'],
  disable: ['Disable', '停用'],
  updated: ['Updated', '更新时间'],
  created: ['Created', '创建时间'],
  run: ['Run', '执行'],
  runNow: ['Run now', '立即执行'],
  edit: ['Edit', '编辑'],
  save: ['Save', '保存'],
  saved: ['Saved', '已保存'],
  validate: ['Validate', '校验'],
  valid: ['The definition is valid.', '定义有效。'],
  remove: ['Delete', '删除'],
  confirmRemove: ['Delete this for good?', '确定永久删除吗?'],
  confirmCancel: ['Cancel this run?', '确定取消该执行吗?'],
  cancel: ['Cancel', '取消'],
  cancelRun: ['Cancel run', '取消执行'],
  terminate: ['Terminate', '强制终止'],
  confirmTerminate: [
    'End this run at once, without giving its steps a chance to stop?',
    '立即终止该执行,不等待步骤停止?',
  ],
  close: ['Close', '关闭'],
  definition: ['Definition', '定义'],
  graph: ['Graph', '流程图'],
  versions: ['Versions', '版本'],
  version: ['Version', '版本'],
  status: ['Status', '状态'],
  triggeredBy: ['Started by', '触发方式'],
  startedAt: ['Started', '开始时间'],
  duration: ['Duration', '耗时'],
  steps: ['Steps', '步骤'],
  attempts: ['Attempts', '尝试次数'],
  result: ['Result', '结果'],
  error: ['Error', '错误'],
  warnings: ['Warnings', '警告'],
  triggerData: ['Trigger data', '触发数据'],
  businessKey: ['Business key', '业务键'],
  tag: ['Tag', '标签'],
  errorText: ['Error text', '错误文本'],
  all: ['All', '全部'],
  allWorkflows: ['All workflows', '全部工作流'],
  older: ['Older', '更早'],
  newest: ['Newest', '最新'],
  search: ['Search', '搜索'],
  nothingHere: ['Nothing here yet.', '暂无内容。'],
  noRuns: ['No run matches.', '没有匹配的执行记录。'],
  loading: ['Loading…', '加载中…'],
  total: ['in all', '条'],
  openInTemporal: ['Open in Temporal', '在 Temporal 中打开'],
  allowedHosts: ['Allowed hosts', '允许的主机'],
  type: ['Type', '类型'],
  value: ['Value (JSON)', '值 (JSON)'],
  addConnection: ['Add connection', '添加连接'],
  secretNote: ['Values are encrypted and never shown again.', '值会被加密,且不再显示。'],
  from: ['From', '发件人'],
  to: ['To', '收件人'],
  subject: ['Subject', '主题'],
  received: ['Received', '接收时间'],
  input: ['Input', '输入'],
  test: ['Test', '测试'],
  dataForRun: ['Data for this run (JSON object)', '本次执行的数据 (JSON 对象)'],
  notJson: ['This is not valid JSON.', '不是有效的 JSON。'],
  notFound: ['This page does not exist.', '页面不存在。'],
  unreachable: ['The API cannot be reached. Trying again…', '无法连接 API,正在重试…'],
} as const;

export type TextKey = keyof typeof texts;

/** The text of a key in the reader's language. */
export function t(key: TextKey): string {
  return texts[key][locale === 'zh-CN' ? 1 : 0];
}

/** A point in time as the reader writes it; an em dash where there is none. */
export function formatTime(iso: string | null | undefined): string {
  if (iso === null || iso === undefined) return '—';
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(iso));
}

/** A span of milliseconds in the largest fitting units. */
export function formatDuration(milliseconds: number | null | undefined): string {
  if (milliseconds === null || milliseconds === undefined) return '—';
  if (milliseconds < 1_000) return `${milliseconds} ms`;
  const seconds = milliseconds / 1_000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
