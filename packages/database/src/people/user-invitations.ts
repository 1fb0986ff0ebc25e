import type { InvitationType, PlatformRole, ProjectRole } from '@perdura/contracts';
import { newId } from '../ids.ts';
import { hashToken, type TokenMail, type TokenMails, tokenMails } from '../sign-in/token-mails.ts';
import { columns, type Sql, type Store } from '../store.ts';
import { type TwoWayPage, type TwoWayPageRequest, twoWayPage } from '../two-way-paging.ts';
import { normalizedEmail } from '../users.ts';

/** A mail that asks somebody to join a project, or the installation. */
export interface UserInvitationRow {
  id: string;
  email: string;
  type: InvitationType;
  /** The project that it is for; of a PLATFORM invitation the one in which it was made. */
  projectId: string;
  /** Of PROJECT invitations. */
  projectRole: ProjectRole | null;
  /** Of PLATFORM invitations. */
  platformRole: PlatformRole | null;
  status: 'PENDING' | 'ACCEPTED';
  /** Id of the user who invites. */
  invitedBy: string;
  expiresAt: Date;
  acceptedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

export type NewUserInvitation = { email: string; invitedBy: string; lifeSeconds: number } & (
  | { type: 'PROJECT'; projectRole: ProjectRole }
  | { type: 'PLATFORM'; platformRole: PlatformRole }
);

export interface InvitationMail extends TokenMail {
  type: InvitationType;
  projectName: string;
  inviterName: string;
  role: ProjectRole | PlatformRole;
  expiresAt: Date;
}

/** An invitation that can be accepted, as whoever holds its token sees it. */
export interface OpenInvitation {
  invitation: UserInvitationRow;
  projectName: string;
  inviterName: string;
  /** Whether there is an account of the address. */
  hasAccount: boolean;
}

/** How somebody joins who has no account yet. */
export interface NewAccount {
  name: string;
  /** Null: the account gets one by a reset. */
  passwordHash: string | null;
}

export interface Acceptance {
  invitation: UserInvitationRow;
  userId: string;
  /** Whether the account was made just now. */
  isNew: boolean;
}

export interface UserInvitationRepository extends TokenMails<InvitationMail> {
  /**
   * Invites, or invites again: the pending invitation of the address gets the new role and a new time to live, is mailed
   * anew, and its earlier link ends. The role that the person has already is answered instead where inviting would
   * change nothing: of a project's member any, of a user of the installation this one.
   */
  invite(
    projectId: string,
    input: NewUserInvitation,
  ): Promise<{ invitation: UserInvitationRow; isNew: boolean } | { present: ProjectRole | PlatformRole }>;
  /** Invitations to the project. */
  list(
    projectId: string,
    filter: { status?: string[] },
    page: TwoWayPageRequest,
  ): Promise<TwoWayPage<UserInvitationRow>>;
  /** Takes one to the project back; what it was, or null when there is none. */
  remove(projectId: string, id: string): Promise<UserInvitationRow | null>;
  /** Invitations to the installation, from any project. */
  listForPlatform(filter: { status?: string[] }, page: TwoWayPageRequest): Promise<TwoWayPage<UserInvitationRow>>;
  removeForPlatform(id: string): Promise<UserInvitationRow | null>;
  /**
   * The invitation of a token; null when there is none, or when its sender may not invite any more. One that was accepted
   * or has expired is `spent`.
   */
  find(token: string): Promise<OpenInvitation | 'spent' | null>;
  /**
   * Accepts for the address that was mailed, once: makes the account when there is none, and gives the role. A higher role
   * that the person has meanwhile stays. Answers as `find` does where there is nothing to accept.
   *
   * @param account what an account is made with; nothing of it reaches one that there is
   */
  accept(token: string, account: NewAccount): Promise<Acceptance | 'spent' | null>;
}

export function userInvitationRepository({ sql, underLock }: Store): UserInvitationRepository {
  const listed = (condition: string, value: string | null, status: string[] | undefined, page: TwoWayPageRequest) =>
    twoWayPage(page, ({ below, above, orderBy, take }) =>
      sql<UserInvitationRow>(
        `SELECT ${FIELDS} FROM user_invitations i
         WHERE ${condition} AND ($2::text[] IS NULL OR i.status = ANY($2)) AND ($3::text IS NULL OR i.id < $3)
           AND ($4::text IS NULL OR i.id > $4)
         ORDER BY i.id ${orderBy.id === 'asc' ? 'ASC' : 'DESC'} LIMIT $5`,
        [value, status ?? null, below, above, take],
      ),
    );
  const removed = async (condition: string, values: (string | null)[]) => {
    const [row] = await sql<UserInvitationRow>(
      `DELETE FROM user_invitations i WHERE i.id = $2 AND ${condition} RETURNING ${FIELDS}`,
      values,
    );
    return row ?? null;
  };
  return {
    ...tokenMails<InvitationMail>(sql, {
      table: 'user_invitations',
      open: `r.status = 'PENDING'`,
      columns: `r.email, u.locale, r.type, p.name AS "projectName", i.name AS "inviterName",
        coalesce(r.project_role, r.platform_role) AS role, r.expires_at AS "expiresAt"`,
      joins: `JOIN projects p ON p.id = r.project_id JOIN users i ON i.id = r.invited_by
        LEFT JOIN users u ON u.email = r.email`,
    }),
    invite: (projectId, input) => {
      const email = normalizedEmail(input.email);
      return underLock(`invitation:${email}`, (within) => invite(within, projectId, { ...input, email }));
    },
    list: (projectId, { status }, page) => listed(`i.type = 'PROJECT' AND i.project_id = $1`, projectId, status, page),
    remove: (projectId, id) => removed(`i.type = 'PROJECT' AND i.project_id = $1`, [projectId, id]),
    listForPlatform: ({ status }, page) => listed(`i.type = 'PLATFORM' AND $1::text IS NULL`, null, status, page),
    removeForPlatform: (id) => removed(`i.type = 'PLATFORM' AND $1::text IS NULL`, [null, id]),
    async find(token) {
      const found = await findOpen(sql, token);
      if (found === null || isSpent(found)) return found && 'spent';
      const { projectName, inviterName, hasAccount, expired: _, ...invitation } = found;
      return { invitation, projectName, inviterName, hasAccount };
    },
    async accept(token, account) {
      const known = await findOpen(sql, token);
      if (known === null) return null;
      return await underLock(`invitation:${known.email}`, (within) => accept(within, token, account));
    },
  };
}

const FIELDS = columns(
  [
    ...['id', 'email', 'type', 'projectId', 'projectRole', 'platformRole', 'status', 'invitedBy', 'expiresAt'],
    ...['acceptedAt', 'createdAt', 'updatedAt'],
  ],
  'i',
);

async function invite(sql: Sql, projectId: string, input: NewUserInvitation) {
  const present = await presentRole(sql, projectId, input);
  if (present !== null) return { present };
  const { email, type, invitedBy, lifeSeconds } = input;
  const roles =
    input.type === 'PROJECT'
      ? { projectRole: input.projectRole, platformRole: null }
      : { projectRole: null, platformRole: input.platformRole };
  const values = [email, type, projectId, roles.projectRole, roles.platformRole, invitedBy, lifeSeconds];
  const [renewed] = await sql<UserInvitationRow>(
    `UPDATE user_invitations i SET project_role = $4, platform_role = $5, invited_by = $6, token_hash = NULL,
       mail_due_at = now(), expires_at = now() + make_interval(secs => $7), updated_at = now()
     WHERE i.email = $1 AND i.type = $2 AND (i.type = 'PLATFORM' OR i.project_id = $3) AND i.status = 'PENDING'
     RETURNING ${FIELDS}`,
    values,
  );
  if (renewed !== undefined) return { invitation: renewed, isNew: false };
  const [made] = await sql<UserInvitationRow>(
    `INSERT INTO user_invitations AS i
       (email, type, project_id, project_role, platform_role, invited_by, mail_due_at, expires_at, id)
     VALUES ($1, $2, $3, $4, $5, $6, now(), now() + make_interval(secs => $7), $8) RETURNING ${FIELDS}`,
    [...values, newId()],
  );
  if (made === undefined) throw new Error(`no invitation was made for the project ${projectId}`);
  return { invitation: made, isNew: true };
}

/** What an invitation would give, where the person has it already. */
async function presentRole(
  sql: Sql,
  projectId: string,
  input: NewUserInvitation,
): Promise<ProjectRole | PlatformRole | null> {
  const [user] = await sql<{ admin: boolean; operator: boolean; role: ProjectRole | null }>(
    `SELECT u.admin, u.operator, m.role FROM users u
     LEFT JOIN project_members m ON m.user_id = u.id AND m.project_id = $2 WHERE u.email = $1`,
    [input.email, projectId],
  );
  if (user === undefined) return null;
  if (input.type === 'PROJECT') return user.role;
  const has = { ADMIN: user.admin, OPERATOR: user.operator, MEMBER: true };
  return has[input.platformRole] ? input.platformRole : null;
}

type FoundInvitation = UserInvitationRow & Omit<OpenInvitation, 'invitation'> & { expired: boolean };

function isSpent({ status, expired }: FoundInvitation): boolean {
  return status === 'ACCEPTED' || expired;
}

/** Nobody gives by mail what they could not give any more by hand. */
async function findOpen(sql: Sql, token: string, lock = ''): Promise<FoundInvitation | null> {
  const [found] = await sql<FoundInvitation>(
    `SELECT ${FIELDS}, p.name AS "projectName", s.name AS "inviterName", i.expires_at <= now() AS expired,
       EXISTS (SELECT 1 FROM users a WHERE a.email = i.email) AS "hasAccount"
     FROM user_invitations i JOIN projects p ON p.id = i.project_id AND p.archived_at IS NULL
     JOIN users s ON s.id = i.invited_by
     WHERE i.token_hash = $1 AND (i.status = 'ACCEPTED' OR s.disabled_at IS NULL AND (s.admin OR i.type = 'PROJECT' AND EXISTS (
       SELECT 1 FROM project_members m WHERE m.project_id = i.project_id AND m.user_id = s.id AND m.role = 'owner')))
     ${lock}`,
    [hashToken(token)],
  );
  return found ?? null;
}

async function accept(sql: Sql, token: string, account: NewAccount): Promise<Acceptance | 'spent' | null> {
  const found = await findOpen(sql, token, 'FOR UPDATE OF i');
  if (found === null || isSpent(found)) return found && 'spent';
  const { userId, isNew } = await accountOf(sql, found.email, account);
  if (found.type === 'PROJECT') await join(sql, found, userId);
  else await raise(sql, found, userId);
  const [invitation = found] = await sql<UserInvitationRow>(
    `UPDATE user_invitations i SET status = 'ACCEPTED', accepted_at = now(), updated_at = now(), mail_due_at = NULL
     WHERE i.id = $1 RETURNING ${FIELDS}`,
    [found.id],
  );
  return { invitation, userId, isNew };
}

async function accountOf(sql: Sql, email: string, account: NewAccount): Promise<{ userId: string; isNew: boolean }> {
  const { name, passwordHash } = account;
  const [made] = await sql<{ id: string }>(
    `INSERT INTO users (id, email, name, password_hash, password_changed_at)
     VALUES ($1, $2, $3, $4, CASE WHEN $4::text IS NULL THEN NULL ELSE now() END)
     ON CONFLICT (email) DO NOTHING RETURNING id`,
    [newId(), email, name, passwordHash],
  );
  if (made !== undefined) return { userId: made.id, isNew: true };
  const [known] = await sql<{ id: string }>('SELECT id FROM users WHERE email = $1', [email]);
  if (known === undefined) throw new Error('an account went as an invitation to it was accepted');
  return { userId: known.id, isNew: false };
}

async function join(sql: Sql, { projectId, projectRole }: UserInvitationRow, userId: string): Promise<void> {
  await sql(
    `INSERT INTO project_members AS m (project_id, user_id, role) VALUES ($1, $2, $3)
     ON CONFLICT (project_id, user_id) DO UPDATE SET role = EXCLUDED.role
     WHERE array_position(${ORDER}, m.role) < array_position(${ORDER}, EXCLUDED.role)`,
    [projectId, userId, projectRole],
  );
}

const ORDER = `ARRAY['viewer', 'operator', 'editor', 'owner']`;

async function raise(sql: Sql, { platformRole }: UserInvitationRow, userId: string): Promise<void> {
  await sql(`UPDATE users SET admin = admin OR $2 = 'ADMIN', operator = operator OR $2 = 'OPERATOR' WHERE id = $1`, [
    userId,
    platformRole,
  ]);
}
