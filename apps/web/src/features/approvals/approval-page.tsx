import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Panel } from '../../components/ui/controls.tsx';
import { Loaded, Problem } from '../../components/ui/feedback.tsx';
import { StatusBadge } from '../../components/ui/status.tsx';
import { ApiProblem, type RequestFault } from '../../lib/api-client.ts';
import { formatTime, t } from '../../lib/language.ts';
import { approvalDetail, me } from '../../lib/queries.ts';
import type { Approval } from '../../lib/resources.ts';
import { Deadline } from './deadline.tsx';
import { DecisionForm } from './decision-form.tsx';
import { useTaskCommand } from './task-command.ts';
import { TaskHistory } from './task-history.tsx';
import { TaskManagement } from './task-management.tsx';

export function ApprovalPage() {
  const { approvalId } = useParams({ strict: false }) as { approvalId: string };
  const query = useQuery(approvalDetail(approvalId));
  return <Loaded query={query}>{(task) => <ApprovalPanels key={task._id} task={task} />}</Loaded>;
}

const NO_FAULTS: readonly RequestFault[] = [];

function ApprovalPanels({ task }: { task: Approval }) {
  const commands = useTaskCommand(task._id);
  const email = useQuery(me).data?.user.email.toLowerCase();
  const isPending = task.status === 'pending';
  const isAsked = isPending && task.waitingFor.some((address) => address.toLowerCase() === email);
  const { error } = commands;
  return (
    <>
      <Header task={task} />
      <Problem error={error} />
      {isPending && isAsked && (
        <DecisionForm task={task} commands={commands} faults={error instanceof ApiProblem ? error.faults : NO_FAULTS} />
      )}
      {isPending && email !== undefined && !isAsked && <p className="text-sm text-muted">{t('notAsked')}</p>}
      <Facts task={task} />
      <TaskHistory task={task} />
      {isPending && <TaskManagement task={task} commands={commands} isAsked={isAsked} />}
    </>
  );
}

function Header({ task }: { task: Approval }) {
  return (
    <div className="space-y-2">
      <h1 className="flex flex-wrap items-center gap-3 text-xl font-bold tracking-tight">
        {t('approval')} <StatusBadge status={task.status} />
      </h1>
      <p className="max-w-3xl text-base break-words whitespace-pre-wrap">{task.message || '—'}</p>
    </div>
  );
}

function Facts({ task }: { task: Approval }) {
  const approvals = task.decisions.filter(({ decision }) => decision === 'approve').length;
  const { run } = task;
  return (
    <Panel title={t('details')}>
      <dl className="grid gap-x-6 gap-y-3 text-sm sm:grid-cols-2 lg:grid-cols-3">
        <Fact name={t('workflow')}>
          <Link
            to="/workflows/$workflowId"
            params={{ workflowId: task.workflowId }}
            className="text-link hover:underline"
          >
            {run.workflowName}
          </Link>{' '}
          · {t('version')} {run.version}
        </Fact>
        <Fact name={t('run')}>
          <Link
            to="/runs/$runId"
            params={{ runId: task.runId }}
            className="font-mono text-xs text-link hover:underline"
          >
            {task.runId}
          </Link>{' '}
          <StatusBadge status={run.status} />
        </Fact>
        <Fact name={t('node')}>
          {task.nodeId}
          {task.iteration !== '0' && ` · ${t('iteration')} ${task.iteration}`}
        </Fact>
        <Fact name={t('deadline')}>
          <Deadline task={task} />
        </Fact>
        <Fact name={t('required')}>
          {approvals} / {task.required === 'all' ? t('everyone') : task.required} · {t('level')} {task.level}
        </Fact>
        <Fact name={t('approversAsked')}>{task.approvers.join(', ')}</Fact>
        {task.waitingFor.length > 0 && <Fact name={t('waitingForPeople')}>{task.waitingFor.join(', ')}</Fact>}
        {run.businessKey !== null && <Fact name={t('businessKey')}>{run.businessKey}</Fact>}
        {run.startedBy !== null && (
          <Fact name={t('startedBy')}>
            {run.startedBy.name} ({run.startedBy.email})
          </Fact>
        )}
        <Fact name={t('createdAt')}>{formatTime(task.createdAt)}</Fact>
        {task.endedAt !== null && <Fact name={t('endedAt')}>{formatTime(task.endedAt)}</Fact>}
      </dl>
    </Panel>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="break-words">{children}</dd>
    </div>
  );
}
