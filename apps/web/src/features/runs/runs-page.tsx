import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { RunTable } from '../../components/run-table.tsx';
import { Button, Panel, Select, TextField } from '../../components/ui/controls.tsx';
import { Loaded } from '../../components/ui/feedback.tsx';
import { statusText } from '../../components/ui/status.tsx';
import { t } from '../../lib/language.ts';
import { type RunFilters, runSearch, workflowList } from '../../lib/queries.ts';
import type { RunStatus } from '../../lib/resources.ts';

const STATUSES: readonly RunStatus[] = ['pending', 'running', 'waiting', 'completed', 'failed', 'cancelled'];
const ORIGINS = ['api', 'cron', 'event', 'webhook', 'workflow'] as const;

export function RunsPage() {
  const filters = useSearch({ strict: false }) as RunFilters;
  const navigate = useNavigate();
  const query = useQuery(runSearch(filters));
  const workflows = useQuery(workflowList('', undefined)).data?.workflows ?? [];
  const set = (change: Partial<RunFilters>) =>
    void navigate({ to: '/runs', search: { ...filters, cursor: undefined, ...change } as never, replace: true });

  return (
    <Panel isPage title={`${t('runs')}${query.data === undefined ? '' : ` · ${query.data.total} ${t('total')}`}`}>
      <div className="mb-3 grid grid-cols-2 gap-3 lg:grid-cols-6">
        <Select
          label={t('status')}
          value={filters.status ?? ''}
          onChange={(status) => set({ status: (status || undefined) as RunFilters['status'] })}
          options={[['', t('all')], ...STATUSES.map((status) => [status, statusText(status)] as const)]}
        />
        <Select
          label={t('triggeredBy')}
          value={filters.triggeredBy ?? ''}
          onChange={(triggeredBy) => set({ triggeredBy })}
          options={[['', t('all')], ...ORIGINS.map((origin) => [origin, origin] as const)]}
        />
        <Select
          label={t('workflows')}
          value={filters.workflowId ?? ''}
          onChange={(workflowId) => set({ workflowId })}
          options={[['', t('allWorkflows')], ...workflows.map(({ _id, name }) => [_id, name] as const)]}
        />
        <TextField
          label={t('businessKey')}
          defaultValue={filters.businessKey ?? ''}
          onBlur={(event) => set({ businessKey: event.target.value })}
        />
        <TextField
          label={t('tag')}
          defaultValue={filters.tag ?? ''}
          onBlur={(event) => set({ tag: event.target.value })}
        />
        <TextField
          label={t('errorText')}
          defaultValue={filters.error ?? ''}
          onBlur={(event) => set({ error: event.target.value })}
        />
      </div>
      <Loaded query={query}>
        {(page) => (
          <>
            <RunTable runs={page.runs} names={new Map(workflows.map(({ _id, name }) => [_id, name]))} />
            <div className="mt-3 flex justify-end gap-2">
              {filters.cursor !== undefined && <Button onClick={() => set({})}>{t('newest')}</Button>}
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
