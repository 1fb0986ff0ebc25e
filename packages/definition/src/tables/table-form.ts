/** What the fields of a table hold. */
export const TABLE_FIELD_TYPES = ['TEXT', 'NUMBER', 'DATE', 'STATIC_DROPDOWN'] as const;
export type TableFieldType = (typeof TABLE_FIELD_TYPES)[number];

/** How a filter compares a field with a value; the last two take none. */
export const FILTER_OPERATORS = ['eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'co', 'exists', 'not_exists'] as const;
export type FilterOperator = (typeof FILTER_OPERATORS)[number];

/** Changes of records that somebody can be told of. */
export const RECORD_CHANGES = ['RECORD_CREATED', 'RECORD_UPDATED', 'RECORD_DELETED'] as const;
export type RecordChange = (typeof RECORD_CHANGES)[number];

/** The events that tell of them. */
export const RECORD_EVENTS = {
  RECORD_CREATED: 'record.created',
  RECORD_UPDATED: 'record.updated',
  RECORD_DELETED: 'record.deleted',
} as const satisfies Record<RecordChange, string>;

/** How much tables take. How many records one has at most is a setting. */
export const TABLE_LIMITS = {
  /** Tables of a project. */
  tables: 500,
  /** Fields of a table. */
  fields: 100,
  /** Options of a STATIC_DROPDOWN. */
  options: 500,
  /** Characters of a name, of a table, a field or an option. */
  nameCharacters: 200,
  /** Bytes of one value, as UTF-8. */
  cellBytes: 65_536,
  /** Bytes of all values of one record. */
  recordBytes: 512 * 1024,
  /** Records that one request writes or deletes. */
  recordsAtOnce: 1_000,
  /** Conditions of a filter. */
  filters: 50,
  /** Watches of a table. */
  watches: 100,
} as const;
