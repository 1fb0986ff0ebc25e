import type { Locale } from '@perdura/definition';

/** Texts of MCP servers and their tools. */
export const MCP_MESSAGES = {
  expectedHeader: { en: 'expected {expected}', 'zh-CN': '应为 {expected}' },
  messageCount: { en: 'expected 1 to {limit} messages', 'zh-CN': '应有 1 到 {limit} 条消息' },
  notJsonRpc: { en: 'is no message of JSON-RPC 2.0', 'zh-CN': '不是 JSON-RPC 2.0 消息' },
  badSession: { en: 'expected 1 to 100 visible ASCII characters', 'zh-CN': '应为 1 到 100 个可见 ASCII 字符' },
  toolArguments: { en: 'The arguments do not fit: {faults}.', 'zh-CN': '参数不符合要求:{faults}。' },
  toolUnknown: { en: 'There is no tool {name}.', 'zh-CN': '没有名为 {name} 的工具。' },
  toolRunGoesOn: {
    en: 'Run {id} goes on. Its state and its result: {url}',
    'zh-CN': '运行 {id} 仍在继续。状态与结果见:{url}',
  },
  toolRunStarted: {
    en: 'Run {id} has started; nobody waits for its result. Its state: {url}',
    'zh-CN': '运行 {id} 已启动,不等待其结果。状态见:{url}',
  },
  toolRunDone: { en: 'Run {id} completed, without a result.', 'zh-CN': '运行 {id} 已完成,没有结果。' },
  toolRunFailed: {
    en: 'Run {id} ended as {status} at {step}: {cause} ({code})',
    'zh-CN': '运行 {id} 以 {status} 结束,步骤 {step}:{cause}({code})',
  },
  toolResultTooLarge: {
    en: 'The result of run {id} has {bytes} bytes, more than a client is sent. It is at {url}',
    'zh-CN': '运行 {id} 的结果有 {bytes} 字节,超过可发送的大小。请见 {url}',
  },
  mcpToolTwice: {
    en: 'is the external id of another tool of the list: {found}',
    'zh-CN': '列表中另一个工具已使用此外部 ID:{found}',
  },
} as const satisfies Record<string, Record<Locale, string>>;
