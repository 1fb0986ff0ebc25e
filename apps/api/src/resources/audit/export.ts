import type { AuditFilter, Database } from '@perdura/database';
import type { Logger } from 'pino';
import { TextStream } from '../../streaming/text-stream.ts';
import { presentAuditEntry } from './presenter.ts';

export interface AuditExportRequest {
  database: Pick<Database, 'audit'>;
  projectId: string;
  filter: AuditFilter;
  /** Aborts when the caller hangs up. */
  signal: AbortSignal;
  log: Logger;
}

/** Entries that are read at once: each may hold 32 KB. */
const PAGE = 100;

/** All entries that pass a filter as a stream, one a line. */
export function auditExport(request: AuditExportRequest): TextStream {
  return new TextStream({
    contentType: 'application/x-ndjson; charset=utf-8',
    name: `audit-${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}.ndjson`,
    open: () => lines(request),
    log: request.log,
  });
}

/** Goes down by id: what is written meanwhile is newer than the first page, and not among them. */
async function* lines({ database, projectId, filter, signal }: AuditExportRequest): AsyncGenerator<string> {
  let cursor: string | null = null;
  do {
    const page = await database.audit.list(projectId, filter, { limit: PAGE, cursor });
    yield page.items.map((entry) => `${JSON.stringify(presentAuditEntry(entry))}\n`).join('');
    cursor = page.nextCursor;
  } while (cursor !== null && !signal.aborted);
}
