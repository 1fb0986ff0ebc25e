import type { Database } from '../database.ts';
import { newId } from '../ids.ts';

/** A project's key, group and invitations. */
export async function furnishPeople(database: Database, { projectId, userId }: { projectId: string; userId: string }) {
  const apiKey = await database.apiKeys.create(projectId, { userId, name: 'k', scopes: ['read'] });
  await database.groups.put(projectId, 'own', ['own@example.com']);
  const invited = { invitedBy: userId, email: `${newId()}@example.com`, lifeSeconds: 60 };
  const made = await database.userInvitations.invite(projectId, { ...invited, type: 'PROJECT', projectRole: 'viewer' });
  if (!('invitation' in made)) throw new Error('no invitation was made');
  return { apiKey, invitation: made.invitation };
}

type Furnished = Awaited<ReturnType<typeof furnishPeople>> & { userId: string };
type Attempt = (database: Database, stranger: string, own: Furnished) => Promise<unknown>;

const PAGE = { limit: 100 };
const EMPTY = { items: [], total: 0, nextCursor: null };
const FIRST_PAGE = { limit: 100, cursor: null };
const EMPTY_PAGE = { items: [], next: null, previous: null };

/** What a stranger who knows every id gets from each method, and the harmless answer. */
export const PEOPLE_ATTEMPTS: Record<string, [Attempt, unknown]> = {
  'apiKeys.actor': [(d, s, own) => d.apiKeys.actor(s, own.apiKey.row.id), null],
  'apiKeys.get': [(d, s, own) => d.apiKeys.get(s, own.apiKey.row.id), null],
  'apiKeys.list': [(d, s, own) => d.apiKeys.list(s, PAGE, own.userId), EMPTY],
  'apiKeys.revoke': [(d, s, own) => d.apiKeys.revoke(s, own.apiKey.row.id), false],
  'apiKeys.rotate': [(d, s, own) => d.apiKeys.rotate(s, own.apiKey.row.id, { overlapSeconds: 0 }), null],
  'groups.get': [(d, s) => d.groups.get(s, 'own'), null],
  'groups.list': [(d, s) => d.groups.list(s, PAGE), EMPTY],
  'groups.remove': [(d, s) => d.groups.remove(s, 'own'), false],
  'members.get': [(d, s, own) => d.members.get(s, own.userId), null],
  'members.list': [
    async (d, s, own) => (await d.members.list(s, PAGE)).items.filter(({ userId }) => userId === own.userId),
    [],
  ],
  'members.remove': [(d, s, own) => d.members.remove(s, own.userId), null],
  'members.setRole': [(d, s, own) => d.members.setRole(s, own.userId, 'viewer'), null],
  'userInvitations.list': [(d, s) => d.userInvitations.list(s, {}, FIRST_PAGE), EMPTY_PAGE],
  'userInvitations.remove': [(d, s, own) => d.userInvitations.remove(s, own.invitation.id), null],
  'users.members': [async (d, s, own) => (await d.users.members(s)).filter(({ userId }) => userId === own.userId), []],
};

/** Methods that are about whole projects or users, make something, or take a secret that only its holder knows. */
export const PEOPLE_WITHOUT_FOREIGN_ID: string[] = [
  ...[
    'apiKeys.authenticate',
    'apiKeys.create',
    'apiKeys.known',
    'groups.put',
    'projects.archive',
    'projects.create',
    'projects.get',
  ],
  ...['projects.list', 'projects.ofUser', 'projects.oldest', 'projects.restore'],
  ...['userInvitations.accept', 'userInvitations.claimUnmailed', 'userInvitations.find', 'userInvitations.invite'],
  ...['userInvitations.issueToken', 'userInvitations.listForPlatform', 'userInvitations.markMailed'],
  ...['userInvitations.removeForPlatform', 'users.addMember', 'users.create', 'users.findByEmail', 'users.get'],
  ...['users.list', 'users.update'],
];
