import { formatTime, t } from '../../lib/language.ts';
import type { Approval } from '../../lib/resources.ts';

/** When a task times out; told when that should have happened already. */
export function Deadline({ task: { deadline, status } }: { task: Approval }) {
  if (deadline === null) return <span className="text-muted">{t('noDeadline')}</span>;
  const isOverdue = status === 'pending' && Date.parse(deadline) < Date.now();
  return (
    <span className={isOverdue ? 'font-medium text-rose-700 dark:text-rose-300' : ''}>
      <time dateTime={deadline}>{formatTime(deadline)}</time>
      {isOverdue && ` (${t('overdue')})`}
    </span>
  );
}
