import { ENGINE_ROLE_NAMES, PROJECT_ROLES, type ProjectRole } from '@perdura/contracts';
import type { UserInvitationRow } from '@perdura/database';
import { wireId } from '@perdura/definition';
import { entityFields } from '../../engine/entity-fields.ts';
import { time } from '../../page-request.ts';

export function presentInvitation(row: UserInvitationRow) {
  const { email, status, type, platformRole, projectId, projectRole, expiresAt } = row;
  const shownRole = projectRole === null ? null : presentRole(projectRole);
  return {
    ...entityFields(row),
    ...{ email, status, type, platformRole, platformId: PLATFORM_ID },
    projectId: type === 'PROJECT' ? projectId : null,
    projectRoleId: shownRole?.id ?? null,
    projectRole: shownRole,
    expiresAt: time(expiresAt),
  };
}

/** The engine's clients know roles as things of their own; ours are the same in every installation. */
function presentRole(role: ProjectRole) {
  const id = PLATFORM_STORED_ID.slice(0, -1) + (PROJECT_ROLES.indexOf(role) + 1);
  const since = { createdAt: new Date(0), updatedAt: new Date(0) };
  return {
    ...entityFields({ id, ...since }),
    ...{ name: ENGINE_ROLE_NAMES[role], role, type: 'DEFAULT' as const, platformId: PLATFORM_ID },
  };
}

const PLATFORM_STORED_ID = '000000000000000000000000';

/** An installation is one platform. */
const PLATFORM_ID = wireId(PLATFORM_STORED_ID);
