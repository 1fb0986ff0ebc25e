import { storedId } from '@perdura/definition/wire-id';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Layers } from 'lucide-react';
import { useState } from 'react';
import { RunTable } from '../../components/run-table.tsx';
import { Button, Panel } from '../../components/ui/controls.tsx';
import { Loaded } from '../../components/ui/feedback.tsx';
import { LiveMark } from '../../components/ui/live-mark.tsx';
import { flowList, flowRunFacts } from '../../lib/flow-queries.ts';
import { t } from '../../lib/language.ts';
import { workflowList } from '../../lib/queries.ts';
import { filtersOf, type RunSearch } from '../../lib/run-filters.ts';
import { runSearch } from '../../lib/run-queries.ts';
import type { ChangeSearch } from './filter-fields.tsx';
import { useLiveSearch } from './live-updates.ts';
import { ManyRunsDialog } from './many-runs-dialog.tsx';
import { RunExport } from './run-export.tsx';
import { RunFilterBar } from './run-filter-bar.tsx';
import { RunHistogram } from './run-histogram.tsx';
import { SavedSearches } from './saved-searches.tsx';
import { StatusChips } from './status-chips.tsx';

export function RunsPage() {
  const search = useSearch({ strict: false }) as RunSearch;
  const filters = filtersOf(search);
  const navigate = useNavigate();
  const isStreamed = useLiveSearch(filters);
  const query = useQuery(runSearch(search, 25, isStreamed));
  const workflows = useQuery(workflowList('', undefined)).data?.workflows ?? [];
  const flows = useQuery(flowList({}, undefined, 200)).data?.data ?? [];
  const names = new Map(workflows.map(({ _id, name }) => [_id, name]));
  const flowNames = flows.map(({ id, version }) => [storedId(id) ?? id, version.displayName] as const);
  const unnamed = (query.data?.runs ?? []).filter(({ workflowId }) => !names.has(workflowId)).map(({ _id }) => _id);
  const flowRuns = useQuery(flowRunFacts(unnamed)).data;
  const change: ChangeSearch = (changed) =>
    void navigate({ to: '/runs', search: { ...search, cursor: undefined, ...changed } as never, replace: true });
  return (
    <Panel
      isPage
      title={`${t('runs')}${query.data === undefined ? '' : ` · ${query.data.total} ${t('total')}`}`}
      actions={<LiveMark isLive={isStreamed} />}
    >
      <div className="space-y-4">
        <SavedSearches search={search} onChange={change} />
        <StatusChips filters={filters} isStreamed={isStreamed} onChange={(status) => change({ status })} />
        <RunFilterBar search={search} sources={[...names, ...flowNames]} onChange={change} />
        <RunHistogram
          filters={filters}
          isStreamed={isStreamed}
          onPick={(createdAfter, createdBefore) => change({ createdAfter, createdBefore })}
        />
        <SearchActions search={search} />
        <Loaded query={query}>
          {(page) => (
            <>
              <RunTable runs={page.runs} names={names} {...(flowRuns === undefined ? {} : { flowRuns })} />
              <div className="flex justify-end gap-2">
                {search.cursor !== undefined && <Button onClick={() => change({})}>{t('newest')}</Button>}
                {page.nextCursor !== null && (
                  <Button onClick={() => change({ cursor: page.nextCursor ?? undefined })}>{t('older')}</Button>
                )}
              </div>
            </>
          )}
        </Loaded>
      </div>
    </Panel>
  );
}

/** What can be done with a search as a whole. */
function SearchActions({ search }: { search: RunSearch }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button needs="operator" onClick={() => setIsOpen(true)}>
        <Layers aria-hidden className="size-4" />
        {t('manyRuns')}
      </Button>
      <RunExport filters={search} />
      <Link to="/bulk" className="text-sm text-link underline sm:ml-auto">
        {t('bulkJobs')}
      </Link>
      {isOpen && <ManyRunsDialog filters={filtersOf(search)} onClose={() => setIsOpen(false)} />}
    </div>
  );
}
