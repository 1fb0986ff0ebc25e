import { useQuery } from '@tanstack/react-query';
import { statusText } from '../../components/ui/status.tsx';
import { formatNumber, locale, t } from '../../lib/language.ts';
import type { RunFilters } from '../../lib/run-filters.ts';
import { runCounts } from '../../lib/run-queries.ts';
import { RUN_STATUSES } from '../../lib/run-status.ts';
import { type Bin, binHours, binsOf } from './histogram-bins.ts';
import { STATUS_FILLS } from './status-fills.ts';

const HOUR_MS = 3_600_000;
/** What is shown of a search without a beginning. */
const SHOWN_HOURS = 24;

interface RunHistogramProps {
  filters: RunFilters;
  isStreamed: boolean;
  /** Called with a stretch of time that was picked: its beginning and end in ISO 8601. */
  onPick: (createdAfter: string, createdBefore: string) => void;
}

/** When the runs of a search were made: bars of hours, or days, each by state. The last day, unless the search has a beginning. */
export function RunHistogram({ filters, isStreamed, onPick }: RunHistogramProps) {
  const { from, until } = shownTime(filters);
  const asked = { ...filters, createdAfter: filters.createdAfter ?? new Date(from).toISOString() };
  const counts = useQuery(runCounts('hour', asked, isStreamed)).data?.counts;
  if (counts === undefined) return <div className="h-24" />;
  const bins = binsOf(counts, from, until);
  const most = Math.max(...bins.map(({ total }) => total));
  const hours = binHours(from, until);
  return (
    <figure className="space-y-1">
      <figcaption className="flex justify-between gap-2 text-xs text-muted">
        <span>
          {t('runsOverTime')} ({hours === 1 ? t('hourly') : hours === 24 ? t('daily') : `${hours} ${t('everyHours')}`})
        </span>
        {most > 0 && <span className="tabular-nums">≤ {formatNumber(most)}</span>}
      </figcaption>
      {most === 0 ? (
        <p className="flex h-16 items-center justify-center text-xs text-muted">{t('noRunsThen')}</p>
      ) : (
        <div className="flex h-16 items-end gap-px border-b border-slate-200 dark:border-slate-700">
          {bins.map((bin) => (
            <Bar
              key={bin.from}
              bin={bin}
              most={most}
              onPick={() => onPick(new Date(bin.from).toISOString(), new Date(bin.until).toISOString())}
            />
          ))}
        </div>
      )}
      <div aria-hidden className="flex justify-between text-xs text-muted">
        <span>{moment(bins[0]?.from ?? from)}</span>
        <span>{moment(until)}</span>
      </div>
    </figure>
  );
}

function Bar({ bin, most, onPick }: { bin: Bin; most: number; onPick: () => void }) {
  if (bin.total === 0) return <span className="h-full min-w-0 flex-1" />;
  const parts = RUN_STATUSES.filter((status) => bin.byStatus[status] !== undefined);
  const label = `${moment(bin.from)}: ${parts.map((status) => `${formatNumber(bin.byStatus[status] ?? 0)} ${statusText(status)}`).join(', ')}`;
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={onPick}
      className="flex h-full min-w-0 flex-1 flex-col justify-end hover:bg-slate-100 dark:hover:bg-slate-800"
    >
      <span
        className="flex w-full flex-col overflow-hidden rounded-t-sm"
        style={{ height: `${Math.max((bin.total / most) * 100, 4)}%` }}
      >
        {parts.map((status) => (
          <span
            key={status}
            className={STATUS_FILLS[status]}
            style={{ flexGrow: bin.byStatus[status] ?? 0, flexBasis: 0 }}
          />
        ))}
      </span>
    </button>
  );
}

/** Until the end of this hour where the search has no end, so that the same question is asked for a while. */
function shownTime({ createdAfter, createdBefore }: RunFilters): { from: number; until: number } {
  const hourEnd = Math.ceil(Date.now() / HOUR_MS) * HOUR_MS;
  const until = createdBefore === undefined ? hourEnd : Date.parse(createdBefore);
  const from = createdAfter === undefined ? until - SHOWN_HOURS * HOUR_MS : Date.parse(createdAfter);
  return { from: Math.min(from, until), until };
}

function moment(time: number): string {
  return new Intl.DateTimeFormat(locale, {
    ...{ month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' },
  } as const).format(time);
}
