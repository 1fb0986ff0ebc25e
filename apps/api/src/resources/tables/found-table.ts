import type { Database, NewTableField, TableRow } from '@perdura/database';
import { type TableFieldType, wireId } from '@perdura/definition';
import { notFound } from '../../api-error.ts';

/** @throws {ApiError} TABLE_NOT_FOUND */
export async function foundTable(
  { tables }: Pick<Database, 'tables'>,
  projectId: string,
  id: string,
): Promise<TableRow> {
  const row = await tables.get(projectId, id);
  if (row === null) throw noTable(id);
  return row;
}

export function noTable(id: string) {
  return notFound('TABLE_NOT_FOUND', /^[0-9a-f]{24}$/.test(id) ? wireId(id) : id);
}

interface GivenField {
  name: string;
  type: TableFieldType;
  externalId?: string | undefined;
  data?: { options?: { value: string }[] | undefined } | null | undefined;
}

/** A field as a checked body asks for it. */
export function newField({ name, type, externalId, data }: GivenField): NewTableField {
  const options = [...new Set(data?.options?.map(({ value }) => value))];
  return { name, type, options, ...(externalId === undefined ? {} : { externalId }) };
}
