import { auditRoutes } from '@perdura/contracts';
import type { Actor } from '@perdura/database';
import { ApiError } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { pageRequest } from '../../page-request.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { withoutUndefined } from '../../without-undefined.ts';
import { auditExport } from './export.ts';
import { presentAuditEntry } from './presenter.ts';

/** The audit log of the project. */
export function auditResource({ database }: AppDependencies): BoundRoute[] {
  return [
    bind(auditRoutes.listAudit).to(async ({ actor, query }) => {
      requireAdministrator(actor);
      const { limit, cursor, ...filter } = query;
      const page = await database.audit.list(actor.projectId, withoutUndefined(filter), pageRequest({ limit, cursor }));
      return { status: 200, body: { entries: page.items.map(presentAuditEntry), nextCursor: page.nextCursor } };
    }),

    bind(auditRoutes.exportAudit).to(async ({ actor, query, signal, log }) => {
      requireAdministrator(actor);
      const filter = withoutUndefined(query);
      return { status: 200, body: auditExport({ database, projectId: actor.projectId, filter, signal, log }) };
    }),
  ];
}

/** The log shows what others did, and from where. */
function requireAdministrator({ admin, role }: Actor): void {
  if (!admin && role !== 'owner') throw new ApiError('ADMIN_REQUIRED');
}
