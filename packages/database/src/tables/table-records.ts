import type { Store } from '../store.ts';
import { type TwoWayPage, type TwoWayPageRequest, twoWayPage } from '../two-way-paging.ts';
import { type RecordCondition, recordConditions } from './record-filters.ts';
import { type FoundRecords, queryRecords, type RecordQuery } from './record-query.ts';
import { RECORD_COLUMNS, type RecordOptions, type RecordRow, recordsById } from './record-row.ts';
import { type RecordWriting, recordWriting } from './record-writing.ts';

/** Records of tables. Changes are told to those who listen, in the change's own transaction. */
export interface RecordRepository extends RecordWriting {
  get(projectId: string, id: string): Promise<RecordRow | null>;
  /** Oldest first. */
  list(
    projectId: string,
    tableId: string,
    conditions: readonly RecordCondition[],
    page: TwoWayPageRequest,
  ): Promise<TwoWayPage<RecordRow>>;
  /** One page of those that match, in an order. */
  query(projectId: string, tableId: string, query: RecordQuery): Promise<FoundRecords>;
}

export function recordRepository(store: Store, options: RecordOptions): RecordRepository {
  const { sql } = store;
  return {
    ...recordWriting(store, options),
    get: async (projectId, id) => {
      const [row] = await recordsById(sql, projectId, [id]);
      return row ?? null;
    },
    list: (projectId, tableId, conditions, page) =>
      twoWayPage(
        page,
        ({ below, above, orderBy, take }) => {
          const values: unknown[] = [projectId, tableId, take, below, above];
          const filter = recordConditions(conditions, values);
          const order = orderBy.id === 'asc' ? 'ASC' : 'DESC';
          return sql<RecordRow>(`${SELECT}${filter} ORDER BY r.id ${order} LIMIT $3`, values);
        },
        'oldest',
      ),
    query: (projectId, tableId, query) => queryRecords(sql, projectId, tableId, query),
  };
}

const SELECT = `
  SELECT ${RECORD_COLUMNS} FROM table_records r
  WHERE r.project_id = $1 AND r.table_id = $2 AND ($4::text IS NULL OR r.id < $4) AND ($5::text IS NULL OR r.id > $5)`;
