import { SHOWN_BULK_ERRORS } from '@perdura/contracts';
import type { BulkItemRow, BulkJobRow } from '@perdura/database';
import { bothIds, time, timeOrNull } from '../../page-request.ts';

/** An operation over many runs, as lists show it. */
export function presentSummary(job: BulkJobRow) {
  const { id, action, filter, status, total, succeeded, failed, by } = job;
  return {
    ...{ ...bothIds(id), jobId: id, action, filter, status, by },
    ...{ total, succeeded, failed, pending: total - succeeded - failed },
    createdAt: time(job.createdAt),
    completedAt: timeOrNull(job.completedAt),
  };
}

/** @param failures the first of its failures */
export function presentJob(job: BulkJobRow, failures: BulkItemRow[]) {
  const errors = failures.slice(0, SHOWN_BULK_ERRORS).map(({ runId, code, message }) => ({
    ...{ runId, code: code ?? 'INTERNAL_ERROR', message: message ?? '' },
  }));
  return { ...presentSummary(job), input: job.input, errors };
}
