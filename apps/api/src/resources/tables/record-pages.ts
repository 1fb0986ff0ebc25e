import type { Database, RecordRow, TableRow } from '@perdura/database';

const PAGE = 500;

/** All records of a table in pages, oldest first; ends when the signal aborts. */
export async function* recordPages(
  { tableRecords }: Pick<Database, 'tableRecords'>,
  { projectId, id }: TableRow,
  signal: AbortSignal,
): AsyncGenerator<RecordRow[]> {
  for (let after: string | null = ''; after !== null && !signal.aborted; ) {
    const cursor = after === '' ? null : { id: after, direction: 'next' as const };
    const page = await tableRecords.list(projectId, id, [], { limit: PAGE, cursor });
    if (page.items.length > 0) yield page.items;
    after = page.next;
  }
}
