import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { NodeTypeIcon, nodeTypeText } from '../../components/node-types.tsx';
import { Panel } from '../../components/ui/controls.tsx';
import { formatTime, t } from '../../lib/language.ts';
import { approvalList } from '../../lib/queries.ts';
import type { Approval, Run, Step } from '../../lib/resources.ts';
import { ParkedStepActions, RetryAllButton } from './parked-step.tsx';
import type { RunSource } from './run-source.ts';
import { isParked } from './step-groups.ts';

/** How steps are called. */
type Titles = RunSource['titles'];

/** Loops wait for what is in them, which is told by itself. */
const LOOPS = new Set(['for-each', 'while', 'loop']);
const MOST_SHOWN = 50;
const APPROVAL_REFRESH_MS = 2_000;

/** What a live run waits for, with what can be done about it: parked steps first. */
export function WaitingSteps({ run, titles }: { run: Run; titles: Titles }) {
  const waiting = run.stepResults.filter(({ status, nodeType }) => status === 'waiting' && !LOOPS.has(nodeType));
  if (waiting.length === 0) return null;
  const parked = waiting.filter(isParked);
  const others = waiting.filter((step) => !isParked(step));
  return (
    <Panel title={t('waitsFor')} actions={parked.length > 1 && <RetryAllButton runId={run._id} />}>
      <ul className="divide-y divide-slate-100 dark:divide-slate-800">
        {parked.slice(0, MOST_SHOWN).map((step) => (
          <ParkedStep key={`${step.nodeId} ${step.iteration}`} run={run} titles={titles} step={step} />
        ))}
        <WaitingOthers run={run} titles={titles} steps={others.slice(0, MOST_SHOWN)} />
      </ul>
    </Panel>
  );
}

function ParkedStep({ run, titles, step }: { run: Run; titles: Titles; step: Step }) {
  return (
    <Row run={run} titles={titles} step={step} actions={<ParkedStepActions runId={run._id} place={step} />}>
      <span className="font-medium text-amber-800 dark:text-amber-300">{t('parkedNote')}</span>
      {step.error !== null && (
        <span className="block text-rose-700 dark:text-rose-300">
          <code className="font-mono text-xs font-semibold">{step.error.code}</code> {step.error.message}
        </span>
      )}
    </Row>
  );
}

function WaitingOthers({ run, titles, steps }: { run: Run; titles: Titles; steps: Step[] }) {
  const hasApproval = steps.some(({ nodeType }) => nodeType === 'approval');
  const list = approvalList({ runId: run._id, status: 'pending' }, 200, APPROVAL_REFRESH_MS);
  const tasks = useQuery({ ...list, enabled: hasApproval }).data?.approvals ?? [];
  return steps.map((step) => {
    const task = tasks.find(({ nodeId, iteration }) => nodeId === step.nodeId && iteration === step.iteration);
    return <WaitingStep key={`${step.nodeId} ${step.iteration}`} run={run} titles={titles} step={step} task={task} />;
  });
}

interface WaitingStepProps {
  run: Run;
  titles: Titles;
  step: Step;
  task: Approval | undefined;
}

function WaitingStep({ run, titles, step, task }: WaitingStepProps) {
  const link = 'text-link hover:underline text-sm font-medium';
  const action =
    task !== undefined ? (
      <Link to="/approvals/$approvalId" params={{ approvalId: task._id }} className={link}>
        {t('openApproval')}
      </Link>
    ) : step.childRunId !== null ? (
      <Link to="/runs/$runId" params={{ runId: step.childRunId }} className={link}>
        {t('openRun')}
      </Link>
    ) : null;
  return (
    <Row run={run} titles={titles} step={step} actions={action}>
      {task === undefined ? (
        nodeTypeText(step.nodeType)
      ) : (
        <span className="line-clamp-2">{task.message || nodeTypeText(step.nodeType)}</span>
      )}
      <span className="block text-xs text-muted">
        {task === undefined ? '' : `${task.waitingFor.join(', ')} · `}
        {t('since')} {formatTime(step.startedAt)}
        {task?.deadline != null && ` · ${t('deadline')} ${formatTime(task.deadline)}`}
      </span>
    </Row>
  );
}

interface RowProps {
  run: Run;
  titles: Titles;
  step: Step;
  actions: ReactNode;
  children: ReactNode;
}

function Row({ run, titles, step, actions, children }: RowProps) {
  // The first round of a loop has the number that steps outside loops have.
  const isInLoop = step.iteration !== '0' || Object.hasOwn(run.iterations, step.nodeId);
  return (
    <li className="flex flex-wrap items-center gap-3 py-2 first:pt-0 last:pb-0">
      <NodeTypeIcon type={step.nodeType} />
      <div className="w-40 min-w-0">
        <div className="truncate text-sm font-medium">{titles.get(step.nodeId)?.title ?? step.nodeId}</div>
        {isInLoop && (
          <div className="text-xs text-muted">
            {t('iteration')} {step.iteration}
          </div>
        )}
      </div>
      <div className="min-w-48 flex-1 text-sm">{children}</div>
      {actions}
    </li>
  );
}
