import type { JsonValue } from '@perdura/definition';

export const APPROVAL_STATUSES = ['pending', 'approved', 'rejected', 'timeout', 'cancelled'] as const;
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number];

/** One person who may decide on a task. */
export interface Approver {
  /** As the workflow names the person: an address, `user:<id>`, or the `group:<name>` whose member it is. */
  approver: string;
  /** 1 for the approvers of the node, 2 and on for those of its escalation. */
  level: number;
  /** The address that the person is known by and mailed at, in lower case. */
  by: string;
  /** Each of which stands for the person: `user:<id>`, addresses in lower case. */
  identities: string[];
  /** Whether the person was mailed that a decision is asked for. */
  mailed: boolean;
  /** Who handed the share on to this person; absent for those who were asked by the workflow. */
  delegated?: { by: string; at: string };
}

export interface ApprovalDecision {
  by: string;
  level: number;
  decision: 'approve' | 'reject';
  comment: string | null;
  form: JsonValue;
  /** ISO 8601. */
  at: string;
}

export interface Ballot {
  /** Those who were asked so far. */
  approvers: readonly Approver[];
  decisions: readonly ApprovalDecision[];
  /** How many must approve; null: all of level 1. */
  required: number | null;
}

export interface BallotPlace {
  /** Identities of whoever may not decide since the run is theirs; empty where nobody is kept from it. */
  excluded: readonly string[];
  /** How many more people the levels to come will ask. */
  toCome: number;
}

/**
 * What the decisions so far amount to. A number: approved once that many of all asked approved; rejected as soon as
 * those who may still decide, now or at a level to come, are too few. All: as many must approve as level 1 has people,
 * whom those of later levels may stand in for, and a single rejection rejects.
 */
export function outcomeOf(
  { approvers, decisions, required }: Ballot,
  { excluded, toCome }: BallotPlace,
): 'pending' | 'approved' | 'rejected' {
  const approvals = decisions.filter(({ decision }) => decision === 'approve').length;
  const eligible = approvers.filter((approver) => !isOneOf(approver, excluded));
  const needed = required ?? Math.max(1, eligible.filter(({ level }) => level === 1).length);
  if (approvals >= needed) return 'approved';
  if (required === null && decisions.length > approvals) return 'rejected';
  const open = eligible.filter((approver) => !hasDecided(approver, decisions)).length;
  return approvals + open + toCome < needed ? 'rejected' : 'pending';
}

/** Whether the person bears one of these identities. */
export function isOneOf({ identities }: Pick<Approver, 'identities'>, others: readonly string[]): boolean {
  return identities.some((identity) => others.includes(identity));
}

export function hasDecided({ by }: Pick<Approver, 'by'>, decisions: readonly Pick<ApprovalDecision, 'by'>[]): boolean {
  return decisions.some((decision) => decision.by === by);
}

/** How the user of a credential is known to a task. */
export function identitiesOf(user: { id: string; email: string }): string[] {
  return [userIdentity(user.id), user.email.trim().toLowerCase()];
}

export function userIdentity(userId: string): string {
  return `user:${userId}`;
}
