import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { TriangleAlert } from 'lucide-react';
import { formatNumber, t } from '../lib/language.ts';
import type { IterationCounts, NodeDefinition, StepStatus } from '../lib/resources.ts';
import { NodeTypeIcon, nodeTypeText } from './node-types.tsx';
import { STATUS_LOOKS, statusText } from './ui/status.tsx';

/** What has become of a node in a run. */
export interface NodeState {
  status: StepStatus;
  /** How often it ran, by state; null outside loops. */
  counts: IterationCounts | null;
}

export interface GraphNodeData extends Record<string, unknown> {
  node: NodeDefinition;
  /** Whether nodes are drawn within it. */
  isBox: boolean;
  state: NodeState | undefined;
  /** What is wrong with its definition. */
  faults: readonly string[];
  onSelect: ((nodeId: string) => void) | undefined;
}

const BORDERS: Record<StepStatus, string> = {
  success: 'border-emerald-600 dark:border-emerald-500',
  failed: 'border-rose-600 dark:border-rose-500',
  running: 'border-sky-600 dark:border-sky-500',
  waiting: 'border-amber-500',
  skipped: 'border-slate-300 border-dashed dark:border-slate-600',
  cancelled: 'border-slate-400 dark:border-slate-500',
};

/** One node of a graph; a loop is a box around its body. */
export function GraphNode({ data: { node, isBox, state, faults, onSelect } }: NodeProps<Node<GraphNodeData>>) {
  const plain = faults.length > 0 ? BORDERS.failed : 'border-slate-300 dark:border-slate-600';
  const border = state === undefined ? plain : BORDERS[state.status];
  const background = isBox ? 'bg-slate-100/60 dark:bg-slate-800/40' : 'bg-white dark:bg-slate-800';
  return (
    <div className={`size-full rounded-xl border-2 ${border} ${background}`}>
      <Handle type="target" position={Position.Left} isConnectable={false} className="opacity-0" />
      <Title node={node} state={state} faults={faults} onSelect={onSelect} />
      <Handle type="source" position={Position.Right} isConnectable={false} className="opacity-0" />
    </div>
  );
}

function Title({ node, state, faults, onSelect }: Pick<GraphNodeData, 'node' | 'state' | 'faults' | 'onSelect'>) {
  const text = (
    <>
      <NodeTypeIcon type={node.type} />
      <span className="min-w-0 flex-1 text-left">
        <span className="block truncate text-xs font-semibold">{titleOf(node)}</span>
        <span className="flex items-center gap-1 text-[11px] text-muted">
          <span className="truncate">{nodeTypeText(node.type)}</span>
          {state?.counts != null && <Counts counts={state.counts} />}
        </span>
      </span>
      {faults.length > 0 && <Faults messages={faults} />}
      {state !== undefined && <StatusIcon status={state.status} />}
    </>
  );
  const look = 'flex h-[52px] w-full items-center gap-2 px-2.5';
  if (onSelect === undefined) return <div className={look}>{text}</div>;
  return (
    <button
      type="button"
      className={`${look} nodrag nopan pointer-events-auto cursor-pointer`}
      onClick={() => onSelect(node.id)}
    >
      {text}
    </button>
  );
}

function Faults({ messages }: { messages: readonly string[] }) {
  return (
    <span title={messages.join('\n')} className="shrink-0 text-rose-700 dark:text-rose-400">
      <TriangleAlert aria-hidden className="size-4" />
      <span className="sr-only">{messages.join('; ')}</span>
    </span>
  );
}

function titleOf({ name, id }: NodeDefinition): string {
  return typeof name === 'string' && name !== '' ? name : id;
}

function Counts({ counts }: { counts: IterationCounts }) {
  return (
    <span className="shrink-0">
      · {formatNumber(counts.success)}/{formatNumber(counts.total)}
      <span className="sr-only"> {t('iterations')}</span>
    </span>
  );
}

function StatusIcon({ status }: { status: StepStatus }) {
  const { icon: Icon, tone } = STATUS_LOOKS[status];
  return (
    <span className={`shrink-0 ${tone}`}>
      <Icon aria-hidden className={`size-4 ${status === 'running' ? 'animate-spin' : ''}`} />
      <span className="sr-only">{statusText(status)}</span>
    </span>
  );
}
