import { FILTER_OPERATORS, RECORD_CHANGES, TABLE_FIELD_TYPES, TABLE_LIMITS } from '@perdura/definition';
import { z } from 'zod';
import { fault, jsonObject, quoted, title } from '../../fields.ts';
import { engineId, engineProjectId, entityFields, givenId } from './engine-fields.ts';
import { engineRoute } from './engine-route.ts';

/** Tables are the engine's, under a name of their own in the document. */
export const tableRoute = { ...engineRoute, tag: 'Tables' } as const;

/** Name of a table or of a field. */
export const tableName = title(TABLE_LIMITS.nameCharacters);

export const table = z
  .object({
    ...entityFields,
    name: z.string(),
    externalId: z.string(),
    projectId: engineProjectId,
    status: z.null().meta({ description: 'Always null: kept for clients that look for it' }),
    trigger: z.null().meta({ description: 'Always null: kept for clients that look for it' }),
  })
  .meta({ id: 'Table' });

const dropdownData = z
  .object({
    options: z.array(z.object({ value: z.string() })).meta({ description: 'What a value must be one of' }),
  })
  .meta({ id: 'TableFieldOptions' });

export const tableField = z
  .object({
    ...entityFields,
    tableId: engineId,
    projectId: engineProjectId,
    name: z.string(),
    externalId: z.string(),
    type: z.enum(TABLE_FIELD_TYPES),
    data: dropdownData.nullable().meta({ description: 'Of a STATIC_DROPDOWN its options; null for others' }),
  })
  .meta({ id: 'TableField' });

const givenOptions = z
  .object({
    options: z
      .array(z.object({ value: title(TABLE_LIMITS.nameCharacters) }))
      .max(TABLE_LIMITS.options)
      .optional(),
  })
  .nullable();

/** A text by which its maker finds it again. */
export const externalId = z.string().trim().min(1).max(200);

const fieldShape = {
  name: tableName,
  type: z.enum(TABLE_FIELD_TYPES),
  data: givenOptions.optional().meta({ description: '`{options: [{value}]}`; a STATIC_DROPDOWN needs it' }),
  externalId: externalId.optional(),
};

/** A field to be made: what is asked of it beside `more`. */
export function newTableField<More extends z.ZodRawShape>(more: More) {
  return z.object({ ...more, ...fieldShape }).check((context) => {
    const { type, data } = context.value as { type: string; data?: z.output<typeof givenOptions> };
    if (type !== 'STATIC_DROPDOWN' || (data?.options?.length ?? 0) > 0) return;
    context.issues.push(fault('optionsMissing', {}, ['data', 'options']));
  });
}

const cellValue = z.union([z.string(), z.number()]);

export const tableRecord = z
  .object({
    ...entityFields,
    tableId: engineId,
    projectId: engineProjectId,
    cells: z
      .record(
        z.string(),
        z.object({
          value: cellValue,
          fieldName: z.string(),
          created: entityFields.created,
          updated: entityFields.updated,
        }),
      )
      .meta({ description: 'By the field’s id; fields without a value are absent' }),
  })
  .meta({ id: 'TableRecord' });

/** A value for a field, which may be named by its id or its external id. */
export const givenCell = z
  .object({
    fieldId: givenId('Id of the field'),
    value: z
      .union([z.string(), z.number(), z.boolean(), z.null()])
      .meta({ description: 'Null empties the field, and so does an empty text in all but a TEXT' }),
  })
  .meta({ id: 'TableCell' });

const condition = z.object({
  fieldId: givenId('Id of the field'),
  operator: z.enum(FILTER_OPERATORS).default('eq'),
  value: z.union([z.string(), z.number(), z.boolean(), z.null()]).optional(),
});

const conditions = z.array(condition).max(TABLE_LIMITS.filters);

/** Conditions in a query: JSON, or `filters[0][fieldId]=…`, which arrives as objects. */
export const givenConditions = z
  .union([z.string(), z.array(z.unknown())])
  .transform((given, context): z.output<typeof conditions> => {
    const read = conditions.safeParse(typeof given === 'string' ? parsed(given) : given);
    if (read.success) return read.data;
    const [issue] = read.error.issues;
    const expected = '[{"fieldId": …, "operator": …, "value": …}]';
    context.issues.push(
      fault('badFilters', { expected, operators: FILTER_OPERATORS.join(', '), found: place(issue, given) }),
    );
    return z.NEVER;
  })
  .optional()
  .meta({
    type: 'string',
    description: `A list as JSON, or \`filters[0][fieldId]=…&filters[0][operator]=…&filters[0][value]=…\`: {fieldId, operator (${FILTER_OPERATORS.join(', ')}), value}. All must hold`,
  });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function place(issue: z.core.$ZodIssue | undefined, given: unknown): string {
  return issue === undefined || issue.path.length === 0 ? quoted(given) : `${issue.path.join('.')}: ${issue.message}`;
}

export const tableWebhook = z
  .object({
    id: engineId,
    created: entityFields.created,
    tableId: engineId,
    projectId: engineProjectId,
    events: z.array(z.enum(RECORD_CHANGES)),
    webhookUrl: z.string(),
    flowId: engineId.nullable(),
  })
  .meta({ id: 'TableWebhook' });

/** A whole table by the names of its fields. */
export const exportedTable = z
  .object({
    name: z.string(),
    fields: z.array(z.object({ id: engineId, name: z.string() })),
    rows: z
      .array(jsonObject)
      .meta({ description: 'Values as texts by name of the field; an empty text where there is none' }),
  })
  .meta({ id: 'ExportedTable' });
