import { bulkRoutes, SHOWN_BULK_ERRORS } from '@perdura/contracts';
import { ApiError, notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { pageFields, pageRequest } from '../../page-request.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { withoutUndefined } from '../../without-undefined.ts';
import { presentJob, presentSummary } from './presenter.ts';
import { startJob } from './service.ts';

/** Operations over many runs: start, follow, stop. */
export function bulkResource(deps: AppDependencies): BoundRoute[] {
  const { bulkJobs } = deps.database;

  return [
    bind(bulkRoutes.startBulk).to(async ({ actor, query, headers, body, sent, audit }) => {
      if (query.dryRun === true) {
        audit(null);
        const total = await bulkJobs.matching(actor.projectId, withoutUndefined(body.filter));
        return { status: 200, body: { total } };
      }
      const idempotencyKey = headers['idempotency-key'];
      const { job, created } = await startJob(deps, { actor, body, sent, idempotencyKey });
      if (created) audit({ target: job.id, after: { action: job.action, filter: job.filter, total: job.total } });
      else audit(null);
      return { status: 202, body: { jobId: job.id }, headers: { Location: `/v1/runs/bulk/${job.id}` } };
    }),

    bind(bulkRoutes.listBulk).to(async ({ actor, query }) => {
      const page = await bulkJobs.list(actor.projectId, pageRequest(query));
      return { status: 200, body: { jobs: page.items.map(presentSummary), ...pageFields(page) } };
    }),

    bind(bulkRoutes.getBulk).to(async ({ actor, params }) => {
      const job = await bulkJobs.get(actor.projectId, params.id);
      if (job === null) throw notFound('BULK_JOB_NOT_FOUND', params.id);
      const page = { limit: SHOWN_BULK_ERRORS, outcome: 'failed' as const };
      const failures = job.failed === 0 ? null : await bulkJobs.items(actor.projectId, job.id, page);
      return { status: 200, body: presentJob(job, failures?.items ?? []) };
    }),

    bind(bulkRoutes.listBulkItems).to(async ({ actor, params, query }) => {
      const page = { ...pageRequest(query), outcome: query.outcome };
      const found = await bulkJobs.items(actor.projectId, params.id, page);
      if (found === null) throw notFound('BULK_JOB_NOT_FOUND', params.id);
      return { status: 200, body: { items: found.items, ...pageFields(found) } };
    }),

    bind(bulkRoutes.cancelBulk).to(async ({ actor, params, audit }) => {
      const found = await bulkJobs.cancel(actor.projectId, params.id);
      if (found === null) throw notFound('BULK_JOB_NOT_FOUND', params.id);
      const { job, cancelled } = found;
      if (!cancelled) throw new ApiError('BULK_JOB_ENDED', { values: { id: job.id, status: job.status } });
      audit({ target: job.id, before: { status: 'running' }, after: { status: job.status } });
      return { status: 202, body: presentSummary(job) };
    }),
  ];
}
