import { storedId } from '@perdura/definition';
import { z } from 'zod';
import { fault, id, jsonValue, pageFields, pageQuery, quoted, timestamp, timeText } from '../fields.ts';
import { defineRoute } from '../route.ts';

const entryDocument = z
  .object({
    id,
    action: z.string().meta({ description: '`<resource>.<verb>`', example: 'workflow.update' }),
    by: z.string().meta({ description: 'Who it was, as people know them', example: 'li@example.com' }),
    actorType: z
      .enum(['user', 'address', 'job', 'system'])
      .meta({ description: '`address`: whoever was mailed a link; `job`: an operation over many runs' }),
    actorId: z.string(),
    apiKeyId: id.nullable().meta({ description: 'The key that the user acted with' }),
    target: z.string().meta({ description: 'Id of the resource' }),
    before: jsonValue.meta({ description: 'The changed fields as they were; null for what was made' }),
    after: jsonValue.meta({ description: 'The changed fields as they became; null for what is gone' }),
    ip: z.string().nullable(),
    requestId: z.string().nullable(),
    at: timestamp,
  })
  .meta({ id: 'AuditEntry' });

const action = z
  .string()
  .max(100)
  .check(({ value, issues }) => {
    if (!/^[a-z-]+\.([a-z-]+|\*)$/.test(value)) {
      issues.push(fault('badPattern', { expected: '`<resource>.<verb>` or `<resource>.*`', found: quoted(value) }));
    }
  })
  .meta({ description: 'An action, or all of a resource: `workflow.*`', example: 'workflow.update' });

const name = (description: string) => z.string().min(1).max(320).meta({ description });

const filters = {
  // Flows and tables are told by ids in another spelling than that of the log.
  target: name('Id of the resource, in either spelling')
    .transform((text) => storedId(text) ?? text)
    .optional(),
  actor: name('Who it was: the address or the id').optional(),
  action: action.optional(),
  after: timeText('Only later entries').optional(),
  before: timeText('Only earlier entries').optional(),
};

const listAudit = defineRoute({
  method: 'get',
  path: '/v1/audit',
  operationId: 'listAudit',
  summary: 'Search what was changed and decided in the project, and by whom',
  description: 'For owners of the project. Entries are never changed or deleted.',
  tag: 'Audit',
  scope: 'read',
  role: 'owner',
  query: z.strictObject({ ...pageQuery, ...filters }),
  responses: {
    200: {
      description: 'Entries, newest first',
      schema: z
        .object({ entries: z.array(entryDocument), nextCursor: pageFields.nextCursor })
        .meta({ id: 'AuditEntryList' }),
    },
  },
});

const exportAudit = defineRoute({
  method: 'get',
  path: '/v1/audit/export',
  operationId: 'exportAudit',
  summary: 'Download all entries of a search, newest first, one a line as JSON',
  description: 'When it fails on the way the connection is cut.',
  tag: 'Audit',
  scope: 'read',
  role: 'owner',
  query: z.strictObject(filters),
  responses: {
    200: {
      description: 'The entries that were there when it began',
      schema: z.unknown(),
      contentType: 'application/x-ndjson',
      headers: { 'Content-Disposition': 'Always an attachment' },
    },
  },
});

export const auditRoutes = { listAudit, exportAudit };
