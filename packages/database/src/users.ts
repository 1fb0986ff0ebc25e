import type { ProjectRole } from '@perdura/contracts';
import { NameTaken, UnknownReference } from './errors.ts';
import { newId } from './ids.ts';
import { before, type Page, type PageRequest, toPage } from './paging.ts';
import { endSessions } from './sign-in/ended-credentials.ts';
import { isForeignKeyViolation, isUniqueViolation, type Sql, type Store } from './store.ts';

export interface UserRow {
  id: string;
  email: string;
  name: string;
  admin: boolean;
  /** Has the role `operator` in every project. */
  operator: boolean;
  /** Since when nothing of the user's is accepted; null: it is. */
  disabledAt: Date | null;
  /** Language of mails to the user; null: the installation's. */
  locale: string | null;
  createdAt: Date;
}

export interface MemberRow {
  projectId: string;
  userId: string;
  role: ProjectRole;
  createdAt: Date;
  user: UserRow;
}

/** What is named is changed. */
export interface UserChange {
  name?: string;
  locale?: string | null;
  admin?: boolean;
  operator?: boolean;
  /** Of a disabled user nothing is accepted, and all sessions end. */
  disabled?: boolean;
}

/** Users of the installation, and their membership of projects. */
export interface UserRepository {
  /** @throws NameTaken when the e-mail address (compared in lower case) is in use */
  create(input: { email: string; name: string; admin?: boolean; locale?: string | null }): Promise<UserRow>;
  get(userId: string): Promise<UserRow | null>;
  findByEmail(email: string): Promise<UserRow | null>;
  list(page: PageRequest): Promise<Page<UserRow>>;
  /** Makes the user a member, or changes the role of one. */
  /** Null when there is no such user; `last-admin` when it would have left the installation without an administrator. */
  update(userId: string, change: UserChange): Promise<UserRow | 'last-admin' | null>;
  addMember(projectId: string, member: { userId: string; role: ProjectRole }): Promise<void>;
  members(projectId: string): Promise<MemberRow[]>;
}

export function userRepository({ prisma, underLock }: Store): UserRepository {
  return {
    async create({ email, name, admin = false, locale = null }) {
      const data = { id: newId(), email: normalizedEmail(email), name, admin, locale };
      try {
        return await prisma.user.create({ data, select: USER_FIELDS });
      } catch (error) {
        throw isUniqueViolation(error) ? new NameTaken('a user', 'email', data.email) : error;
      }
    },
    get: (userId) => prisma.user.findUnique({ where: { id: userId }, select: USER_FIELDS }),
    findByEmail: (email) => prisma.user.findUnique({ where: { email: normalizedEmail(email) }, select: USER_FIELDS }),
    async list({ limit, cursor }) {
      const order = { orderBy: { id: 'desc' }, take: limit + 1 } as const;
      const rows = prisma.user.findMany({ where: before(cursor), ...order, select: USER_FIELDS });
      const [items, total] = await Promise.all([rows, prisma.user.count()]);
      return toPage(items, limit, total);
    },
    update: (userId, { disabled, ...change }) =>
      underLock('administrators', async (sql) => {
        const user = await prisma.user.findUnique({ where: { id: userId }, select: USER_FIELDS });
        if (user === null) return null;
        const ends = user.admin && user.disabledAt === null && (change.admin === false || disabled === true);
        if (ends && !(await hasOtherAdmin(sql, userId))) return 'last-admin';
        const disabledAt = disabled === true ? (user.disabledAt ?? new Date()) : null;
        const data = { ...change, ...(disabled === undefined ? {} : { disabledAt }) };
        const changed = await prisma.user.update({ where: { id: userId }, data, select: USER_FIELDS });
        // Ones that only slept would awake when the user is let in again.
        if (disabled === true) await endSessions(sql, userId, null);
        return changed;
      }),
    async addMember(projectId, { userId, role }) {
      const key = { projectId, userId };
      try {
        await prisma.projectMember.upsert({
          where: { projectId_userId: key },
          create: { ...key, role },
          update: { role },
        });
      } catch (error) {
        throw isForeignKeyViolation(error) ? new UnknownReference(`no project ${projectId} or user ${userId}`) : error;
      }
    },
    async members(projectId) {
      const user = { select: USER_FIELDS };
      const rows = await prisma.projectMember.findMany({
        where: { projectId },
        include: { user },
        orderBy: { createdAt: 'asc' },
      });
      return rows.map(toMember);
    },
  };
}

/** Whether somebody administers the installation when this user does not. */
async function hasOtherAdmin(sql: Sql, userId: string): Promise<boolean> {
  const found = await sql('SELECT 1 FROM users WHERE admin AND disabled_at IS NULL AND id <> $1 LIMIT 1', [userId]);
  return found.length > 0;
}

/** What a row of a user carries: never the hash of a password. */
export const USER_FIELDS = {
  ...{ id: true, email: true, name: true, admin: true, operator: true },
  ...{ locale: true, disabledAt: true, createdAt: true },
} as const;

/** Addresses are compared without regard to case, as people write them. */
export function normalizedEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** The roles of rows are those that the table's check allows. */
export function toMember<Row extends { role: string }>(row: Row): Omit<Row, 'role'> & { role: ProjectRole } {
  return { ...row, role: row.role as ProjectRole };
}
