import type { BodyOf, bulkRoutes } from '@perdura/contracts';
import { type Actor, type BulkJobRow, TooManyBulkJobs, TooManyRuns } from '@perdura/database';
import type { JsonObject, JsonValue } from '@perdura/definition';
import { ApiError } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { canonicalHash } from '../../canonical-hash.ts';
import { withoutUndefined } from '../../without-undefined.ts';

/** When a job that was one too many may be asked for again, in seconds. */
const RETRY_SECONDS = 30;

export interface StartJobRequest {
  actor: Actor;
  body: BodyOf<typeof bulkRoutes.startBulk>;
  sent: JsonValue;
  idempotencyKey: string | undefined;
}

/** Accepts an operation over many runs. @throws {ApiError} BULK_TOO_MANY_RUNS, BULK_JOBS_LIMIT */
export async function startJob(
  { control }: AppDependencies,
  { actor, body, sent, idempotencyKey }: StartJobRequest,
): Promise<{ job: BulkJobRow; created: boolean }> {
  // Times are kept as they were written, and lists as they were given.
  const asked = (sent as { filter: JsonObject }).filter;
  try {
    return await control.startBulk(actor.projectId, {
      action: body.action,
      filter: { runs: withoutUndefined(body.filter), asked },
      input: withoutUndefined<JsonObject>({ ...body.input }),
      userId: actor.userId,
      ...(idempotencyKey ? { idempotency: { key: idempotencyKey, bodyHash: canonicalHash(sent) } } : {}),
    });
  } catch (error) {
    if (error instanceof TooManyRuns) {
      throw new ApiError('BULK_TOO_MANY_RUNS', { values: { count: error.count, limit: error.limit } });
    }
    if (!(error instanceof TooManyBulkJobs)) throw error;
    const headers = { 'Retry-After': String(RETRY_SECONDS) };
    throw new ApiError('BULK_JOBS_LIMIT', { values: { limit: error.limit }, headers });
  }
}
