import { useQuery } from '@tanstack/react-query';
import { STATUS_LOOKS, statusText } from '../../components/ui/status.tsx';
import { formatNumber, t } from '../../lib/language.ts';
import type { RunStatus } from '../../lib/resources.ts';
import { members, type RunFilters, toggled } from '../../lib/run-filters.ts';
import { runCounts } from '../../lib/run-queries.ts';
import { RUN_STATUSES } from '../../lib/run-status.ts';
import { STATUS_FILLS } from './status-fills.ts';

interface StatusChipsProps {
  filters: RunFilters;
  isStreamed: boolean;
  onChange: (status: string | undefined) => void;
}

/** How many runs of a search there are in each state: a bar, and buttons that show only some of them. */
export function StatusChips({ filters, isStreamed, onChange }: StatusChipsProps) {
  // What the other states have is what one wants to know before one looks there.
  const counts = useQuery(runCounts('status', { ...filters, status: undefined }, isStreamed)).data?.counts;
  const chosen = members(filters.status);
  const countOf = (status: RunStatus) => Number(counts?.[status] ?? 0);
  const total = RUN_STATUSES.reduce((sum, status) => sum + countOf(status), 0);
  return (
    <fieldset className="space-y-2">
      <legend className="sr-only">{t('runsByStatus')}</legend>
      <div aria-hidden className="flex h-1.5 gap-px overflow-hidden rounded-full bg-slate-100 dark:bg-slate-800">
        {RUN_STATUSES.filter((status) => countOf(status) > 0).map((status) => (
          <span
            key={status}
            className={STATUS_FILLS[status]}
            style={{ width: `${(countOf(status) / total) * 100}%`, minWidth: '3px' }}
          />
        ))}
      </div>
      <div className="flex flex-wrap gap-1.5">
        {RUN_STATUSES.map((status) => {
          const { icon: Icon, tone } = STATUS_LOOKS[status];
          const isChosen = chosen.includes(status);
          return (
            <button
              key={status}
              type="button"
              aria-pressed={isChosen}
              onClick={() => onChange(toggled(filters.status, status))}
              className={`inline-flex items-center gap-1.5 rounded-full border px-2.5 py-1 text-xs font-medium ${tone} ${isChosen ? 'border-current bg-slate-100 dark:bg-slate-800' : 'border-slate-300 hover:bg-slate-100 dark:border-slate-700 dark:hover:bg-slate-800'}`}
            >
              <Icon aria-hidden className="size-3.5" />
              {statusText(status)}
              {counts !== undefined && <span className="tabular-nums">{formatNumber(countOf(status))}</span>}
            </button>
          );
        })}
      </div>
    </fieldset>
  );
}
