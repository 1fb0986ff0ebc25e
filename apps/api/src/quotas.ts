import type { QuotaName } from '@perdura/contracts';
import { type Database, QuotaExceeded } from '@perdura/database';
import type { RequestHandler } from 'express';
import { ApiError } from './api-error.ts';
import { contextOf } from './request-context.ts';

interface Deps {
  database: Database;
}

/** What a used-up quota answers. */
export function quotaError(cause: QuotaExceeded): ApiError {
  const { quota, limit, retryAfterSeconds } = cause;
  const headers: Record<string, string> =
    retryAfterSeconds === null ? {} : { 'Retry-After': String(retryAfterSeconds) };
  return new ApiError('QUOTA_EXCEEDED', { values: { quota, limit }, headers, cause });
}

/** Counts the requests of each project that is limited. Stands behind the check of the credential. */
export function requestQuota({ database }: Deps): RequestHandler {
  return async (_request, response, next) => {
    const { actor } = contextOf(response);
    if (actor) await database.quotas.take(actor.projectId, 'requestsPerMinute');
    next();
  };
}

/** Takes a call of a webhook's path. @throws {QuotaExceeded} answered 429 with Retry-After */
export async function takeWebhookCall({ database }: Deps, projectId: string, path: string): Promise<void> {
  await database.quotas.take(projectId, 'webhookCallsPerMinute', path);
}

/** Live views that are open, by project: those of this process. */
const watchers = new Map<string, number>();

/**
 * Takes a place among the live views of a project.
 *
 * @returns gives it back; calling it again does nothing
 * @throws {QuotaExceeded}
 */
export async function openWatch({ database }: Deps, projectId: string): Promise<() => void> {
  const limit = await database.quotas.limitOf(projectId, 'watchers');
  const open = watchers.get(projectId) ?? 0;
  if (limit !== null && open >= limit) throw new QuotaExceeded('watchers' satisfies QuotaName, limit);
  watchers.set(projectId, open + 1);
  let isOpen = true;
  return () => {
    if (!isOpen) return;
    isOpen = false;
    const left = (watchers.get(projectId) ?? 1) - 1;
    if (left > 0) watchers.set(projectId, left);
    else watchers.delete(projectId);
  };
}
