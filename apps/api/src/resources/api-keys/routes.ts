import { apiKeyRoutes, hasRole, type Locale, message } from '@perdura/contracts';
import type { Actor, ApiKeyRow } from '@perdura/database';
import { ApiError, invalid, notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { pageFields, pageRequest } from '../../page-request.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { presentApiKey } from './presenter.ts';

/** API keys: make, list, revoke, rotate. */
export function apiKeyResource({ database }: AppDependencies): BoundRoute[] {
  const { apiKeys, projects } = database;

  /** Another project's keys are an administrator's to make: a new project has none to begin with. */
  async function projectFor(actor: Actor, projectId: string | undefined, locale: Locale): Promise<string> {
    if (projectId === undefined || projectId === actor.projectId) return actor.projectId;
    if (!actor.admin) throw new ApiError('ADMIN_REQUIRED');
    const project = await projects.get(projectId);
    if (project === null) throw invalid([{ pointer: '/projectId', message: message(locale, 'noSuchProject') }]);
    return projectId;
  }

  /** A key of the project that the caller may end: an own one; owners end all. */
  async function managed(actor: Actor, id: string): Promise<ApiKeyRow> {
    const row = await apiKeys.get(actor.projectId, id);
    if (row === null || (row.userId !== actor.userId && !ownsAll(actor))) throw notFound('API_KEY_NOT_FOUND', id);
    return row;
  }

  return [
    bind(apiKeyRoutes.createApiKey).to(async ({ actor, body, audit, locale }) => {
      const projectId = await projectFor(actor, body.projectId, locale);
      const { name, expiresAt = null } = body;
      const scopes = [...new Set(body.scopes)];
      const { row, key } = await apiKeys.create(projectId, { userId: actor.userId, name, scopes, expiresAt });
      audit({ target: row.id, after: presentApiKey(row), projectId });
      return { status: 201, body: { ...presentApiKey(row), key } };
    }),

    bind(apiKeyRoutes.listApiKeys).to(async ({ actor, query }) => {
      const page = await apiKeys.list(actor.projectId, pageRequest(query), ownsAll(actor) ? undefined : actor.userId);
      return { status: 200, body: { apiKeys: page.items.map(presentApiKey), ...pageFields(page) } };
    }),

    bind(apiKeyRoutes.revokeApiKey).to(async ({ actor, params, audit }) => {
      const before = await managed(actor, params.id);
      await apiKeys.revoke(actor.projectId, params.id);
      audit(before.revokedAt ? null : { target: params.id, before: presentApiKey(before) });
      return { status: 200, body: { success: true } };
    }),

    bind(apiKeyRoutes.rotateApiKey).to(async ({ actor, params, body, audit }) => {
      const { overlapSeconds = 0 } = body;
      // Whoever rotates a key is shown the new one: that it is the own one keeps everybody to the own rights.
      const { userId } = await managed(actor, params.id);
      if (userId !== actor.userId) throw notFound('API_KEY_NOT_FOUND', params.id);
      const made = await apiKeys.rotate(actor.projectId, params.id, { overlapSeconds });
      if (made === null) throw notFound('API_KEY_NOT_FOUND', params.id);
      audit({ target: params.id, after: { replacedBy: made.row.id, overlapSeconds, name: made.row.name } });
      return { status: 201, body: { ...presentApiKey(made.row), key: made.key } };
    }),
  ];
}

function ownsAll({ role }: Actor): boolean {
  return hasRole(role, 'owner');
}
