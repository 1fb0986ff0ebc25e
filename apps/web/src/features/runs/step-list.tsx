import { Undo2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { NodeTypeIcon, nodeTypeText } from '../../components/node-types.tsx';
import { Button } from '../../components/ui/controls.tsx';
import { Empty } from '../../components/ui/feedback.tsx';
import { StatusBadge } from '../../components/ui/status.tsx';
import { formatDuration, formatTime, t } from '../../lib/language.ts';
import { useNow } from '../../lib/now.ts';
import type { Step } from '../../lib/resources.ts';
import { IterationCountsText } from './iteration-counts.tsx';
import type { StepTitle } from './run-source.ts';
import { isParked, type StepGroup, undoneNode } from './step-groups.ts';
import { CarriedFrom, ChildRunLink, StepError, StepResult, Warnings } from './step-parts.tsx';
import { TimeAxis, TimeBar } from './time-bar.tsx';
import { elapsedMs, type TimeWindow, timeWindow } from './time-window.ts';

interface StepListProps {
  groups: StepGroup[];
  /** The loop around each node that is in one, by node id. */
  parents: ReadonlyMap<string, string | null>;
  titles: ReadonlyMap<string, StepTitle>;
  onOpen: (nodeId: string) => void;
}

/** The nodes of a run in their order, those of a loop within it, each with a bar that shows when it worked. */
export function StepList({ groups, parents, titles, onOpen }: StepListProps) {
  const steps = groups.flatMap((group) => group.steps);
  const now = useNow(steps.some(({ startedAt, completedAt }) => startedAt !== null && completedAt === null));
  if (groups.length === 0) return <Empty>{t('nothingHere')}</Empty>;
  const shown = new Set(groups.map(({ nodeId }) => nodeId));
  const parentOf = ({ nodeId }: StepGroup) => parents.get(undoneNode(nodeId) ?? nodeId) ?? null;
  const within = (loop: string | null) =>
    groups.filter((group) => {
      const parent = parentOf(group);
      return parent !== null && shown.has(parent) ? parent === loop : loop === null;
    });
  const window = timeWindow(steps, now);
  const branch = (loop: string | null): ReactNode =>
    within(loop).map((group) => (
      <li key={group.nodeId} id={`step-${group.nodeId}`}>
        <StepRow
          group={group}
          title={titles.get(undoneNode(group.nodeId) ?? group.nodeId)}
          window={window}
          onOpen={onOpen}
        />
        {within(group.nodeId).length > 0 && (
          <ol className="mt-2 ml-4 space-y-2 border-l-2 border-teal-600/40 pl-3">{branch(group.nodeId)}</ol>
        )}
      </li>
    ));
  return (
    <>
      <TimeAxis window={window} />
      <ol className="space-y-2">{branch(null)}</ol>
    </>
  );
}

interface StepRowProps {
  group: StepGroup;
  title: StepTitle | undefined;
  window: TimeWindow;
  onOpen: (nodeId: string) => void;
}

function StepRow({ group, title, window, onOpen }: StepRowProps) {
  const { nodeId, status, steps, counts } = group;
  const isInteresting = steps.some((step) => step.status === 'failed' || isParked(step));
  return (
    <details
      className="rounded-md border border-slate-200 open:bg-slate-50 dark:border-slate-800 dark:open:bg-slate-950/40"
      open={isInteresting && counts === null}
    >
      <summary className="grid cursor-pointer grid-cols-[1fr_auto] items-center gap-3 px-3 py-2 md:grid-cols-[15rem_8rem_1fr_6rem]">
        <StepName group={group} title={title} />
        <span>
          <StatusBadge status={status} />
          {steps.some(isParked) && (
            <span className="ml-1 text-xs text-amber-800 dark:text-amber-300">({t('parked')})</span>
          )}
        </span>
        <span className="col-span-2 space-y-1 empty:hidden md:col-span-1 md:empty:block">
          {counts !== null && <IterationCountsText counts={counts} />}
          <TimeBar steps={steps} window={window} />
        </span>
        <span className="hidden text-right text-xs text-muted md:block">
          {formatDuration(elapsedMs(steps, window.now))}
        </span>
      </summary>
      <div className="space-y-3 border-t border-slate-200 p-3 text-sm dark:border-slate-800">
        {counts === null && steps.map((step) => <StepContent key={step.iteration} step={step} />)}
        <Button onClick={() => onOpen(nodeId)}>{t('allAboutStep')}</Button>
      </div>
    </details>
  );
}

function StepName({ group: { nodeId, nodeType }, title }: Pick<StepRowProps, 'group' | 'title'>) {
  const undone = undoneNode(nodeId);
  const name = title?.title ?? undone ?? nodeId;
  const detail = [nodeTypeText(nodeType), title?.detail ?? ''].filter((text) => text !== '').join(' · ');
  return (
    <span className="flex min-w-0 items-center gap-2">
      <NodeTypeIcon type={nodeType} />
      <span className="min-w-0">
        <span className="flex items-center gap-1 text-sm font-medium">
          {undone !== null && <Undo2 aria-hidden className="size-3.5 shrink-0" />}
          <span className="truncate">{undone === null ? name : `${t('undoes')} ${name}`}</span>
        </span>
        <span className="block truncate text-xs text-muted">{detail}</span>
      </span>
    </span>
  );
}

function StepContent({ step }: { step: Step }) {
  return (
    <div className="space-y-3">
      <p className="text-xs text-muted">
        {formatTime(step.startedAt)} → {formatTime(step.completedAt)} · {t('attempts')}: {step.attempts}
      </p>
      <StepError error={step.error} />
      <Warnings warnings={step.warnings} />
      <CarriedFrom runId={step.carriedFrom} />
      <ChildRunLink runId={step.childRunId} />
      <StepResult nodeType={step.nodeType} value={step.result} omitted={step.resultOmitted} />
    </div>
  );
}
