import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { FIRE_OUTCOMES, OutcomeBadge, outcomeText } from '../../components/fire-outcome.tsx';
import { Button, Select } from '../../components/ui/controls.tsx';
import { Empty, Loaded } from '../../components/ui/feedback.tsx';
import { Cell, Table } from '../../components/ui/table.tsx';
import { formatZonedTime, t } from '../../lib/language.ts';
import type { FireOutcome, ScheduleFire } from '../../lib/resources.ts';
import { type FireFilters, fireList } from '../../lib/schedule-queries.ts';

/** What came of the times of a schedule, newest first. */
export function RecentFires({ workflowId, zone }: { workflowId: string; zone: string }) {
  const [filters, setFilters] = useState<FireFilters>({});
  const query = useQuery(fireList(workflowId, filters));
  return (
    <section className="space-y-2">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <h3 className="text-xs font-semibold text-muted">{t('recentFires')}</h3>
        <Select
          label={t('outcome')}
          value={filters.outcome ?? ''}
          onChange={(outcome) => setFilters({ outcome: (outcome || undefined) as FireOutcome | undefined })}
          options={[['', t('all')], ...FIRE_OUTCOMES.map((outcome) => [outcome, outcomeText(outcome)] as const)]}
        />
      </div>
      <Loaded query={query}>
        {({ fires, nextCursor }) => (
          <>
            {fires.length === 0 ? <Empty>{t('noFires')}</Empty> : <FireTable fires={fires} zone={zone} />}
            <div className="flex justify-end gap-2">
              {filters.cursor !== undefined && (
                <Button onClick={() => setFilters({ outcome: filters.outcome })}>{t('newest')}</Button>
              )}
              {nextCursor !== null && (
                <Button onClick={() => setFilters({ ...filters, cursor: nextCursor })}>{t('older')}</Button>
              )}
            </div>
          </>
        )}
      </Loaded>
    </section>
  );
}

function FireTable({ fires, zone }: { fires: readonly ScheduleFire[]; zone: string }) {
  return (
    <Table heads={[t('time'), t('outcome'), t('reason'), t('run')]}>
      {fires.map(({ at, outcome, reason, runId, backfill }) => (
        <tr key={`${at} ${backfill}`}>
          <Cell>
            <time dateTime={at} className="whitespace-nowrap">
              {formatZonedTime(at, zone)}
            </time>
          </Cell>
          <Cell>
            <OutcomeBadge outcome={outcome} />
            {backfill && <span className="ml-2 text-xs text-muted">{t('backfilled')}</span>}
          </Cell>
          <Cell>
            <span className="block min-w-40 break-words">{reason || '—'}</span>
          </Cell>
          <Cell>
            {runId === null ? (
              '—'
            ) : (
              <Link to="/runs/$runId" params={{ runId }} className="font-mono text-xs text-link hover:underline">
                {runId}
              </Link>
            )}
          </Cell>
        </tr>
      ))}
    </Table>
  );
}
