import type { JsonValue } from '@perdura/definition';
import { type ApprovalRow, readApproval } from './approval-row.ts';
import {
  type ApprovalDecision,
  type Approver,
  hasDecided,
  identitiesOf,
  isOneOf,
  outcomeOf,
} from './approval-rules.ts';
import { distinct, type Person, resolveApprovers } from './approvers.ts';
import { InTurn } from './in-turn.ts';
import { json, type Store } from './store.ts';

export interface NewDecision {
  decision: 'approve' | 'reject';
  comment: string | null;
  form: JsonValue;
}

/**
 * What became of a change that an approver asked for. `ended`: the task had ended before, or its deadline has passed.
 * `stranger`: the person is no approver, or not any more. `self`: the run was started by that person. `repeated`: the
 * person has decided before.
 */
export type ApprovalChange =
  | { kind: 'done'; task: ApprovalRow }
  | { kind: 'ended'; task: ApprovalRow }
  | { kind: 'stranger'; task: ApprovalRow }
  | { kind: 'self'; task: ApprovalRow }
  | { kind: 'repeated'; task: ApprovalRow; earlier: ApprovalDecision };

/** As `ApprovalChange`; `spent`: the link was used before. */
export type LinkedChange = ApprovalChange | { kind: 'spent'; task: ApprovalRow };

/** As `ApprovalChange`; `unknown`: there is no such person. `named`: that person is an approver already. */
export type Delegation = ApprovalChange | { kind: 'unknown'; task: ApprovalRow } | { kind: 'named'; task: ApprovalRow };

/** How long an activity has to send the mails of a change before housekeeping does, in milliseconds. */
export const MAIL_GRACE_MS = 90_000;

type Transaction = Parameters<Parameters<Store['prisma']['$transaction']>[0]>[0];

interface Changed {
  approvers?: Approver[];
  decisions?: ApprovalDecision[];
  level?: number;
  status?: 'approved' | 'rejected' | 'timeout';
  mailDueAt?: Date | null;
}

/** The changes that look at the whole task: made with its row locked, one after the other. */
export function approvalChanges(store: Store) {
  const turns = new InTurn();
  const locked = <Result>(
    projectId: string,
    id: string,
    change: (task: ApprovalRow, writer: Writer) => Promise<Result>,
  ) => turns.run(id, () => changeLocked(store, projectId, id, change));
  const inTime = lockedInTime(locked);
  return {
    decide: (projectId: string, id: string, identities: readonly string[], decision: NewDecision) =>
      decide(store, inTime, projectId, id, decision, (task) => chosen(task, identities)),
    decideByLink: (projectId: string, id: string, link: { hash: string; by: string }, decision: NewDecision) =>
      decideByLink(store, inTime, { projectId, id }, link, decision),
    delegate: (projectId: string, id: string, identities: readonly string[], to: string) =>
      delegate(store, inTime, { projectId, id, identities }, to),
    escalate: (projectId: string, id: string, level: number) => escalate(store, locked, projectId, id, level),
    markMailed: (projectId: string, id: string, by: readonly string[]) => markMailed(locked, projectId, id, by),
  };
}

type Locked = <Result>(
  projectId: string,
  id: string,
  change: (task: ApprovalRow, writer: Writer) => Promise<Result>,
) => Promise<Result | null>;

/** What people do: after the deadline they find that the task has timed out, even if its run was not there to end it. */
function lockedInTime(locked: Locked): Locked {
  return (projectId, id, change) =>
    locked(projectId, id, async (task, writer) =>
      writer.isLate ? change(await writer.write({ status: 'timeout' }), NO_WRITER) : change(task, writer),
    );
}

/** Writes to the task whose row is locked. */
interface Writer {
  /** Whether the task waits although its deadline has passed. */
  isLate: boolean;
  /** Writes the change and answers the task as it is then. Ending it also notes that its run is to be told. */
  write(changed: Changed): Promise<ApprovalRow>;
  /** Marks a link as used; false when it was before. */
  spend(hash: string): Promise<boolean>;
}

async function changeLocked<Result>(
  store: Store,
  projectId: string,
  id: string,
  change: (task: ApprovalRow, writer: Writer) => Promise<Result>,
): Promise<Result | null> {
  const before = await readApproval(store, projectId, id);
  if (before === null) return null;
  if (before.status !== 'pending') return change(before, NO_WRITER);
  return store.prisma.$transaction(async (transaction) => {
    const [locked] = await transaction.$queryRaw<{ isLate: boolean }[]>`
      SELECT coalesce(deadline <= clock_timestamp(), false) AS "isLate" FROM approvals WHERE id = ${id} FOR UPDATE`;
    const row = await transaction.approval.findUnique({ where: { id } });
    if (row === null) return null;
    // What stands beside the task does not change, so it was read before.
    const task = { ...before, ...(row as unknown as Omit<ApprovalRow, 'run'>) };
    const isLate = task.status === 'pending' && locked?.isLate === true;
    return change(task, { isLate, ...writerOf(transaction, task) });
  });
}

/** An ended task stays as it is. */
const NO_WRITER: Writer = {
  isLate: false,
  write: () => Promise.reject(new Error('an approval that has ended was to be changed')),
  spend: () => Promise.reject(new Error('a link of an approval that has ended was to be used')),
};

function writerOf(transaction: Transaction, task: ApprovalRow): Omit<Writer, 'isLate'> {
  return {
    async write({ approvers, decisions, ...rest }) {
      const ended = rest.status === undefined ? {} : { endedAt: new Date(), wakeAt: new Date(), mailDueAt: null };
      const plain = { ...rest, ...ended };
      await transaction.approval.update({
        where: { id: task.id },
        data: {
          ...plain,
          ...(approvers === undefined ? {} : { approvers: json(approvers) }),
          ...(decisions === undefined ? {} : { decisions: json(decisions) }),
        },
      });
      return { ...task, ...plain, ...(approvers ? { approvers } : {}), ...(decisions ? { decisions } : {}) };
    },
    async spend(hash) {
      const { count } = await transaction.approvalToken.updateMany({
        where: { hash, usedAt: null },
        data: { usedAt: new Date() },
      });
      return count > 0;
    },
  };
}

/** The entry of the person with these identities: one that has not decided, if there are several. */
function chosen({ approvers, decisions }: ApprovalRow, identities: readonly string[]): Approver | undefined {
  const own = approvers.filter((approver) => isOneOf(approver, identities));
  return own.find((approver) => !hasDecided(approver, decisions)) ?? own[0];
}

async function decide(
  store: Store,
  locked: Locked,
  projectId: string,
  id: string,
  decision: NewDecision,
  choose: (task: ApprovalRow) => Approver | undefined,
): Promise<ApprovalChange | null> {
  const upcoming = decision.decision === 'reject' ? await upcomingPeople(store, projectId, id) : [];
  return locked(projectId, id, async (task, writer) => {
    const refusal = refusalOf(task, choose(task));
    if ('kind' in refusal) return refusal;
    return { kind: 'done', task: await writer.write(withDecision(task, refusal.approver, decision, upcoming)) };
  });
}

async function decideByLink(
  store: Store,
  locked: Locked,
  { projectId, id }: { projectId: string; id: string },
  { hash, by }: { hash: string; by: string },
  decision: NewDecision,
): Promise<LinkedChange | null> {
  const upcoming = decision.decision === 'reject' ? await upcomingPeople(store, projectId, id) : [];
  return locked(projectId, id, async (task, writer): Promise<LinkedChange> => {
    const refusal = refusalOf(
      task,
      task.approvers.find((approver) => approver.by === by),
    );
    if ('kind' in refusal) return refusal;
    if (!(await writer.spend(hash))) return { kind: 'spent', task };
    return { kind: 'done', task: await writer.write(withDecision(task, refusal.approver, decision, upcoming)) };
  });
}

/** Why whoever has these identities may not decide on the task as it is; null where nothing is known against it. */
export function refusalTo(
  task: ApprovalRow,
  identities: readonly string[],
): Exclude<ApprovalChange, { kind: 'done' }> | null {
  const refusal = refusalOf(task, chosen(task, identities));
  return 'kind' in refusal ? refusal : null;
}

/** Why this person may not act on the task, or who acts. */
function refusalOf(
  task: ApprovalRow,
  approver: Approver | undefined,
): Exclude<ApprovalChange, { kind: 'done' }> | { approver: Approver } {
  if (task.status !== 'pending') return { kind: 'ended', task };
  if (approver === undefined) return { kind: 'stranger', task };
  if (isOneOf(approver, excludedOf(task))) return { kind: 'self', task };
  const earlier = task.decisions.find(({ by }) => by === approver.by);
  return earlier === undefined ? { approver } : { kind: 'repeated', task, earlier };
}

/** Identities of whoever may not decide because the run is theirs. */
export function excludedOf({ allowSelf, run }: ApprovalRow): string[] {
  return allowSelf || run.startedBy === null ? [] : identitiesOf(run.startedBy);
}

function withDecision(
  task: ApprovalRow,
  { by, level }: Approver,
  given: NewDecision,
  upcoming: readonly Upcoming[],
): Changed {
  const decisions = [...task.decisions, { by, level, ...given, at: new Date().toISOString() }];
  return { decisions, ...statusOf({ ...task, decisions }, upcoming) };
}

function statusOf(task: ApprovalRow, upcoming: readonly Upcoming[]): Pick<Changed, 'status'> {
  const later = upcoming.filter(({ level }) => level > task.level).flatMap(({ people }) => people);
  const excluded = excludedOf(task);
  const eligible = later.filter((person) => !isOneOf(person, excluded));
  const outcome = outcomeOf(task, { excluded, toCome: distinct(eligible, task.approvers).length });
  return outcome === 'pending' ? {} : { status: outcome };
}

interface Upcoming {
  level: number;
  people: Person[];
}

/** The people of the levels to come, as groups and users are now. */
async function upcomingPeople({ sql }: Store, projectId: string, id: string): Promise<Upcoming[]> {
  const [row] = await sql<{ escalation: string[][]; level: number }>(
    'SELECT escalation, level FROM approvals WHERE id = $1 AND project_id = $2',
    [id, projectId],
  );
  const levels = (row?.escalation ?? []).map((texts, index) => ({ level: index + 2, texts }));
  const later = levels.filter(({ level }) => level > (row?.level ?? 0));
  return Promise.all(
    later.map(async ({ level, texts }) => ({ level, people: (await resolveApprovers(sql, projectId, texts)).people })),
  );
}

async function delegate(
  { sql }: Store,
  locked: Locked,
  { projectId, id, identities }: { projectId: string; id: string; identities: readonly string[] },
  to: string,
): Promise<Delegation | null> {
  const { people } = await resolveApprovers(sql, projectId, [to]);
  const [person] = people;
  return locked(projectId, id, async (task, writer): Promise<Delegation> => {
    const refusal = refusalOf(task, chosen(task, identities));
    if ('kind' in refusal) return refusal;
    if (person === undefined || people.length > 1) return { kind: 'unknown', task };
    if (task.approvers.some((approver) => isOneOf(approver, person.identities))) return { kind: 'named', task };
    // Whoever started the run would get the share that they may not have.
    if (isOneOf(person, excludedOf(task))) return { kind: 'self', task };
    const { by, level } = refusal.approver;
    const heir = { ...person, level, mailed: false, delegated: { by, at: new Date().toISOString() } };
    const approvers = task.approvers.map((approver) => (approver === refusal.approver ? heir : approver));
    return { kind: 'done', task: await writer.write({ approvers, mailDueAt: new Date() }) };
  });
}

/** Asks the people of a level as well; one that was asked already stays as it is. */
async function escalate(
  store: Store,
  locked: Locked,
  projectId: string,
  id: string,
  level: number,
): Promise<{ task: ApprovalRow; unknown: string[] } | null> {
  const [row] = await store.sql<{ texts: string[] | null }>(
    'SELECT escalation -> ($3::int - 2) AS texts FROM approvals WHERE id = $1 AND project_id = $2',
    [id, projectId, level],
  );
  const { people, unknown } = await resolveApprovers(store.sql, projectId, row?.texts ?? []);
  const upcoming = await upcomingPeople(store, projectId, id);
  return locked(projectId, id, async (task, writer) => {
    if (task.status !== 'pending' || task.level >= level) return { task, unknown };
    const added = distinct(people, task.approvers).map((person) => ({ ...person, level, mailed: false }));
    const approvers = [...task.approvers, ...added];
    // Those of the level may turn out to be fewer than they were when the task was made.
    const status = statusOf({ ...task, approvers, level }, upcoming);
    const mailDueAt = new Date(Date.now() + MAIL_GRACE_MS);
    return { task: await writer.write({ approvers, level, mailDueAt, ...status }), unknown };
  });
}

async function markMailed(locked: Locked, projectId: string, id: string, by: readonly string[]): Promise<void> {
  await locked(projectId, id, async (task, writer) => {
    if (task.status !== 'pending') return;
    const approvers = task.approvers.map((each) => (by.includes(each.by) ? { ...each, mailed: true } : each));
    const mailDueAt = approvers.every(({ mailed }) => mailed) ? null : task.mailDueAt;
    await writer.write({ approvers, mailDueAt });
  });
}
