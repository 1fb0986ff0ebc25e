import { locale } from './language.ts';

/** Words of the wire that people read as well, in Chinese: in English they stand as they are. */
const CHINESE: Readonly<Record<string, string>> = {
  api: 'API',
  cron: '定时',
  event: '事件',
  webhook: 'Webhook',
  channel: '渠道',
  mcp: 'MCP',
  workflow: '工作流',
  manual: '手动',
};

/** Categories of pieces; one that is not known is shown as it is written. */
const CATEGORIES: Readonly<Record<string, readonly [english: string, chinese: string]>> = {
  ACCOUNTING: ['Accounting', '财务会计'],
  ARTIFICIAL_INTELLIGENCE: ['Artificial intelligence', '人工智能'],
  BUSINESS_INTELLIGENCE: ['Business intelligence', '商业智能'],
  COMMERCE: ['Commerce', '电子商务'],
  COMMUNICATION: ['Communication', '沟通'],
  CONTENT_AND_FILES: ['Content and files', '内容与文件'],
  CORE: ['Core', '核心'],
  CUSTOMER_SUPPORT: ['Customer support', '客户支持'],
  DEVELOPER_TOOLS: ['Developer tools', '开发者工具'],
  FLOW_CONTROL: ['Flow control', '流程控制'],
  FORMS_AND_SURVEYS: ['Forms and surveys', '表单与问卷'],
  HUMAN_RESOURCES: ['Human resources', '人力资源'],
  MARKETING: ['Marketing', '市场营销'],
  PAYMENT_PROCESSING: ['Payments', '支付'],
  PRODUCTIVITY: ['Productivity', '效率'],
  SALES_AND_CRM: ['Sales and CRM', '销售与 CRM'],
  UNIVERSAL_AI: ['Universal AI', '通用 AI'],
};

/** What starts runs: the type of a trigger, or the origin of a run. */
export function originText(word: string): string {
  return locale === 'zh-CN' ? (CHINESE[word] ?? word) : word;
}

/** The name of a category of pieces. */
export function categoryText(name: string): string {
  const [english, chinese] = CATEGORIES[name] ?? [name, name];
  return locale === 'zh-CN' ? chinese : english;
}

/** What the drawing of a graph says of its parts to those who cannot see it. */
export const GRAPH_LABELS =
  locale === 'zh-CN'
    ? {
        'controls.ariaLabel': '视图控制',
        'controls.zoomIn.ariaLabel': '放大',
        'controls.zoomOut.ariaLabel': '缩小',
        'controls.fitView.ariaLabel': '适应窗口',
      }
    : {};

/** What the editor of JSON calls its own parts. */
export const EDITOR_PHRASES: Readonly<Record<string, string>> =
  locale === 'zh-CN'
    ? {
        ...{ 'Fold line': '折叠', 'Unfold line': '展开', 'folded code': '已折叠', unfold: '展开', to: '到' },
        ...{
          'Folded lines': '已折叠的行',
          'Unfolded lines': '已展开的行',
          Diagnostics: '问题',
          'No diagnostics': '没有问题',
        },
        ...{ Find: '查找', Replace: '替换为', next: '下一个', previous: '上一个', all: '全部', replace: '替换' },
        ...{
          'match case': '区分大小写',
          'by word': '全字匹配',
          regexp: '正则表达式',
          'replace all': '全部替换',
          close: '关闭',
        },
        ...{ 'current match': '当前匹配', 'on line': '在第', 'Go to line': '转到行', go: '前往' },
      }
    : {};
