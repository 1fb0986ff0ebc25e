import {
  Braces,
  Clock4,
  Code,
  GitBranch,
  Globe,
  Infinity as InfinityIcon,
  type LucideIcon,
  Mail,
  MessageSquareReply,
  OctagonX,
  Puzzle,
  Radio,
  Repeat,
  Reply,
  Route,
  Sparkles,
  Split,
  Table2,
  TableProperties,
  UserCheck,
  Workflow,
  Wrench,
} from 'lucide-react';
import { locale } from '../lib/language.ts';
import type { FlowNodeType, NodeType } from '../lib/resources.ts';

interface NodeLook {
  icon: LucideIcon;
  label: readonly [english: string, chinese: string];
  /** Classes of the icon: what acts outside, what decides, what waits, what loops, what computes, what ends. */
  tone: string;
}

const ACTS = 'bg-sky-100 text-sky-800 dark:bg-sky-950 dark:text-sky-300';
const DECIDES = 'bg-violet-100 text-violet-800 dark:bg-violet-950 dark:text-violet-300';
const WAITS = 'bg-amber-100 text-amber-800 dark:bg-amber-950 dark:text-amber-300';
const LOOPS = 'bg-teal-100 text-teal-800 dark:bg-teal-950 dark:text-teal-300';
const COMPUTES = 'bg-slate-200 text-slate-800 dark:bg-slate-700 dark:text-slate-200';
const ENDS = 'bg-rose-100 text-rose-800 dark:bg-rose-950 dark:text-rose-300';

/** How each type of node looks, everywhere. */
const NODE_LOOKS: Record<NodeType, NodeLook> = {
  'ai-generate': { icon: Sparkles, label: ['AI text', 'AI 生成'], tone: ACTS },
  'tool-call': { icon: Wrench, label: ['Tool call', '工具调用'], tone: ACTS },
  'http-request': { icon: Globe, label: ['HTTP request', 'HTTP 请求'], tone: ACTS },
  'email-send': { icon: Mail, label: ['E-mail', '发送邮件'], tone: ACTS },
  condition: { icon: GitBranch, label: ['Condition', '条件'], tone: DECIDES },
  switch: { icon: Split, label: ['Switch', '多路分支'], tone: DECIDES },
  approval: { icon: UserCheck, label: ['Approval', '审批'], tone: WAITS },
  delay: { icon: Clock4, label: ['Delay', '延时'], tone: WAITS },
  'wait-for-event': { icon: Radio, label: ['Wait for event', '等待事件'], tone: WAITS },
  'sub-workflow': { icon: Workflow, label: ['Sub-workflow', '子工作流'], tone: WAITS },
  'for-each': { icon: Repeat, label: ['For each', '遍历'], tone: LOOPS },
  while: { icon: InfinityIcon, label: ['While', '循环'], tone: LOOPS },
  transform: { icon: Braces, label: ['Transform', '数据转换'], tone: COMPUTES },
  code: { icon: Code, label: ['Code', '代码'], tone: COMPUTES },
  'table-query': { icon: Table2, label: ['Read a table', '查询表格'], tone: ACTS },
  'table-write': { icon: TableProperties, label: ['Write to a table', '写入表格'], tone: ACTS },
  'channel-reply': { icon: MessageSquareReply, label: ['Reply by channel', '渠道回复'], tone: ACTS },
  respond: { icon: Reply, label: ['Respond', '应答'], tone: ENDS },
  fail: { icon: OctagonX, label: ['Fail', '失败'], tone: ENDS },
};

/** How the steps of flows look. */
const STEP_LOOKS: Record<FlowNodeType, NodeLook> = {
  piece: { icon: Puzzle, label: ['Piece', '组件'], tone: ACTS },
  'code-step': { icon: Code, label: ['Code', '代码'], tone: COMPUTES },
  router: { icon: Route, label: ['Router', '路由'], tone: DECIDES },
  loop: { icon: Repeat, label: ['Loop', '循环'], tone: LOOPS },
};

/** Every type of node, in the order in which they are offered. */
export const NODE_TYPES = Object.keys(NODE_LOOKS) as NodeType[];

/** What a type is called in the reader's language; an unknown one by its own name. */
export function nodeTypeText(type: string): string {
  return lookOf(type)?.label[locale === 'zh-CN' ? 1 : 0] ?? type;
}

export function NodeTypeIcon({ type }: { type: string }) {
  const { icon: Icon, tone } = lookOf(type) ?? { icon: Braces, tone: COMPUTES };
  return (
    <span aria-hidden className={`inline-flex size-7 shrink-0 items-center justify-center rounded-md ${tone}`}>
      <Icon className="size-4" />
    </span>
  );
}

/** Definitions are drawn while they are written, so a type may be one that does not exist. */
function lookOf(type: string): NodeLook | undefined {
  if (Object.hasOwn(STEP_LOOKS, type)) return STEP_LOOKS[type as FlowNodeType];
  return Object.hasOwn(NODE_LOOKS, type) ? NODE_LOOKS[type as NodeType] : undefined;
}
