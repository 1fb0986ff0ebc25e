import { memberRoutes } from '@perdura/contracts';
import type { MemberChange } from '@perdura/database';
import { ApiError, notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { pageFields, pageRequest } from '../../page-request.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { presentMember } from './presenter.ts';

/** Members of the project. */
export function memberResource({ database: { members } }: AppDependencies): BoundRoute[] {
  return [
    bind(memberRoutes.listMembers).to(async ({ actor, query }) => {
      const page = await members.list(actor.projectId, pageRequest(query));
      return { status: 200, body: { members: page.items.map(presentMember), ...pageFields(page) } };
    }),

    bind(memberRoutes.updateMember).to(async ({ actor, params: { userId }, body, audit }) => {
      const { before, after } = changed(await members.setRole(actor.projectId, userId, body.role), userId);
      if (after === null) throw notFound('MEMBER_NOT_FOUND', userId);
      audit({ target: userId, before: presentMember(before), after: presentMember(after) });
      return { status: 200, body: presentMember(after) };
    }),

    bind(memberRoutes.removeMember).to(async ({ actor, params: { userId }, audit }) => {
      const { before } = changed(await members.remove(actor.projectId, userId), userId);
      audit({ target: userId, before: presentMember(before) });
      return { status: 200, body: { success: true } };
    }),
  ];
}

function changed(change: MemberChange | null, userId: string) {
  if (change === null) throw notFound('MEMBER_NOT_FOUND', userId);
  if (change.kind === 'last-owner') throw new ApiError('LAST_OWNER', { values: { user: change.member.user.email } });
  return change;
}
