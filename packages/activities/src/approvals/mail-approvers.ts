import type { Locale } from '@perdura/contracts';
import { LOCALES } from '@perdura/contracts';
import { type ApprovalRow, type Approver, excludedOf, hasDecided, isOneOf } from '@perdura/database';
import type { ActivityDependencies } from '../dependencies.ts';
import { StepFailure } from '../failures.ts';
import { composeMessage } from '../mail/message.ts';
import { approvalMail, type MailOccasion } from './approval-mail.ts';

/** How the mails of a task went. */
export interface MailReport {
  /** Mails that will never arrive: why, for people. */
  refused: string[];
  /** Why others could not be sent now; null when all were. */
  later: StepFailure | null;
}

/** Mails those who were not mailed yet that their decision is asked for. What cannot be sent now stays to be sent. */
export async function mailApprovers(
  dependencies: ActivityDependencies,
  { projectId, id }: Pick<ApprovalRow, 'projectId' | 'id'>,
  signal: AbortSignal,
): Promise<MailReport> {
  const { approvals } = dependencies.database;
  const task = await approvals.get(projectId, id);
  if (task === null || task.status !== 'pending') return { refused: [], later: null };
  const due = task.approvers.filter(({ mailed }) => !mailed);
  const deliveries = await Promise.all(
    due.map((approver) =>
      // Who may not decide needs no mail, nor who decided by another way meanwhile.
      !mayDecide(task, approver)
        ? ({ by: approver.by, failure: null } satisfies Delivery)
        : deliver(dependencies, { task, approver, occasion: occasionOf(approver), number: 0 }, signal),
    ),
  );
  const settled = deliveries.filter(({ failure }) => failure === null || !failure.retryable);
  await approvals.markMailed(
    projectId,
    id,
    settled.map(({ by }) => by),
  );
  return reportOf(deliveries);
}

/** Mails those who were asked and have not decided once more. @param number which reminder it is, from 1 */
export async function remindApprovers(
  dependencies: ActivityDependencies,
  { projectId, id }: Pick<ApprovalRow, 'projectId' | 'id'>,
  number: number,
  signal: AbortSignal,
): Promise<MailReport> {
  const task = await dependencies.database.approvals.get(projectId, id);
  if (task === null || task.status !== 'pending') return { refused: [], later: null };
  const silent = task.approvers.filter((each) => mayDecide(task, each));
  const deliveries = await Promise.all(
    silent.map((approver) => deliver(dependencies, { task, approver, occasion: 'remind', number }, signal)),
  );
  return reportOf(deliveries);
}

function mayDecide(task: ApprovalRow, approver: Approver): boolean {
  return !hasDecided(approver, task.decisions) && !isOneOf(approver, excludedOf(task));
}

interface Delivery {
  by: string;
  failure: StepFailure | null;
}

interface Mailing {
  task: ApprovalRow;
  approver: Approver;
  occasion: MailOccasion;
  number: number;
}

function reportOf(deliveries: Delivery[]): MailReport {
  const failures = deliveries.flatMap(({ by, failure }) => (failure === null ? [] : [{ by, failure }]));
  const refused = failures.filter(({ failure }) => !failure.retryable);
  return {
    refused: refused.map(({ by, failure }) => `${by} was not mailed: ${failure.message}`),
    later: failures.find(({ failure }) => failure.retryable)?.failure ?? null,
  };
}

function occasionOf({ delegated, level }: Approver): MailOccasion {
  if (delegated !== undefined) return 'delegate';
  return level === 1 ? 'ask' : 'escalate';
}

async function deliver(dependencies: ActivityDependencies, mailing: Mailing, signal: AbortSignal): Promise<Delivery> {
  const { by } = mailing.approver;
  try {
    await send(dependencies, mailing, signal);
    return { by, failure: null };
  } catch (error) {
    if (error instanceof StepFailure && !signal.aborted) return { by, failure: error };
    throw error;
  }
}

/** Sends one mail with a link of its own, unless it is known to be sent. */
async function send(dependencies: ActivityDependencies, mailing: Mailing, signal: AbortSignal): Promise<void> {
  const { database, mailer, settings } = dependencies;
  const { task, approver, occasion, number } = mailing;
  const { projectId, id } = task;
  const idempotencyKey = `approval/${id}/${occasion}/${number}/${approver.by}`;
  if ((await database.effects.find(projectId, idempotencyKey)) !== null) return;
  const token = await database.approvals.issueToken(projectId, id, approver);
  if (token === null) return;
  const link = `${settings.publicUrl}/approvals/${token}`;
  const mail = approvalMail({ task, approver, occasion, locale: await localeOf(dependencies, approver), link });
  const message = composeMessage(mail, { from: mailer.settings.from, idempotencyKey }, mailer.settings);
  const { messageId } = await mailer.send(message, null, signal);
  await remember(dependencies, task, idempotencyKey, messageId);
}

/** The mail is out: failing now would send it again. */
async function remember(
  { database, logger }: ActivityDependencies,
  { projectId, runId, nodeId }: ApprovalRow,
  idempotencyKey: string,
  messageId: string,
): Promise<void> {
  try {
    await database.effects.record(projectId, idempotencyKey, { messageId });
  } catch (error) {
    logger.warn({ err: error, runId, nodeId }, 'A sent message could not be recorded as sent');
  }
}

async function localeOf({ database, settings }: ActivityDependencies, { identities }: Approver): Promise<Locale> {
  const userId = identities.flatMap((identity) => /^user:(.+)$/.exec(identity)?.[1] ?? [])[0];
  const user = userId === undefined ? null : await database.users.get(userId);
  return LOCALES.find((locale) => locale === user?.locale) ?? settings.defaultLocale;
}
