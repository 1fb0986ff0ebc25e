import { queryOptions } from '@tanstack/react-query';
import { callApi } from './api-client.ts';
import { queryClient, queryString } from './queries.ts';
import type { DataTable, TableField, TablePage, TableRecordPage } from './resources.ts';

/** One condition of the grid's filter. */
export interface GridFilter {
  /** Tells it from others while it is edited. */
  key: string;
  fieldId: string;
  operator: string;
  value: string;
}

/** A page of the project's tables. */
export const tableList = (cursor: string | undefined) =>
  queryOptions({
    queryKey: ['tables', 'list', cursor],
    queryFn: () => callApi<TablePage>('GET', `/v1/tables${queryString({ cursor, limit: '50' })}`),
    placeholderData: (previous) => previous,
  });

export const tableById = (id: string) =>
  queryOptions({ queryKey: ['tables', id], queryFn: () => callApi<DataTable>('GET', `/v1/tables/${id}`) });

export const fieldList = (tableId: string) =>
  queryOptions({
    queryKey: ['tables', tableId, 'fields'],
    queryFn: () => callApi<TableField[]>('GET', `/v1/fields${queryString({ tableId })}`),
  });

/** A page of a table's records that pass all filters, oldest first. */
export const recordList = (tableId: string, filters: readonly GridFilter[], cursor: string | undefined) =>
  queryOptions({
    queryKey: ['tables', tableId, 'records', filters, cursor],
    queryFn: () => {
      const conditions = filters.map(({ fieldId, operator, value }) => ({ fieldId, operator, value }));
      const given = conditions.length === 0 ? undefined : JSON.stringify(conditions);
      return callApi<TableRecordPage>(
        'GET',
        `/v1/records${queryString({ tableId, cursor, limit: '50', filters: given })}`,
      );
    },
    placeholderData: (previous) => previous,
  });

/** Has all that is shown of tables asked for anew. */
export function refreshTables(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: ['tables'] });
}
