import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Panel, Select } from '../../components/ui/controls.tsx';
import { Empty, Loaded } from '../../components/ui/feedback.tsx';
import { Pages } from '../../components/ui/pages.tsx';
import { Cell, Table } from '../../components/ui/table.tsx';
import { type TextKey, t } from '../../lib/language.ts';
import type { BulkItemPage, BulkJob } from '../../lib/resources.ts';
import { bulkItems } from '../../lib/run-queries.ts';

type Outcome = BulkItemPage['items'][number]['outcome'];

const OUTCOME_TEXTS: Record<Outcome, TextKey> = {
  failed: 'failedRuns',
  succeeded: 'succeeded',
  pending: 'pendingRuns',
};

/** The runs of a job by what became of them; those that failed first, since they need somebody. */
export function JobItems({ job }: { job: BulkJob }) {
  const [chosen, setChosen] = useState<string>();
  // The cursors of the pages up to the one that is shown.
  const [cursors, setCursors] = useState<string[]>([]);
  const outcome = chosen ?? (job.failed > 0 ? 'failed' : '');
  const query = useQuery(bulkItems(job, outcome, cursors.at(-1)));
  return (
    <Panel title={t('runs')}>
      <div className="space-y-3">
        <div className="max-w-60">
          <Select
            label={t('outcome')}
            value={outcome}
            onChange={(value) => {
              setChosen(value);
              setCursors([]);
            }}
            options={[
              ['', t('all')],
              ...Object.entries(OUTCOME_TEXTS).map(([value, text]) => [value, t(text)] as const),
            ]}
          />
        </div>
        <Loaded query={query}>
          {({ items, nextCursor }) => (
            <>
              <Items items={items} />
              <Pages cursors={cursors} nextCursor={nextCursor} onTurn={setCursors} />
            </>
          )}
        </Loaded>
      </div>
    </Panel>
  );
}

function Items({ items }: Pick<BulkItemPage, 'items'>) {
  if (items.length === 0) return <Empty>{t('noRuns')}</Empty>;
  return (
    <Table heads={[t('run'), t('outcome'), t('newRun'), t('error')]}>
      {items.map(({ runId, outcome, newRunId, code, message }) => (
        <tr key={runId}>
          <Cell>
            <RunLink runId={runId} />
          </Cell>
          <Cell>{t(OUTCOME_TEXTS[outcome])}</Cell>
          <Cell>{newRunId === null ? '—' : <RunLink runId={newRunId} />}</Cell>
          <Cell>
            {code !== null && <code className="font-mono text-xs font-semibold">{code}</code>} {message}
          </Cell>
        </tr>
      ))}
    </Table>
  );
}

function RunLink({ runId }: { runId: string }) {
  return (
    <Link to="/runs/$runId" params={{ runId }} className="font-mono text-xs text-link hover:underline">
      {runId}
    </Link>
  );
}
