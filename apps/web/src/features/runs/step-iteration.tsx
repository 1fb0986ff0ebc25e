import type { ReactNode } from 'react';
import { JsonView } from '../../components/ui/json-view.tsx';
import { StatusBadge } from '../../components/ui/status.tsx';
import { Cell, Table } from '../../components/ui/table.tsx';
import { formatDuration, formatTime, t } from '../../lib/language.ts';
import type { StepIteration as Iteration } from '../../lib/resources.ts';
import { ParkedStepActions } from './parked-step.tsx';
import { isParked } from './step-groups.ts';
import { ChildRunLink, StepError, StepResult, Warnings } from './step-parts.tsx';

interface StepIterationProps {
  runId: string;
  nodeId: string;
  nodeType: string;
  iteration: Iteration;
  isOpen: boolean;
}

/** One iteration of a step: what went in, what came out, and how often it was tried. */
export function StepIteration({ runId, nodeId, nodeType, iteration, isOpen }: StepIterationProps) {
  const { status, error, startedAt, completedAt } = iteration;
  const durationMs =
    startedAt === null || completedAt === null ? null : Date.parse(completedAt) - Date.parse(startedAt);
  return (
    <details
      open={isOpen}
      className="rounded-md border border-slate-200 open:bg-slate-50 dark:border-slate-800 dark:open:bg-slate-950/40"
    >
      <summary className="flex cursor-pointer items-center gap-3 px-3 py-2 text-sm">
        <code className="w-16 truncate font-mono text-xs font-semibold">#{iteration.iteration}</code>
        <StatusBadge status={status} />
        {isParked(iteration) && <span className="text-xs text-amber-800 dark:text-amber-300">({t('parked')})</span>}
        <span className="min-w-0 flex-1 truncate text-xs text-rose-700 dark:text-rose-300">{error?.code}</span>
        <span className="text-xs text-muted">{formatDuration(durationMs)}</span>
      </summary>
      <div className="space-y-3 border-t border-slate-200 p-3 text-sm dark:border-slate-800">
        <p className="text-xs text-muted">
          {formatTime(startedAt)} → {formatTime(completedAt)}
        </p>
        <StepError error={error} />
        {isParked(iteration) && <ParkedStepActions runId={runId} place={{ nodeId, iteration: iteration.iteration }} />}
        <ChildRunLink runId={iteration.childRunId} />
        <Warnings warnings={iteration.warnings} />
        <Values nodeType={nodeType} iteration={iteration} />
        <Attempts iteration={iteration} />
        <Log lines={iteration.log} />
      </div>
    </details>
  );
}

function Values({
  nodeType,
  iteration: { input, result, resultOmitted },
}: Pick<StepIterationProps, 'nodeType' | 'iteration'>) {
  const hasResult = resultOmitted !== undefined || (result !== null && result !== undefined);
  return (
    <>
      {input !== null && input !== undefined && (
        <Section title={t('input')}>
          <JsonView value={input} />
        </Section>
      )}
      {hasResult && (
        <Section title={t('result')}>
          <StepResult nodeType={nodeType} value={result} omitted={resultOmitted} />
        </Section>
      )}
    </>
  );
}

function Attempts({ iteration: { attempts, attemptCount } }: { iteration: Iteration }) {
  if (attempts.length === 0) return null;
  return (
    <Section title={`${t('attempts')}: ${attemptCount}`}>
      <Table heads={[t('attempt'), t('queuedFor'), t('startedAt'), t('duration'), t('worker'), t('error')]}>
        {attempts.map(({ attempt, queuedAt, startedAt, endedAt, error, worker }) => (
          <tr key={attempt}>
            <Cell>{attempt}</Cell>
            <Cell>{formatDuration(queuedAt === null ? null : Date.parse(startedAt) - Date.parse(queuedAt))}</Cell>
            <Cell>{formatTime(startedAt)}</Cell>
            <Cell>{formatDuration(endedAt === null ? null : Date.parse(endedAt) - Date.parse(startedAt))}</Cell>
            <Cell>
              <code className="font-mono text-xs">{worker ?? '—'}</code>
            </Cell>
            <Cell>
              <StepError error={error} />
            </Cell>
          </tr>
        ))}
      </Table>
    </Section>
  );
}

const LEVEL_TONES: Record<string, string> = {
  error: 'text-rose-700 dark:text-rose-300',
  warn: 'text-amber-800 dark:text-amber-300',
};

function Log({ lines }: { lines: Iteration['log'] }) {
  if (lines.length === 0) return null;
  const numbered = lines.map((line, number) => ({ ...line, number }));
  return (
    <Section title={t('log')}>
      <ol className="max-h-72 space-y-0.5 overflow-auto rounded-md bg-slate-100 p-3 font-mono text-xs dark:bg-slate-950">
        {numbered.map(({ at, level, message, number }) => (
          <li key={number} className={`whitespace-pre-wrap break-words ${LEVEL_TONES[level] ?? ''}`}>
            <time dateTime={at} className="text-muted">
              {at.slice(11, 23)}
            </time>{' '}
            {level} {message}
          </li>
        ))}
      </ol>
    </Section>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="space-y-1">
      <h3 className="text-xs font-semibold text-muted">{title}</h3>
      {children}
    </section>
  );
}
