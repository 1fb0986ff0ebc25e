import { groupRoutes, type Locale, message } from '@perdura/contracts';
import type { Database } from '@perdura/database';
import type { Fault } from '@perdura/definition';
import { invalid, notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { pageFields, pageRequest } from '../../page-request.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { presentGroup } from './presenter.ts';

/** Groups of approvers. */
export function groupResource({ database }: AppDependencies): BoundRoute[] {
  const { groups } = database;

  return [
    bind(groupRoutes.listGroups).to(async ({ actor, query }) => {
      const page = await groups.list(actor.projectId, pageRequest(query));
      return { status: 200, body: { groups: page.items.map(presentGroup), ...pageFields(page) } };
    }),

    bind(groupRoutes.getGroup).to(async ({ actor, params }) => {
      const group = await groups.get(actor.projectId, params.name);
      if (group === null) throw notFound('GROUP_NOT_FOUND', params.name);
      return { status: 200, body: presentGroup(group) };
    }),

    bind(groupRoutes.saveGroup).to(async ({ actor, params, body, locale, audit }) => {
      const faults = await memberFaults(database, actor.projectId, body.members, locale);
      if (faults.length > 0) throw invalid(faults);
      const before = await groups.get(actor.projectId, params.name);
      const after = presentGroup(await groups.put(actor.projectId, params.name, body.members));
      audit({ target: after.id, before: before && presentGroup(before), after });
      return { status: 200, body: after };
    }),

    bind(groupRoutes.deleteGroup).to(async ({ actor, params, audit }) => {
      const before = await groups.get(actor.projectId, params.name);
      if (!(await groups.remove(actor.projectId, params.name))) throw notFound('GROUP_NOT_FOUND', params.name);
      audit({ target: before?.id ?? params.name, before: before && presentGroup(before) });
      return { status: 200, body: { success: true } };
    }),
  ];
}

const ADDRESS = /^[^\s@<>(),;:\\"[\]]+@[^\s@<>(),;:\\"[\]]+$/;

/** Members are addresses, or ids of users whom the project knows. */
async function memberFaults(
  { approvals }: Pick<Database, 'approvals'>,
  projectId: string,
  members: string[],
  locale: Locale,
): Promise<Fault[]> {
  const names = members.map((member) => (member.includes('@') ? null : `user:${member.replace(/^user:\s*/, '')}`));
  const { unknown } = await approvals.resolve(
    projectId,
    names.filter((name) => name !== null),
  );
  return members.flatMap((member, index) => {
    const name = names[index] ?? null;
    const isKnown = name === null ? ADDRESS.test(member) : !unknown.includes(name);
    if (isKnown) return [];
    const found = JSON.stringify(member.slice(0, 100));
    return [{ pointer: `/members/${index}`, message: message(locale, 'unknownMember', { found }) }];
  });
}
