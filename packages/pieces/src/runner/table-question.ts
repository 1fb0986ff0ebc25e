import type { JsonObject, JsonValue } from '@perdura/definition';
import { FILTER_OPERATORS, RECORD_CHANGES, TABLE_LIMITS } from '@perdura/definition';
import { z } from 'zod';

const id = z.string().min(1).max(200);
const table = id;
const values = z.record(z.string().max(200), z.unknown()) as unknown as z.ZodType<JsonObject, JsonObject>;
const value = z.unknown() as z.ZodType<JsonValue, JsonValue>;

/**
 * What the piece of tables asks for. A table is named by its external id, its id or its name, and so are fields. Records are
 * told as the API shows them.
 */
export const tableQuestion = z.discriminatedUnion('do', [
  /** Answers `[{id, name, externalId}]`. */
  z.object({ do: z.literal('list'), name: z.string().max(200).optional() }),
  /** Answers `[{id, name, externalId, type, options}]`. */
  z.object({ do: z.literal('fields'), table }),
  z.object({
    do: z.literal('find'),
    table,
    filters: z
      .array(z.object({ field: id, operator: z.enum(FILTER_OPERATORS).optional(), value: value.optional() }))
      .max(TABLE_LIMITS.filters),
    limit: z.number().int().min(1).max(10_000),
  }),
  z.object({ do: z.literal('get'), table, id }),
  z.object({ do: z.literal('create'), table, records: z.array(values).max(TABLE_LIMITS.recordsAtOnce) }),
  z.object({ do: z.literal('update'), table, id, values }),
  /** Answers how many there were. */
  z.object({ do: z.literal('delete'), table, ids: z.array(id).max(TABLE_LIMITS.recordsAtOnce) }),
  z.object({ do: z.literal('clear'), table }),
  /** Has the flow's trigger called for changes; answers the id of the watch. */
  z.object({
    do: z.literal('watch'),
    table,
    webhookUrl: z.string().max(2000),
    events: z.array(z.enum(RECORD_CHANGES)).min(1),
  }),
  z.object({ do: z.literal('unwatch'), id }),
]);

export type TableQuestion = z.output<typeof tableQuestion>;
