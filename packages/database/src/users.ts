import { NameTaken, UnknownReference } from './errors.ts';
import { newId } from './ids.ts';
import { before, type Page, type PageRequest, toPage } from './paging.ts';
import { isForeignKeyViolation, isUniqueViolation, type Store } from './store.ts';

export interface UserRow {
  id: string;
  email: string;
  name: string;
  admin: boolean;
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
      const data = { id: newId(), email: normalized(email), name, admin, locale };
      try {
        return await prisma.user.create({ data });
      } catch (error) {
        throw isUniqueViolation(error) ? new NameTaken('a user', 'email', data.email) : error;
      }
    },
    get: (userId) => prisma.user.findUnique({ where: { id: userId } }),
    findByEmail: (email) => prisma.user.findUnique({ where: { email: normalized(email) } }),
    async list({ limit, cursor }) {
      const rows = prisma.user.findMany({ where: before(cursor), orderBy: { id: 'desc' }, take: limit + 1 });
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
      prisma.projectMember.findMany({ where: { projectId }, include: { user: true }, orderBy: { createdAt: 'asc' } }),
  };
}

/** Addresses are compared without regard to case, as people write them. */
function normalized(email: string): string {
  return email.trim().toLowerCase();
}
