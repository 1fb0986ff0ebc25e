import { auditRoutes } from '@perdura/contracts';
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
      const { limit, cursor, ...filter } = query;
      const page = await database.audit.list(actor.projectId, withoutUndefined(filter), pageRequest({ limit, cursor }));
      return { status: 200, body: { entries: page.items.map(presentAuditEntry), nextCursor: page.nextCursor } };
    }),

    bind(auditRoutes.exportAudit).to(async ({ actor, query, signal, log }) => {
      const filter = withoutUndefined(query);
      return { status: 200, body: auditExport({ database, projectId: actor.projectId, filter, signal, log }) };
    }),
  ];
}
