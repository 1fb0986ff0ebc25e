import { formatDuration } from '../../lib/language.ts';
import type { Step } from '../../lib/resources.ts';
import { STATUS_FILLS } from './status-fills.ts';
import { type TimeWindow, timeSegments } from './time-window.ts';

const TICKS = [0, 0.25, 0.5, 0.75, 1] as const;

/** When the steps of a node worked, each in the colour of its state; words beside it say the same. */
export function TimeBar({ steps, window }: { steps: readonly Step[]; window: TimeWindow }) {
  const segments = timeSegments(steps, window);
  if (segments.length === 0) return null;
  return (
    <span aria-hidden className="relative block h-2 w-full overflow-hidden rounded-full bg-slate-100 dark:bg-slate-800">
      {segments.map(({ key, status, left, width }) => (
        <span
          key={key}
          className={`absolute inset-y-0 rounded-full ${STATUS_FILLS[status]}`}
          style={{ left: `${left}%`, width: `${width}%` }}
        />
      ))}
    </span>
  );
}

/** The scale of the bars below it: time since the first step began. */
export function TimeAxis({ window }: { window: TimeWindow }) {
  return (
    <div aria-hidden className="mb-2 grid px-3 text-xs text-muted md:grid-cols-[15rem_8rem_1fr_6rem] md:gap-3">
      <span className="flex justify-between md:col-start-3">
        {TICKS.map((tick) => (
          <span key={tick} className={tick === 0.25 || tick === 0.75 ? 'hidden lg:inline' : ''}>
            {formatDuration(Math.round(window.lengthMs * tick))}
          </span>
        ))}
      </span>
    </div>
  );
}
