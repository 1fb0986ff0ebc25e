import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Button, Panel } from '../../components/ui/controls.tsx';
import { Loaded, Problem } from '../../components/ui/feedback.tsx';
import { JsonView } from '../../components/ui/json-view.tsx';
import { callApi } from '../../lib/api-client.ts';
import { formatNumber, formatTime, t } from '../../lib/language.ts';
import { ACTION_TEXTS } from '../../lib/many-runs.ts';
import { queryClient } from '../../lib/queries.ts';
import type { BulkJob } from '../../lib/resources.ts';
import { filtersOfBody } from '../../lib/run-filters.ts';
import { bulkJob } from '../../lib/run-queries.ts';
import { JobItems } from './job-items.tsx';
import { JOB_STATUS_TEXTS } from './job-texts.ts';

/** How far an operation over many runs is, and what became of each of them. */
export function BulkJobPage() {
  const { jobId } = useParams({ strict: false }) as { jobId: string };
  return (
    <Loaded query={useQuery(bulkJob(jobId))}>
      {(job) => (
        <>
          <JobPanel job={job} />
          <JobItems key={job.jobId} job={job} />
        </>
      )}
    </Loaded>
  );
}

function JobPanel({ job }: { job: BulkJob }) {
  const stopping = useMutation({
    mutationFn: () => callApi('POST', `/v1/runs/bulk/${job.jobId}/cancel`),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['bulk-job', job.jobId] }),
  });
  return (
    <Panel
      isPage
      title={`${t('bulkJob')}: ${t(ACTION_TEXTS[job.action])} · ${t(JOB_STATUS_TEXTS[job.status])}`}
      actions={
        job.status === 'running' && (
          <Button
            needs="operator"
            tone="danger"
            disabled={stopping.isPending}
            onClick={() => window.confirm(t('confirmStopJob')) && stopping.mutate()}
          >
            {t('stopJob')}
          </Button>
        )
      }
    >
      <div className="space-y-3">
        <Problem error={stopping.error} />
        <Progress job={job} />
        <p className="text-xs text-muted">
          {formatTime(job.createdAt)} → {formatTime(job.completedAt)}
          {job.by !== null && ` · ${job.by}`}
        </p>
        <details>
          <summary className="cursor-pointer text-sm text-link">{t('jobSearch')}</summary>
          <div className="mt-2 space-y-2">
            <JsonView value={{ filter: job.filter, input: job.input }} />
            <Link to="/runs" search={filtersOfBody(job.filter) as never} className="text-sm text-link underline">
              {t('showFilter')}
            </Link>
          </div>
        </details>
      </div>
    </Panel>
  );
}

function Progress({ job: { total, succeeded, failed, pending } }: { job: BulkJob }) {
  const done = succeeded + failed;
  const share = (count: number) => `${total === 0 ? 0 : (count / total) * 100}%`;
  return (
    <div className="space-y-1">
      <div
        role="progressbar"
        aria-label={t('bulkJob')}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={done}
        className="flex h-2.5 overflow-hidden rounded-full bg-slate-100 dark:bg-slate-800"
      >
        <span className="bg-emerald-500" style={{ width: share(succeeded) }} />
        <span className="bg-rose-500" style={{ width: share(failed) }} />
      </div>
      <p role="status" className="flex flex-wrap gap-x-4 text-sm">
        <span>
          {formatNumber(done)} / {formatNumber(total)}
        </span>
        <span className="text-emerald-700 dark:text-emerald-400">
          {t('succeeded')}: {formatNumber(succeeded)}
        </span>
        <span className="text-rose-700 dark:text-rose-300">
          {t('failedRuns')}: {formatNumber(failed)}
        </span>
        {pending > 0 && (
          <span className="text-muted">
            {t('pendingRuns')}: {formatNumber(pending)}
          </span>
        )}
      </p>
    </div>
  );
}
