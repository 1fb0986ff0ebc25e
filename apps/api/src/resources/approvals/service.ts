import { type Locale, message } from '@perdura/contracts';
import {
  type Actor,
  type ApprovalDecision,
  type ApprovalRow,
  type Delegation,
  identitiesOf,
  type LinkedChange,
  refusalTo,
} from '@perdura/database';
import type { JsonValue } from '@perdura/definition';
import { ApiError, invalid, notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { formFaults } from './form-faults.ts';

/** A decision as it was asked for. */
export interface GivenDecision {
  decision: 'approve' | 'reject';
  comment?: string | null | undefined;
  form?: JsonValue | undefined;
}

/** @throws {ApiError} APPROVAL_NOT_FOUND */
export async function findApproval(
  { database }: Pick<AppDependencies, 'database'>,
  projectId: string,
  id: string,
): Promise<ApprovalRow> {
  const task = await database.approvals.get(projectId, id);
  if (task === null) throw notFound('APPROVAL_NOT_FOUND', id);
  return task;
}

/**
 * Decides as the user of a credential, and tells the run.
 *
 * @throws {ApiError} NOT_AN_APPROVER, SELF_APPROVAL, APPROVAL_ENDED, APPROVAL_DECIDED, VALIDATION_FAILED (the form)
 */
export async function decide(
  deps: AppDependencies,
  { actor, id, given, locale }: { actor: Actor; id: string; given: GivenDecision; locale: Locale },
): Promise<ApprovalRow> {
  const { approvals } = deps.database;
  const task = await findApproval(deps, actor.projectId, id);
  const identities = identitiesOfActor(actor);
  // Who may not decide is told so, whatever the form says.
  const change =
    refusalTo(task, identities) ??
    (await approvals.decide(actor.projectId, id, identities, checkedDecision(task, given, locale)));
  return settled(deps, change, { id, user: actor.userEmail, locale });
}

/** The decision as it is kept. @throws {ApiError} VALIDATION_FAILED where it does not fit the form of a pending task */
export function checkedDecision(task: ApprovalRow, { decision, comment, form }: GivenDecision, locale: Locale) {
  const faults = task.status === 'pending' ? formFaults(task.form, form, decision, locale) : [];
  if (faults.length > 0) throw invalid(faults);
  const said = comment?.trim() ?? '';
  return { decision, comment: said === '' ? null : said, form: task.form === null ? null : (form ?? null) };
}

export function identitiesOfActor({ userId, userEmail }: Actor): string[] {
  return identitiesOf({ id: userId, email: userEmail });
}

export interface ChangeContext {
  id: string;
  /** Who asked for the change, for people. */
  user: string;
  locale: Locale;
}

/** The task after a change that happened, of which the run is told. @throws {ApiError} that says why it did not */
export async function settled(
  { control }: Pick<AppDependencies, 'control'>,
  change: LinkedChange | Delegation | { kind: 'done' | 'ended'; task: ApprovalRow } | null,
  { id, user, locale }: ChangeContext,
): Promise<ApprovalRow> {
  if (change === null) throw notFound('APPROVAL_NOT_FOUND', id);
  const { kind, task } = change;
  if (kind === 'ended') throw endedError(task, locale);
  if (kind === 'stranger') throw new ApiError('NOT_AN_APPROVER', { values: { user } });
  if (kind === 'self') throw new ApiError('SELF_APPROVAL', { values: { user: task.run.startedBy?.email ?? user } });
  if (kind === 'repeated') throw decidedError(change.earlier);
  if (kind === 'spent') throw spentError(task, null, locale);
  if (kind === 'unknown' || kind === 'named') {
    const key = kind === 'unknown' ? 'unknownApprover' : 'alreadyApprover';
    throw invalid([{ pointer: '/to', message: message(locale, key, { found: user }) }]);
  }
  await control.tellApproval(task);
  return task;
}

/** The task has ended: what was decided, and by whom. */
export function endedError(task: ApprovalRow, locale: Locale): ApiError {
  const values = {
    status: task.status,
    at: task.endedAt?.toISOString() ?? '',
    decisions: told(task.decisions, locale),
  };
  return new ApiError('APPROVAL_ENDED', { values });
}

/** The person has decided before. */
export function decidedError({ by, decision, at }: ApprovalDecision): ApiError {
  return new ApiError('APPROVAL_DECIDED', { values: { by, decision, at } });
}

/** The link decides no more. */
export function spentError(task: ApprovalRow, usedAt: Date | null, locale: Locale): ApiError {
  const values = { at: usedAt?.toISOString() ?? '—', decisions: told(task.decisions, locale) };
  return new ApiError('APPROVAL_LINK_SPENT', { values });
}

/** How many decisions a text lists. */
const MAX_TOLD = 20;

function told(decisions: ApprovalDecision[], locale: Locale): string {
  if (decisions.length === 0) return message(locale, 'noDecisions');
  const shown = decisions.slice(0, MAX_TOLD).map(({ by, decision }) => `${by} ${decision}`);
  return [...shown, ...(decisions.length > MAX_TOLD ? ['…'] : [])].join(', ');
}
