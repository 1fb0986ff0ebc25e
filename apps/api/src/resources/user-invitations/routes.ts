import { type BodyOf, userInvitationRoutes } from '@perdura/contracts';
import type { Actor, NewUserInvitation, UserInvitationRow } from '@perdura/database';
import { wireId } from '@perdura/definition';
import { ApiError, notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { enginePageRequest, presentPage } from '../../engine/engine-pages.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { withoutUndefined } from '../../without-undefined.ts';
import { presentInvitation } from './presenter.ts';

const SECONDS_OF_A_DAY = 24 * 3_600;

/** Invitations to the project and to the installation: for those who send them. */
export function userInvitationResource(deps: AppDependencies): BoundRoute[] {
  const { database, settings } = deps;
  const { userInvitations } = database;

  return [
    bind(userInvitationRoutes.createUserInvitation).to(async ({ actor, body, audit }) => {
      if (body.type === 'PLATFORM') requireAdmin(actor);
      const input = inputOf(actor, body, settings.invitationDays * SECONDS_OF_A_DAY);
      const made = await userInvitations.invite(actor.projectId, input);
      if ('present' in made) {
        throw new ApiError('ALREADY_MEMBER', { values: { email: body.email.slice(0, 100), role: made.present } });
      }
      const shown = presentInvitation(made.invitation);
      audit({ target: made.invitation.id, after: { ...shown, again: !made.isNew } });
      return { status: 201, body: shown };
    }),

    bind(userInvitationRoutes.listUserInvitations).to(async ({ actor, query }) => {
      const filter = withoutUndefined({ status: query.status });
      const page = enginePageRequest(query);
      if (query.type === 'PLATFORM') requireAdmin(actor);
      const found = await (query.type === 'PLATFORM'
        ? userInvitations.listForPlatform(filter, page)
        : userInvitations.list(actor.projectId, filter, page));
      return { status: 200, body: presentPage(found, presentInvitation) };
    }),

    bind(userInvitationRoutes.deleteUserInvitation).to(async ({ actor, params: { id }, audit }) => {
      const gone = (await userInvitations.remove(actor.projectId, id)) ?? (await removeForPlatform(actor, id));
      if (gone === null) throw notFound('INVITATION_NOT_FOUND', wireId(id));
      audit({ target: id, before: presentInvitation(gone) });
      return { status: 204, body: undefined };
    }),
  ];

  /** Those to the installation are none to whoever does not administer it. */
  async function removeForPlatform(actor: Actor, id: string): Promise<UserInvitationRow | null> {
    return actor.admin ? await userInvitations.removeForPlatform(id) : null;
  }
}

function requireAdmin({ admin }: Actor): void {
  if (!admin) throw new ApiError('ADMIN_REQUIRED');
}

type Given = BodyOf<typeof userInvitationRoutes.createUserInvitation>;

/** The contract has seen to it that the role of the type is there. */
function inputOf({ userId }: Actor, { email, type, projectRole, platformRole }: Given, lifeSeconds: number) {
  const common = { email, invitedBy: userId, lifeSeconds };
  const input: NewUserInvitation =
    type === 'PROJECT'
      ? { ...common, type, projectRole: projectRole ?? 'viewer' }
      : { ...common, type, platformRole: platformRole ?? 'MEMBER' };
  return input;
}
