import type { ProjectRole } from '@perdura/contracts';
import type { Page, PageRequest } from '../paging.ts';
import type { Sql, Store } from '../store.ts';
import { type MemberRow, toMember, USER_FIELDS } from '../users.ts';

/** What became of a change: `last-owner` when it would have left the project without one. */
export type MemberChange =
  | { kind: 'changed'; before: MemberRow; after: MemberRow | null }
  | { kind: 'last-owner'; member: MemberRow };

/** Members of projects, and what they may do there. */
export interface MemberRepository {
  get(projectId: string, userId: string): Promise<MemberRow | null>;
  /** By the ids of users, the newest user first. */
  list(projectId: string, page: PageRequest): Promise<Page<MemberRow>>;
  /** Null when the user is no member. */
  setRole(projectId: string, userId: string, role: ProjectRole): Promise<MemberChange | null>;
  /**
   * Ends the membership, and with it all that hangs on it: the user's keys of the project, and the places in its groups,
   * by id and by address. Null when the user is no member.
   */
  remove(projectId: string, userId: string): Promise<MemberChange | null>;
}

export function memberRepository({ prisma, underLock }: Store): MemberRepository {
  const get = async (projectId: string, userId: string) => {
    const where = { projectId_userId: { projectId, userId } };
    const row = await prisma.projectMember.findUnique({ where, include: USER });
    return row === null ? null : toMember(row);
  };

  /** Changes one after the other: two owners who remove each other would both go otherwise. */
  const change = async (
    projectId: string,
    userId: string,
    { keepsOwner, act }: { keepsOwner: boolean; act: (sql: Sql) => Promise<void> },
  ): Promise<MemberChange | null> => {
    const member = await get(projectId, userId);
    if (member === null) return null;
    const done = await underLock(`members:${projectId}`, async (sql) => {
      if (!keepsOwner && !(await hasOtherOwner(sql, projectId, userId))) return false;
      await act(sql);
      return true;
    });
    if (!done) return { kind: 'last-owner', member };
    return { kind: 'changed', before: member, after: await get(projectId, userId) };
  };

  return {
    get,
    async list(projectId, { limit, cursor }) {
      const where = { projectId, ...(cursor ? { userId: { lt: cursor } } : {}) };
      const found = prisma.projectMember.findMany({
        where,
        include: USER,
        orderBy: { userId: 'desc' },
        take: limit + 1,
      });
      const [rows, total] = await Promise.all([found, prisma.projectMember.count({ where: { projectId } })]);
      const items = rows.slice(0, limit).map(toMember);
      return { items, total, nextCursor: rows.length > limit ? (items.at(-1)?.userId ?? null) : null };
    },
    setRole: (projectId, userId, role) =>
      change(projectId, userId, {
        keepsOwner: role === 'owner',
        act: async (sql) => {
          await sql('UPDATE project_members SET role = $3 WHERE project_id = $1 AND user_id = $2', [
            projectId,
            userId,
            role,
          ]);
        },
      }),
    remove: (projectId, userId) =>
      change(projectId, userId, { keepsOwner: false, act: (sql) => removeMember(sql, projectId, userId) }),
  };
}

/** Whether the project keeps an owner who can act when this member is none any more. */
async function hasOtherOwner(sql: Sql, projectId: string, userId: string): Promise<boolean> {
  const [row] = await sql<{ kept: boolean }>(
    `SELECT NOT EXISTS (SELECT 1 FROM project_members WHERE project_id = $1 AND user_id = $2 AND role = 'owner')
         OR EXISTS (
           SELECT 1 FROM project_members m JOIN users u ON u.id = m.user_id AND u.disabled_at IS NULL
           WHERE m.project_id = $1 AND m.user_id <> $2 AND m.role = 'owner') AS kept`,
    [projectId, userId],
  );
  return row?.kept ?? false;
}

async function removeMember(sql: Sql, projectId: string, userId: string): Promise<void> {
  await sql('DELETE FROM project_members WHERE project_id = $1 AND user_id = $2', [projectId, userId]);
  // A key that only slept would awake when the user comes back.
  await sql('UPDATE api_keys SET revoked_at = now() WHERE project_id = $1 AND user_id = $2 AND revoked_at IS NULL', [
    projectId,
    userId,
  ]);
  await sql(
    `UPDATE groups g SET updated_at = now(), members = ARRAY(
       SELECT each FROM unnest(g.members) WITH ORDINALITY AS listed (each, place)
       WHERE NOT ${IS_OF_USER} ORDER BY place)
     FROM users u
     WHERE g.project_id = $1 AND u.id = $2 AND EXISTS (SELECT 1 FROM unnest(g.members) AS each WHERE ${IS_OF_USER})`,
    [projectId, userId],
  );
}

/** Whether a member of a group is the user `u`: by id, with or without `user:`, or by the address in any case. */
const IS_OF_USER = `(lower(trim(each)) IN (u.id, 'user:' || u.id, u.email) OR each ~ ('^user:\\s*' || u.id || '$'))`;

const USER = { user: { select: USER_FIELDS } } as const;
