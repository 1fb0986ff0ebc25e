import type { Database, RecordRow, TableRow } from '@perdura/database';

type Records = Pick<Database, 'tableRecords'>;

/** Records that are read at once: each may hold 512 KB. */
const PAGE = 200;
/** Behind the ids of all records, which are hexadecimal. */
const BEHIND_ALL = 'g';

/**
 * The records that a table has when this begins, in pages, oldest first, each as it is when its page is read. What is
 * added meanwhile is left out, so there is an end to it.
 *
 * @throws the signal's reason: what was given by then is not the whole
 */
export async function* recordPages(
  database: Records,
  table: TableRow,
  signal: AbortSignal,
): AsyncGenerator<RecordRow[]> {
  const newest = await newestId(database, table);
  for (let after: string | null = ''; after !== null && after < newest; ) {
    signal.throwIfAborted();
    const cursor = after === '' ? null : { id: after, direction: 'next' as const };
    const page = await database.tableRecords.list(table.projectId, table.id, [], { limit: PAGE, cursor });
    const records = page.items.filter(({ id }) => id <= newest);
    if (records.length > 0) yield records;
    after = page.next;
  }
}

/** Empty for a table without records. */
async function newestId({ tableRecords }: Records, { projectId, id }: TableRow): Promise<string> {
  const cursor = { id: BEHIND_ALL, direction: 'previous' as const };
  const { items } = await tableRecords.list(projectId, id, [], { limit: 1, cursor });
  return items.at(-1)?.id ?? '';
}
