import { type Approver, isOneOf, userIdentity } from './approval-rules.ts';
import type { Sql } from './store.ts';

/** A person as an approver of no level yet. */
export type Person = Pick<Approver, 'approver' | 'by' | 'identities'>;

export interface ResolvedApprovers {
  /** One entry per person, however often they are named, in the order of the texts. */
  people: Person[];
  /** Those of the texts that name nobody of the project. */
  unknown: string[];
}

interface KnownUser {
  id: string;
  email: string;
}

interface Named {
  users: Map<string, KnownUser>;
  groups: Map<string, string[]>;
}

/**
 * Whom approvers are: `user:<id>`, `group:<name>` (its members: ids of users, or addresses), or addresses, bare or as
 * `Name <address>`. Users count when they are members of the project or administer the installation.
 */
export async function resolveApprovers(
  sql: Sql,
  projectId: string,
  texts: readonly string[],
): Promise<ResolvedApprovers> {
  const asked = texts.map((text) => ({ text, reference: referenceOf(text) }));
  const groups = await groupsNamed(
    sql,
    projectId,
    asked.flatMap(({ reference }) => groupOf(reference)),
  );
  const users = await usersNamed(sql, projectId, [
    ...asked.map(({ reference }) => reference),
    ...[...groups.values()].flat().map(memberReference),
  ]);
  const people: Person[] = [];
  const unknown: string[] = [];
  for (const { text, reference } of asked) {
    const found = peopleOf(text.trim(), reference, { users, groups });
    if (found.length === 0) unknown.push(text);
    people.push(...found);
  }
  return { people: distinct(people, []), unknown };
}

/** Those of the people who are neither named twice nor among the others. */
export function distinct<Found extends Person>(
  people: readonly Found[],
  others: readonly Pick<Person, 'identities'>[],
): Found[] {
  const kept: Found[] = [];
  for (const person of people) {
    if (![...others, ...kept].some(({ identities }) => isOneOf(person, identities))) kept.push(person);
  }
  return kept;
}

type Reference = { user: string } | { group: string } | { address: string };

function referenceOf(text: string): Reference {
  const trimmed = text.trim();
  const [, kind, name = ''] = /^(user|group):\s*(.*)$/s.exec(trimmed) ?? [];
  if (kind === 'user') return { user: name };
  if (kind === 'group') return { group: name };
  return { address: (/<([^<>]*)>$/.exec(trimmed)?.[1] ?? trimmed).toLowerCase() };
}

/** A member of a group: the id of a user, bare or as `user:<id>`, or an address. */
function memberReference(member: string): Reference {
  return member.includes('@') ? referenceOf(member) : { user: member.trim().replace(/^user:\s*/, '') };
}

function groupOf(reference: Reference): string[] {
  return 'group' in reference ? [reference.group] : [];
}

async function groupsNamed(sql: Sql, projectId: string, names: string[]): Promise<Map<string, string[]>> {
  if (names.length === 0) return new Map();
  const rows = await sql<{ name: string; members: string[] }>(
    'SELECT name, members FROM groups WHERE project_id = $1 AND name = ANY($2::text[])',
    [projectId, names],
  );
  return new Map(rows.map(({ name, members }) => [name, members]));
}

/** Users by their id and by their address. */
async function usersNamed(sql: Sql, projectId: string, references: Reference[]): Promise<Map<string, KnownUser>> {
  const ids = references.flatMap((reference) => ('user' in reference ? [reference.user] : []));
  const addresses = references.flatMap((reference) => ('address' in reference ? [reference.address] : []));
  const rows = await sql<KnownUser>(
    `SELECT u.id, u.email FROM users u
     WHERE (u.id = ANY($2::text[]) OR u.email = ANY($3::text[]))
       AND (u.admin OR EXISTS (SELECT 1 FROM project_members m WHERE m.project_id = $1 AND m.user_id = u.id))`,
    [projectId, ids, addresses],
  );
  return new Map(rows.flatMap((user) => [[user.id, user] as const, [user.email, user] as const]));
}

function peopleOf(text: string, reference: Reference, named: Named): Person[] {
  if (!('group' in reference)) return personOf(text, reference, named);
  const members = named.groups.get(reference.group) ?? [];
  return members.flatMap((member) => personOf(text, memberReference(member), named));
}

/** The mail server has the last word; this only tells addresses from what names nobody. */
const ADDRESS = /^[^\s@<>(),;:\\"[\]\p{Cc}]+@[^\s@<>(),;:\\"[\]\p{Cc}]+$/u;

function personOf(text: string, reference: Reference, { users }: Named): Person[] {
  if ('address' in reference) {
    const { address } = reference;
    if (!ADDRESS.test(address)) return [];
    const user = users.get(address);
    return [{ approver: text, by: address, identities: [...(user ? [userIdentity(user.id)] : []), address] }];
  }
  const user = 'user' in reference ? users.get(reference.user) : undefined;
  if (user === undefined) return [];
  return [{ approver: text, by: user.email, identities: [userIdentity(user.id), user.email] }];
}
