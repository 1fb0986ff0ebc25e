import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { PerduraClient, Table, TableField, TableRecord } from '@perdura/sdk';
import { usageError } from '../../cli-error.ts';
import type { Command, CommandGroup } from '../../command.ts';
import type { Context } from '../../context.ts';
import { only } from '../../input/find.ts';
import { LIST_OPTIONS, pageSize, showList } from '../../output/lists.ts';
import { clock } from '../../output/times.ts';
import { readAll } from '../../prompts.ts';

const TABLE: Command['arguments'] = [['<table>', 'Id or name']];
async function findTable(client: PerduraClient, idOrName: string): Promise<Table> {
  const all = await client.tables.list({ limit: 100 }).all();
  return only(
    'table',
    idOrName,
    all.filter(({ id, name }) => id === idOrName || name === idOrName),
  );
}

const list: Command = {
  name: 'list',
  summary: 'List tables',
  options: LIST_OPTIONS,
  async run(context, values) {
    const found = (await context.client()).tables.list({ limit: pageSize(values) });
    return await showList(context, values, found, {
      none: 'There is no table.',
      columns: [
        { heading: 'ID', of: ({ id }) => id },
        { heading: 'NAME', of: ({ name }) => name },
        { heading: 'UPDATED', of: ({ updated }) => clock(updated) },
      ],
    });
  },
};

const show: Command = {
  name: 'show',
  summary: 'Show a table with its fields',
  arguments: TABLE,
  async run(context, values) {
    const client = await context.client();
    const table = await findTable(client, values.argument(0));
    const fields = await client.tables.listFields({ tableId: table.id });
    const { screen } = context;
    screen.show({ ...table, fields }, () => [
      ...screen.facts([
        ['table', table.id],
        ['name', table.name],
      ]),
      '',
      ...screen.table(
        [
          { heading: 'FIELD', of: ({ id }) => id },
          { heading: 'NAME', of: ({ name }) => name },
          { heading: 'TYPE', of: ({ type }) => type },
        ],
        fields,
        'It has no field.',
      ),
    ]);
    return undefined;
  },
};

const records: Command = {
  name: 'records',
  summary: 'List the records of a table',
  arguments: TABLE,
  options: [
    {
      flags: '--where <filter>',
      description: 'Field, operator and value, such as "Score gt 10"; several times: all must hold',
      many: true,
    },
    ...LIST_OPTIONS,
  ],
  async run(context, values) {
    const client = await context.client();
    const { id: tableId } = await findTable(client, values.argument(0));
    const fields = await client.tables.listFields({ tableId });
    const filters = values.list('where').map((text) => filterOf(text, fields));
    const query = { tableId, limit: pageSize(values), ...(filters.length > 0 && { filters: JSON.stringify(filters) }) };
    const found = client.tables.listRecords(query as never);
    return await showList(context, values, found, {
      none: 'No record fits.',
      columns: [
        { heading: 'RECORD', of: ({ id }) => id },
        ...fields.map(({ id, name }) => ({
          heading: name,
          of: ({ cells }: TableRecord) => cellText(cells[id]?.value),
        })),
      ],
    });
  },
};

const OPERATORS = ['eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'co', 'exists', 'not_exists'];

function filterOf(text: string, fields: readonly TableField[]) {
  const [, name = '', operator = '', value] = /^(.+?)\s+(\w+)(?:\s+(.*))?$/s.exec(text) ?? [];
  const field = fields.find((each) => each.name === name || each.id === name);
  if (field === undefined) {
    throw usageError(
      `--where ${JSON.stringify(text)}: there is no field ${JSON.stringify(name)}.`,
      `Fields are: ${fields.map((each) => each.name).join(', ')}`,
    );
  }
  if (!OPERATORS.includes(operator)) {
    throw usageError(
      `--where ${JSON.stringify(text)}: ${JSON.stringify(operator)} is no operator; expected ${OPERATORS.join(', ')}.`,
    );
  }
  return { fieldId: field.id, operator, ...(value !== undefined && { value }) };
}

function cellText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const importRecords: Command = {
  name: 'import',
  summary: 'Add the rows of CSV as records, all of them or none',
  arguments: [...TABLE, ['<file>', 'CSV whose first row names the fields; - for standard input']],
  options: [{ flags: '--create-fields', description: 'Make fields of columns that the table does not have' }],
  async run(context, values) {
    const client = await context.client();
    const { id, name } = await findTable(client, values.argument(0));
    const csv = await csvOf(context, values.argument(1));
    const createFields = values.flag('createFields') ? { createFields: true } : {};
    const answer = await client.tables.importCsv(id, { csv }, createFields as never);
    context.screen.show(answer, (made) => `${made.records} records were added to ${name}.`);
    return undefined;
  },
};

async function csvOf(context: Context, file: string): Promise<string> {
  if (file === '-') return await readAll(context.terminal);
  return await readFile(resolve(context.terminal.cwd, file), 'utf8').catch((error: Error) => {
    throw usageError(`${file} cannot be read: ${error.message}`);
  });
}

const exportRecords: Command = {
  name: 'export',
  summary: 'Write all records of a table as CSV',
  arguments: TABLE,
  options: [
    { flags: '-o, --out <file>', description: 'File to write; standard output unless told' },
    { flags: '--formulas', description: 'Leave values as they are that spreadsheets would take for formulas' },
  ],
  async run(context, values) {
    const client = await context.client();
    const { id } = await findTable(client, values.argument(0));
    const formulas = values.flag('formulas') ? { formulas: true } : {};
    const text = await client.tables.exportCsv(id, formulas as never);
    const out = values.text('out');
    if (out === undefined) context.screen.raw(text);
    else await writeFile(resolve(context.terminal.cwd, out), text);
    return undefined;
  },
};

export const tables: CommandGroup = { commands: [list, show, records, importRecords, exportRecords] };
