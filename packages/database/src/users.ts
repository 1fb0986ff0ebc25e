import type { Page, PageRequest } from './paging.ts';

export interface UserRow {
  id: string;
  email: string;
  name: string;
  admin: boolean;
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
  create(input: { email: string; name: string; admin?: boolean }): Promise<UserRow>;
  get(userId: string): Promise<UserRow | null>;
  findByEmail(email: string): Promise<UserRow | null>;
  list(page: PageRequest): Promise<Page<UserRow>>;
  /** Makes the user a member, or changes the role of one. */
  addMember(projectId: string, member: { userId: string; role: string }): Promise<void>;
  removeMember(projectId: string, userId: string): Promise<boolean>;
  members(projectId: string): Promise<MemberRow[]>;
}
