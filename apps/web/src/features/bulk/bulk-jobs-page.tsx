import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Panel } from '../../components/ui/controls.tsx';
import { Empty, Loaded } from '../../components/ui/feedback.tsx';
import { Cell, Table } from '../../components/ui/table.tsx';
import { formatNumber, formatTime, t } from '../../lib/language.ts';
import { ACTION_TEXTS } from '../../lib/many-runs.ts';
import { bulkJobs } from '../../lib/run-queries.ts';
import { JOB_STATUS_TEXTS } from './job-texts.ts';

/** The operations over many runs that were asked for, newest first. */
export function BulkJobsPage() {
  const { cursor } = useSearch({ strict: false }) as { cursor?: string };
  const navigate = useNavigate();
  const turn = (next: string | undefined) => void navigate({ to: '/bulk', search: { cursor: next } as never });
  return (
    <Panel isPage title={t('bulkJobs')}>
      <Loaded query={useQuery(bulkJobs(cursor))}>
        {({ jobs, nextCursor }) => (
          <>
            {jobs.length === 0 ? (
              <Empty>{t('noJobs')}</Empty>
            ) : (
              <Table
                heads={[
                  ...[t('created'), t('action'), t('status'), t('total'), t('succeeded'), t('failedRuns')],
                  ...[t('pendingRuns'), t('byWhom')],
                ]}
              >
                {jobs.map((job) => (
                  <tr key={job.jobId}>
                    <Cell>
                      <Link
                        to="/bulk/$jobId"
                        params={{ jobId: job.jobId }}
                        className="whitespace-nowrap text-link hover:underline"
                      >
                        {formatTime(job.createdAt)}
                      </Link>
                    </Cell>
                    <Cell>{t(ACTION_TEXTS[job.action])}</Cell>
                    <Cell>{t(JOB_STATUS_TEXTS[job.status])}</Cell>
                    <Cell>{formatNumber(job.total)}</Cell>
                    <Cell>{formatNumber(job.succeeded)}</Cell>
                    <Cell>{formatNumber(job.failed)}</Cell>
                    <Cell>{formatNumber(job.pending)}</Cell>
                    <Cell>{job.by ?? '—'}</Cell>
                  </tr>
                ))}
              </Table>
            )}
            <div className="mt-3 flex justify-end gap-2">
              {cursor !== undefined && <Button onClick={() => turn(undefined)}>{t('newest')}</Button>}
              {nextCursor !== null && <Button onClick={() => turn(nextCursor)}>{t('older')}</Button>}
            </div>
          </>
        )}
      </Loaded>
    </Panel>
  );
}
