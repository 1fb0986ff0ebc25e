import {
  AlarmClockOff,
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
import type { ApprovalStatus, RunStatus, StepStatus } from '../../lib/resources.ts';

interface Look {
  icon: LucideIcon;
  label: readonly [english: string, chinese: string];
  tone: string;
}

type ShownStatus = RunStatus | StepStatus | ApprovalStatus;

/** How each state of a run, a step or an approval looks, everywhere. */
export const STATUS_LOOKS: Record<ShownStatus, Look> = {
  pending: { icon: CircleDashed, label: ['pending', '等待执行'], tone: 'text-muted' },
  running: { icon: LoaderCircle, label: ['running', '执行中'], tone: 'text-sky-700 dark:text-sky-400' },
  waiting: { icon: Clock, label: ['waiting', '等待中'], tone: 'text-amber-700 dark:text-amber-400' },
  completed: { icon: CircleCheck, label: ['completed', '执行成功'], tone: 'text-emerald-700 dark:text-emerald-400' },
  success: { icon: CircleCheck, label: ['success', '成功'], tone: 'text-emerald-700 dark:text-emerald-400' },
  failed: { icon: CircleX, label: ['failed', '失败'], tone: 'text-rose-700 dark:text-rose-400' },
  cancelled: { icon: Ban, label: ['cancelled', '已取消'], tone: 'text-muted' },
  approved: { icon: CircleCheck, label: ['approved', '已同意'], tone: 'text-emerald-700 dark:text-emerald-400' },
  rejected: { icon: CircleX, label: ['rejected', '已拒绝'], tone: 'text-rose-700 dark:text-rose-400' },
  timeout: { icon: AlarmClockOff, label: ['timed out', '已超时'], tone: 'text-amber-700 dark:text-amber-400' },
  skipped: { icon: SkipForward, label: ['skipped', '已跳过'], tone: 'text-muted' },
};

export function StatusBadge({ status }: { status: ShownStatus }) {
  const { icon: Icon, tone } = STATUS_LOOKS[status];
  return (
    <span
      className={`inline-flex items-center gap-1.5 whitespace-nowrap text-sm font-medium ${tone}`}
      data-status={status}
    >
      <Icon aria-hidden className={`size-4 ${status === 'running' ? 'animate-spin' : ''}`} />
      {statusText(status)}
    </span>
  );
}

/** What a state is called in the reader's language. */
export function statusText(status: ShownStatus): string {
  return STATUS_LOOKS[status].label[locale === 'zh-CN' ? 1 : 0];
}
