import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleX,
  Clock,
  LoaderCircle,
  type LucideIcon,
  SkipForward,
} from 'lucide-react';
import { locale } from '../../lib/language.ts';
import type { RunStatus, StepStatus } from '../../lib/resources.ts';

interface Look {
  icon: LucideIcon;
  label: readonly [english: string, chinese: string];
  tone: string;
}

/** How each state of a run or step looks, everywhere. */
export const STATUS_LOOKS: Record<RunStatus | StepStatus, Look> = {
  pending: { icon: CircleDashed, label: ['pending', '等待执行'], tone: 'text-slate-500' },
  running: { icon: LoaderCircle, label: ['running', '执行中'], tone: 'text-sky-600 dark:text-sky-400' },
  waiting: { icon: Clock, label: ['waiting', '等待中'], tone: 'text-amber-600 dark:text-amber-400' },
  completed: { icon: CircleCheck, label: ['completed', '执行成功'], tone: 'text-emerald-600 dark:text-emerald-400' },
  success: { icon: CircleCheck, label: ['success', '成功'], tone: 'text-emerald-600 dark:text-emerald-400' },
  failed: { icon: CircleX, label: ['failed', '失败'], tone: 'text-rose-600 dark:text-rose-400' },
  cancelled: { icon: Ban, label: ['cancelled', '已取消'], tone: 'text-slate-500' },
  skipped: { icon: SkipForward, label: ['skipped', '已跳过'], tone: 'text-slate-400' },
};

export function StatusBadge({ status }: { status: RunStatus | StepStatus }) {
  const { icon: Icon, label, tone } = STATUS_LOOKS[status];
  return (
    <span
      className={`inline-flex items-center gap-1.5 whitespace-nowrap text-sm font-medium ${tone}`}
      data-status={status}
    >
      <Icon aria-hidden className={`size-4 ${status === 'running' ? 'animate-spin' : ''}`} />
      {label[locale === 'zh-CN' ? 1 : 0]}
    </span>
  );
}
