import { STATUS_LOOKS, statusText } from '../../components/ui/status.tsx';
import { formatNumber, t } from '../../lib/language.ts';
import type { IterationCounts, StepStatus } from '../../lib/resources.ts';

const SHOWN: readonly StepStatus[] = ['success', 'running', 'waiting', 'failed', 'skipped', 'cancelled'];

/** How often a node of a loop ran, in all and by state. */
export function IterationCountsText({ counts }: { counts: IterationCounts }) {
  return (
    <span className="col-span-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs md:col-span-1">
      <span className="text-muted">
        {formatNumber(counts.total)} {t('iterations')}
      </span>
      {SHOWN.filter((status) => counts[status] > 0).map((status) => {
        const { icon: Icon, tone } = STATUS_LOOKS[status];
        return (
          <span
            key={status}
            className={`inline-flex items-center gap-1 font-medium ${tone}`}
            title={statusText(status)}
          >
            <Icon aria-hidden className="size-3.5" />
            {formatNumber(counts[status])}
            <span className="sr-only">{statusText(status)}</span>
          </span>
        );
      })}
    </span>
  );
}
