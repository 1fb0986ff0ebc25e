import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Panel, Select } from '../../components/ui/controls.tsx';
import { Empty, Loaded } from '../../components/ui/feedback.tsx';
import { StatusBadge, statusText } from '../../components/ui/status.tsx';
import { Cell, Table } from '../../components/ui/table.tsx';
import { formatTime, type TextKey, t } from '../../lib/language.ts';
import { type ApprovalFilters, approvalList, workflowList } from '../../lib/queries.ts';
import type { Approval, ApprovalStatus } from '../../lib/resources.ts';
import { Deadline } from './deadline.tsx';

const STATUSES: readonly ApprovalStatus[] = ['pending', 'approved', 'rejected', 'timeout', 'cancelled'];
const REFRESH_MS = 2_000;

/** What the inbox shows, as its address names it. */
export type ApprovalView = 'mine' | 'all' | 'overdue';

export interface ApprovalSearch extends Omit<ApprovalFilters, 'mine' | 'overdue'> {
  view?: ApprovalView | undefined;
}

const VIEWS: readonly { view: ApprovalView; text: TextKey; filters: ApprovalFilters }[] = [
  { view: 'mine', text: 'mine', filters: { mine: 'true' } },
  { view: 'all', text: 'allApprovals', filters: {} },
  { view: 'overdue', text: 'overdue', filters: { overdue: 'true' } },
];

/** The inbox of approvals. */
export function ApprovalsPage() {
  const { view = 'mine', status, ...others } = useSearch({ strict: false }) as ApprovalSearch;
  const navigate = useNavigate();
  const chosen = VIEWS.find((one) => one.view === view)?.filters ?? {};
  const filters = { ...others, ...chosen, ...(view === 'all' ? { status } : {}) };
  const query = useQuery(approvalList(filters, 25, REFRESH_MS));
  const set = (change: Partial<ApprovalSearch>) =>
    void navigate({
      to: '/approvals',
      search: { view, status, ...others, cursor: undefined, ...change } as never,
      replace: true,
    });
  return (
    <Panel isPage title={`${t('approvals')}${query.data === undefined ? '' : ` · ${query.data.total} ${t('total')}`}`}>
      <Views view={view} />
      <Filters view={view} status={status} workflowId={others.workflowId} set={set} />
      <Loaded query={query}>
        {(page) => (
          <>
            <ApprovalTable approvals={page.approvals} />
            <div className="mt-3 flex justify-end gap-2">
              {others.cursor !== undefined && <Button onClick={() => set({})}>{t('newest')}</Button>}
              {page.nextCursor !== null && (
                <Button onClick={() => set({ cursor: page.nextCursor ?? undefined })}>{t('older')}</Button>
              )}
            </div>
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function Views({ view }: { view: ApprovalView }) {
  return (
    <nav aria-label={t('approvals')} className="mb-4 flex gap-1 border-b border-slate-200 dark:border-slate-800">
      {VIEWS.map((one) => (
        <Link
          key={one.view}
          to="/approvals"
          search={{ view: one.view } as never}
          aria-current={one.view === view ? 'page' : undefined}
          className="-mb-px border-b-2 border-transparent px-3 py-2 text-sm font-medium text-muted hover:text-inherit aria-[current=page]:border-accent aria-[current=page]:text-link"
        >
          {t(one.text)}
        </Link>
      ))}
    </nav>
  );
}

interface FiltersProps extends Pick<ApprovalSearch, 'status' | 'workflowId'> {
  view: ApprovalView;
  set: (change: Partial<ApprovalSearch>) => void;
}

function Filters({ view, status, workflowId, set }: FiltersProps) {
  const workflows = useQuery(workflowList('', undefined)).data?.workflows ?? [];
  return (
    <div className="mb-3 grid grid-cols-2 gap-3 lg:grid-cols-4">
      <Select
        label={t('workflows')}
        value={workflowId ?? ''}
        onChange={(chosen) => set({ workflowId: chosen || undefined })}
        options={[['', t('allWorkflows')], ...workflows.map(({ _id, name }) => [_id, name] as const)]}
      />
      {view === 'all' && (
        <Select
          label={t('status')}
          value={status ?? ''}
          onChange={(chosen) => set({ status: (chosen || undefined) as ApprovalStatus | undefined })}
          options={[['', t('all')], ...STATUSES.map((one) => [one, statusText(one)] as const)]}
        />
      )}
    </div>
  );
}

function ApprovalTable({ approvals }: { approvals: Approval[] }) {
  if (approvals.length === 0) return <Empty>{t('noApprovals')}</Empty>;
  return (
    <Table heads={[t('message'), t('workflow'), t('status'), t('required'), t('deadline'), t('createdAt')]}>
      {approvals.map((task) => (
        <tr key={task._id}>
          <Cell>
            <Link
              to="/approvals/$approvalId"
              params={{ approvalId: task._id }}
              className="line-clamp-2 max-w-md min-w-44 font-medium text-link hover:underline"
            >
              {task.message || task.nodeId}
            </Link>
            <span className="text-xs text-muted">
              {task.nodeId}
              {task.iteration !== '0' && ` · ${t('iteration')} ${task.iteration}`}
            </span>
          </Cell>
          <Cell>{task.run.workflowName}</Cell>
          <Cell>
            <StatusBadge status={task.status} />
          </Cell>
          <Cell>
            <Progress task={task} />
          </Cell>
          <Cell>
            <span className="whitespace-nowrap">
              <Deadline task={task} />
            </span>
          </Cell>
          <Cell>
            <span className="whitespace-nowrap">{formatTime(task.createdAt)}</span>
          </Cell>
        </tr>
      ))}
    </Table>
  );
}

function Progress({ task: { decisions, required } }: { task: Approval }) {
  const approved = decisions.filter(({ decision }) => decision === 'approve').length;
  return (
    <span className="whitespace-nowrap">
      {approved} / {required === 'all' ? t('everyone') : required}
    </span>
  );
}
