import { NameTaken, UnknownReference } from './errors.ts';
import { newId } from './ids.ts';
import { before, type Page, type PageRequest, toPage } from './paging.ts';
import { isForeignKeyViolation, isUniqueViolation, type Store } from './store.ts';

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
  role: string;
  createdAt: Date;
  user: UserRow;
}

/** Users of the installation, and their membership of projects. */
export interface UserRepository {
  /** @throws NameTaken when the e-mail address (compared in lower case) is in use */
  create(input: { email: string; name: string; admin?: boolean; locale?: string | null }): Promise<UserRow>;
  get(userId: string): Promise<UserRow | null>;
  findByEmail(email: string): Promise<UserRow | null>;
  list(page: PageRequest): Promise<Page<UserRow>>;
  /** Makes the user a member, or changes the role of one. */
  addMember(projectId: string, member: { userId: string; role: string }): Promise<void>;
  removeMember(projectId: string, userId: string): Promise<boolean>;
  members(projectId: string): Promise<MemberRow[]>;
}

export function userRepository({ prisma }: Store): UserRepository {
  return {
    async create({ email, name, admin = false, locale = null }) {
      const data = { id: newId(), email: normalizedEmail(email), name, admin, locale };
      try {
        return await prisma.user.create({ data, select: USER });
      } catch (error) {
        throw isUniqueViolation(error) ? new NameTaken('a user', 'email', data.email) : error;
      }
    },
    get: (userId) => prisma.user.findUnique({ where: { id: userId }, select: USER }),
    findByEmail: (email) => prisma.user.findUnique({ where: { email: normalizedEmail(email) }, select: USER }),
    async list({ limit, cursor }) {
      const order = { orderBy: { id: 'desc' }, take: limit + 1 } as const;
      const rows = prisma.user.findMany({ where: before(cursor), ...order, select: USER });
      const [items, total] = await Promise.all([rows, prisma.user.count()]);
      return toPage(items, limit, total);
    },
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
    async removeMember(projectId, userId) {
      const { count } = await prisma.projectMember.deleteMany({ where: { projectId, userId } });
      return count > 0;
    },
    members: (projectId) =>
      prisma.projectMember.findMany({
        where: { projectId },
        include: { user: { select: USER } },
        orderBy: { createdAt: 'asc' },
      }),
  };
}

/** What a row of a user carries: never the hash of a password. */
const USER = {
  ...{ id: true, email: true, name: true, admin: true, operator: true },
  ...{ locale: true, disabledAt: true, createdAt: true },
} as const;

/** Addresses are compared without regard to case, as people write them. */
export function normalizedEmail(email: string): string {
  return email.trim().toLowerCase();
}
