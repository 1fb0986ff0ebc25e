import type { Locale } from '@perdura/contracts';
import { type ApprovalLink, identitiesOf, isOneOf } from '@perdura/database';
import { ApiError } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { decidedError, endedError, spentError } from '../approvals/service.ts';

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** The link behind a token. @throws {ApiError} APPROVAL_LINK_UNKNOWN */
export async function findLink({ database }: AppDependencies, token: string): Promise<ApprovalLink> {
  const link = TOKEN.test(token) ? await database.approvals.link(token) : null;
  if (link === null) throw new ApiError('APPROVAL_LINK_UNKNOWN');
  return link;
}

/** The link as it is now: a task whose deadline has passed has ended, whether or not its run was there to end it. */
export function asOfNow(link: ApprovalLink): ApprovalLink {
  const { status, deadline } = link.task;
  const isLate = status === 'pending' && deadline !== null && deadline.getTime() <= Date.now();
  return isLate ? { ...link, task: { ...link.task, status: 'timeout', endedAt: deadline } } : link;
}

/** Why a link does not decide any more, or never may; null when it does. */
export function refusalOf({ task, by, usedAt }: ApprovalLink, locale: Locale): ApiError | null {
  if (task.status !== 'pending') return endedError(task, locale);
  const earlier = task.decisions.find((decision) => decision.by === by);
  if (earlier !== undefined) return decidedError(earlier);
  const approver = task.approvers.find((each) => each.by === by);
  if (usedAt !== null || approver === undefined) return spentError(task, usedAt, locale);
  const { startedBy } = task.run;
  if (!task.allowSelf && startedBy !== null && isOneOf(approver, identitiesOf(startedBy))) {
    return new ApiError('SELF_APPROVAL', { values: { user: by } });
  }
  return null;
}
