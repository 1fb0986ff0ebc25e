import { useQuery } from '@tanstack/react-query';
import { RunTable } from '../../components/run-table.tsx';
import { Panel } from '../../components/ui/controls.tsx';
import { t } from '../../lib/language.ts';
import { runSearch } from '../../lib/queries.ts';
import type { Run } from '../../lib/resources.ts';

const MOST_SHOWN = 20;

/** The runs that a run started; nothing where it started none. */
export function ChildRuns({ run }: { run: Run }) {
  const page = useQuery(runSearch({ parentRunId: run._id }, MOST_SHOWN)).data;
  if (page === undefined || page.runs.length === 0) return null;
  return (
    <Panel title={`${t('childRuns')} · ${page.total}`}>
      <RunTable runs={page.runs} />
    </Panel>
  );
}
