import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { RunTable } from '../../components/run-table.tsx';
import { Panel } from '../../components/ui/controls.tsx';
import { formatNumber, t } from '../../lib/language.ts';
import { runSearch } from '../../lib/queries.ts';
import type { Run } from '../../lib/resources.ts';

const MOST_SHOWN = 20;

/** The runs that a run started; nothing where it started none. */
export function ChildRuns({ run }: { run: Run }) {
  const page = useQuery(runSearch({ parentRunId: run._id }, MOST_SHOWN)).data;
  if (page === undefined || page.runs.length === 0) return null;
  return (
    <Panel title={`${t('childRuns')} · ${formatNumber(page.total)}`}>
      <RunTable runs={page.runs} />
      {page.total > page.runs.length && (
        <Link
          to="/runs"
          search={{ parentRunId: run._id } as never}
          className="mt-3 inline-block text-sm text-link underline"
        >
          {t('all')}
        </Link>
      )}
    </Panel>
  );
}
