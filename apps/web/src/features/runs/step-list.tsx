import { Empty } from '../../components/ui/feedback.tsx';
import { JsonView } from '../../components/ui/json-view.tsx';
import { StatusBadge } from '../../components/ui/status.tsx';
import { formatDuration, formatTime, t } from '../../lib/language.ts';
import type { Step } from '../../lib/resources.ts';

/** The steps of a run in their order, each with a bar that shows when in the run it worked. */
export function StepList({ steps }: { steps: Step[] }) {
  if (steps.length === 0) return <Empty>{t('nothingHere')}</Empty>;
  const window = timeWindow(steps);
  return (
    <ol className="space-y-2">
      {steps.map((step) => (
        <li key={step.nodeId} id={`step-${step.nodeId}`}>
          <details
            className="rounded-md border border-slate-200 open:bg-slate-50 dark:border-slate-800 dark:open:bg-slate-950/40"
            open={step.status === 'failed'}
          >
            <summary className="grid cursor-pointer grid-cols-[1fr_auto] items-center gap-3 px-3 py-2 md:grid-cols-[14rem_8rem_1fr_6rem]">
              <span className="min-w-0">
                <span className="block truncate text-sm font-medium">{step.nodeId}</span>
                <span className="block truncate text-xs text-slate-500">{step.nodeType}</span>
              </span>
              <StatusBadge status={step.status} />
              <TimeBar step={step} window={window} />
              <span className="hidden text-right text-xs text-slate-500 md:block">{formatDuration(elapsed(step))}</span>
            </summary>
            <StepDetail step={step} />
          </details>
        </li>
      ))}
    </ol>
  );
}

function StepDetail({ step }: { step: Step }) {
  return (
    <div className="space-y-3 border-t border-slate-200 p-3 text-sm dark:border-slate-800">
      <p className="text-xs text-slate-500">
        {formatTime(step.startedAt)} → {formatTime(step.completedAt)} · {t('attempts')}: {step.attempts}
      </p>
      {step.error !== null && (
        <p className="text-rose-700 dark:text-rose-300">
          <code className="font-mono text-xs font-semibold">{step.error.code}</code> {step.error.message}
        </p>
      )}
      {step.warnings.map((warning) => (
        <p key={warning} className="text-amber-700 dark:text-amber-300">
          {warning}
        </p>
      ))}
      {step.result !== null && step.result !== undefined && <JsonView value={step.result} />}
    </div>
  );
}

interface TimeWindow {
  start: number;
  length: number;
}

function TimeBar({ step, window }: { step: Step; window: TimeWindow }) {
  if (step.startedAt === null) return <span className="hidden md:block" />;
  const start = ((Date.parse(step.startedAt) - window.start) / window.length) * 100;
  const width = Math.max(((elapsed(step) ?? 0) / window.length) * 100, 0.8);
  return (
    <span aria-hidden className="hidden h-2 overflow-hidden rounded-full bg-slate-100 md:block dark:bg-slate-800">
      <span
        className="block h-full rounded-full bg-accent"
        style={{ marginLeft: `${Math.min(start, 99)}%`, width: `${width}%` }}
      />
    </span>
  );
}

function timeWindow(steps: Step[]): TimeWindow {
  const starts = steps.flatMap(({ startedAt }) => (startedAt === null ? [] : [Date.parse(startedAt)]));
  const ends = steps.flatMap(({ completedAt, startedAt }) =>
    completedAt === null ? (startedAt === null ? [] : [Date.now()]) : [Date.parse(completedAt)],
  );
  const start = Math.min(...starts);
  return { start, length: Math.max(Math.max(...ends) - start, 1) };
}

function elapsed(step: Step): number | null {
  if (step.startedAt === null) return null;
  return (step.completedAt === null ? Date.now() : Date.parse(step.completedAt)) - Date.parse(step.startedAt);
}
