import { FILTER_OPERATORS, type FilterOperator, type TableFieldType } from '@perdura/definition';
import fc from 'fast-check';
import { NameTaken } from '../errors.ts';
import { newProject, newWorkflow, useDatabase } from '../testing/fixtures.ts';
import { asJson, namedRecord, populatedRecord } from './record-views.ts';
import { InvalidRecords, TableLimit } from './table-errors.ts';

const held = useDatabase({ maxTableRecords: 2_000 });
const ALL = { limit: 1_000, cursor: null };

async function newTable(fields: Record<string, TableFieldType> = { Name: 'TEXT', Amount: 'NUMBER' }) {
  const { database } = held;
  const { projectId } = await newProject(database);
  const table = await database.tables.create(projectId, {
    name: 'Leads',
    fields: Object.entries(fields).map(([name, type]) => ({ name, type, options: ['hot', 'cold'] })),
  });
  const rows = await database.tableFields.list(projectId, table.id);
  const field = (name: string) => {
    const found = rows.find((row) => row.name === name);
    if (found === undefined) throw new Error(`no field ${name}`);
    return found;
  };
  return { projectId, table, tableId: table.id, fields: rows, field };
}

const cells = (values: Record<string, string | number | null>) =>
  Object.entries(values).map(([field, value]) => ({ field, value }));

describe('tables', () => {
  test('have names and external ids of their own, are found by either, and are listed newest first', async () => {
    const { tables } = held.database;
    const { projectId, table } = await newTable();
    const other = await tables.create(projectId, { name: 'Others', externalId: 'others' });
    await expect(tables.create(projectId, { name: 'Leads' })).rejects.toThrow(NameTaken);
    await expect(tables.create(projectId, { name: 'New', externalId: 'others' })).rejects.toThrow(NameTaken);
    await expect(tables.rename(projectId, other.id, 'Leads')).rejects.toThrow(NameTaken);
    expect(await tables.rename(projectId, other.id, 'Renamed')).toMatchObject({ name: 'Renamed' });
    expect(await tables.find(projectId, 'Leads')).toEqual(table);
    expect(await tables.find(projectId, 'others')).toMatchObject({ id: other.id });
    expect(await tables.find(projectId, other.id)).toMatchObject({ id: other.id });
    expect((await tables.list(projectId, {}, ALL)).items.map(({ id }) => id)).toEqual([other.id, table.id]);
    expect((await tables.list(projectId, { name: 'LEA' }, ALL)).items.map(({ id }) => id)).toEqual([table.id]);
    expect((await tables.list(projectId, { externalIds: ['others'] }, ALL)).items).toHaveLength(1);
    expect(await tables.remove(projectId, table.id)).toBe(true);
    expect(await tables.names(projectId)).toContain('Renamed');
    expect(await tables.get(projectId, table.id)).toBeNull();
  });

  test('take no more fields than they may have, and none twice', async () => {
    const { tableFields, tables } = held.database;
    const { projectId, tableId } = await newTable();
    await expect(tableFields.create(projectId, tableId, { name: 'Name', type: 'TEXT' })).rejects.toThrow(NameTaken);
    const made = await tableFields.create(projectId, tableId, { name: 'Due', type: 'DATE' });
    await expect(tableFields.rename(projectId, made?.id ?? '', 'Name')).rejects.toThrow(NameTaken);
    expect(await tableFields.rename(projectId, made?.id ?? '', 'Until')).toMatchObject({ name: 'Until' });
    const fields = Array.from({ length: 101 }, (_, at) => ({ name: `f${at}`, type: 'TEXT' as const }));
    const many = tables.create(projectId, { name: 'Wide', fields });
    await expect(many).rejects.toThrow('101 fields of the table "Wide" would be more than the 100');
    const last = await tables.create(projectId, { name: 'Wide', fields: fields.slice(1) });
    await expect(tableFields.create(projectId, last.id, { name: 'x', type: 'TEXT' })).rejects.toThrow(TableLimit);
  });
});

describe('records', () => {
  test('keep what they are given, by field, and are read by name', async () => {
    const { tableRecords } = held.database;
    const { projectId, tableId, fields, field } = await newTable({ Name: 'TEXT', Amount: 'NUMBER', Due: 'DATE' });
    const [record] =
      (await tableRecords.create(projectId, tableId, [
        [...cells({ Name: 'Ada', Amount: '12.50' }), { field: field('Due').id, value: '2026-03-01' }],
      ])) ?? [];
    if (record === undefined) throw new Error('no record');
    expect(Object.values(populatedRecord(record, fields).cells)).toMatchObject([
      { fieldName: 'Name', value: 'Ada' },
      { fieldName: 'Amount', value: '12.50' },
      { fieldName: 'Due', value: '2026-03-01' },
    ]);
    expect(namedRecord(record, fields).fields).toEqual({ Name: 'Ada', Amount: 12.5, Due: '2026-03-01' });
    const place = { id: record.id, tableId };
    const changed = await tableRecords.update(projectId, place, cells({ Amount: 3, Due: null }));
    if (changed === null) throw new Error('no change');
    expect(namedRecord(changed.after, fields).fields).toEqual({ Name: 'Ada', Amount: 3 });
    expect(changed.after.cells[field('Name').id]).toEqual(record.cells[field('Name').id]);
    await held.database.tableFields.remove(projectId, field('Name').id);
    const left = await held.database.tableFields.list(projectId, tableId);
    expect(namedRecord(changed.after, left).fields).toEqual({ Amount: 3 });
  });

  test('are all written or none, and every wrong value is told', async () => {
    const { tableRecords } = held.database;
    const types = { Name: 'TEXT', Amount: 'NUMBER', Due: 'DATE', Heat: 'STATIC_DROPDOWN' } as const;
    const { projectId, tableId } = await newTable(types);
    const wrong = tableRecords.create(projectId, tableId, [
      cells({ Name: 'fine' }),
      cells({ Amount: 'many', Due: '2026-02-30', Heat: 'warm', Nothing: 1, Name: 'x'.repeat(70_000) }),
    ]);
    const error = await wrong.then(
      () => null,
      (caught: unknown) => caught,
    );
    expect((error as InvalidRecords).faults.map(({ record, cell, key }) => [record, cell, key])).toEqual([
      [1, 0, 'cellNumber'],
      [1, 1, 'cellDate'],
      [1, 2, 'cellOption'],
      [1, 3, 'cellFieldUnknown'],
      [1, 4, 'cellTooLong'],
    ]);
    expect((await tableRecords.list(projectId, tableId, [], ALL)).items).toEqual([]);
    const many = Array.from({ length: 2_000 }, () => cells({ Name: 'x' }));
    expect(await tableRecords.create(projectId, tableId, many)).toHaveLength(2_000);
    const more = tableRecords.create(projectId, tableId, [cells({ Name: 'y' })]);
    await expect(more).rejects.toThrow('2001 records of the table "Leads" would be more than the 2000');
    expect(await tableRecords.clear(projectId, tableId, 1_500)).toBe(1_500);
    expect(await tableRecords.clear(projectId, tableId, 1_500)).toBe(500);
  });

  test('are all gone for each of those who clear a table at once', async () => {
    const { tableRecords } = held.database;
    const { projectId, tableId } = await newTable();
    const many = Array.from({ length: 400 }, () => cells({ Name: 'x' }));
    await tableRecords.create(projectId, tableId, many);
    const clear = async () => {
      let total = 0;
      for (let gone = 1; gone > 0; total += gone) gone = await tableRecords.clear(projectId, tableId, 20);
      return { total, left: (await tableRecords.list(projectId, tableId, [], ALL)).items.length };
    };
    const done = await Promise.all([clear(), clear(), clear(), clear()]);
    expect(done.map(({ left }) => left)).toEqual([0, 0, 0, 0]);
    expect(done.reduce((sum, { total }) => sum + total, 0)).toBe(400);
  });

  test('are made, changed and deleted once under one key', async () => {
    const { tableRecords } = held.database;
    const { projectId, tableId } = await newTable();
    const once = { once: 'run/node/0' };
    const make = () => tableRecords.create(projectId, tableId, [cells({ Name: 'Ada' }), cells({ Name: 'Bo' })], once);
    const [first, second] = await Promise.all([make(), make()]);
    expect(second).toEqual(first);
    const upsert = () => tableRecords.upsert(projectId, tableId, ['Name'], cells({ Name: 'Cy', Amount: 1 }));
    const outcomes = await Promise.all([upsert(), upsert(), upsert()]);
    expect(outcomes.filter((outcome) => outcome?.created)).toHaveLength(1);
    expect((await tableRecords.list(projectId, tableId, [], ALL)).items).toHaveLength(3);
    const ids = (first ?? []).map(({ id }) => id);
    const remove = () => tableRecords.remove(projectId, { ids, tableId }, { once: 'run/other/0' });
    expect(await remove()).toEqual(expect.arrayContaining(ids));
    expect(await remove()).toEqual(expect.arrayContaining(ids));
    const without = tableRecords.upsert(projectId, tableId, ['Amount'], cells({ Name: 'Di' }));
    await expect(without).rejects.toThrow(InvalidRecords);
  });

  test('are read page by page in any order, those without a value last', async () => {
    const { tableRecords } = held.database;
    const { projectId, tableId, field, fields } = await newTable();
    const amounts = [3, null, 1, 2, 2, null, -5];
    await tableRecords.create(
      projectId,
      tableId,
      amounts.map((Amount, at) => cells({ Name: `n${at}`, Amount })),
    );
    for (const direction of ['asc', 'desc'] as const) {
      for (const name of ['Amount', 'Name', null]) {
        const order = { field: name === null ? null : field(name), direction };
        const read: string[] = [];
        let after = null;
        do {
          const page = await tableRecords.query(projectId, tableId, { conditions: [], order, limit: 2, after });
          expect(page.total).toBe(7);
          read.push(...page.records.map((row) => String(namedRecord(row, fields).fields.Name)));
          after = page.next;
        } while (after !== null);
        const up = name === 'Amount' ? ['n6', 'n2', 'n3', 'n4', 'n0'] : ['n0', 'n1', 'n2', 'n3', 'n4', 'n5', 'n6'];
        const valued = direction === 'asc' ? up : up.toReversed();
        const empty = name === 'Amount' ? (direction === 'asc' ? ['n1', 'n5'] : ['n5', 'n1']) : [];
        expect(read).toEqual([...valued, ...empty]);
      }
    }
    const page = await tableRecords.list(projectId, tableId, [], { limit: 3, cursor: null });
    const next = await tableRecords.list(projectId, tableId, [], {
      limit: 3,
      cursor: { id: page.next ?? '', direction: 'next' },
    });
    const back = await tableRecords.list(projectId, tableId, [], {
      limit: 3,
      cursor: { id: next.previous ?? '', direction: 'previous' },
    });
    expect([page.items.length, page.previous, back.items]).toEqual([3, null, page.items]);
  });
});

describe('filters', () => {
  const VALUE = fc.oneof(
    fc.constantFrom(
      '',
      'a',
      'A',
      'ab',
      'Żółw',
      '5',
      '05',
      ' 7 ',
      '1e3',
      '-2.5',
      'NaN',
      '2026-01-31',
      '%',
      '_',
      "'",
      '"',
    ),
    fc.constantFrom('2026-01-31T10:00:00+02:00', '2026-02-30', '2026-01-31T08:00:00Z', '0001-01-01', 'hot', 'cold'),
    fc.integer({ min: -10, max: 1_000 }),
    // A text of digits alone: PostgreSQL writes no exponents.
    fc.integer({ min: -1_000_000, max: 1_000_000 }).map((number) => number / 100),
    fc.string({ maxLength: 5, unit: 'grapheme-ascii' }),
  );

  test.each(['TEXT', 'NUMBER', 'DATE', 'STATIC_DROPDOWN'] as const)(
    'of a %s are as a plain model has them',
    async (type) => {
      const { tableRecords } = held.database;
      const { projectId, tableId, field, fields } = await newTable({ F: type, Mark: 'TEXT' });
      const candidates = fc.sample(VALUE, { numRuns: 150, seed: 7 });
      const kept: (string | number | null)[] = [null];
      for (const value of candidates) if (accepts(type, value)) kept.push(value);
      await tableRecords.create(
        projectId,
        tableId,
        kept.map((F, at) => cells({ F, Mark: `${at}` })),
      );
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...FILTER_OPERATORS), VALUE, async (operator, value) => {
          const condition = { field: field('F'), operator, value };
          const { items } = await tableRecords.list(projectId, tableId, [condition], ALL);
          const marks = items.map((row) => Number(namedRecord(row, fields).fields.Mark));
          const expected = kept.flatMap((cell, at) => (matches(type, cell, operator, value) ? [at] : []));
          expect(marks).toEqual(expected);
        }),
        { numRuns: 60 },
      );
      const nowhere = await tableRecords.list(projectId, tableId, [{ field: null, operator: 'eq', value: 'a' }], ALL);
      expect(nowhere.items).toEqual([]);
    },
  );
});

describe('changes', () => {
  test('are told in their own transaction to those who listen, and to nobody else', async () => {
    const { database } = held;
    const project = await newProject(database);
    const { projectId } = project;
    const table = await database.tables.create(projectId, { name: 'T', fields: [{ name: 'Name', type: 'TEXT' }] });
    const create = (name: string) => database.tableRecords.create(projectId, table.id, [cells({ Name: name })]);
    const pending = async () =>
      (await database.events.pending(0, 100)).filter((event) => event.projectId === projectId);
    await create('unheard');
    expect(await pending()).toEqual([]);
    await newWorkflow(database, project, { trigger: { type: 'event', event: 'record.updated' }, enabled: true });
    const [made] = (await create('first')) ?? [];
    const place = { id: made?.id ?? '', tableId: null };
    await database.tableRecords.update(projectId, place, cells({ Name: 'first' }));
    expect(await pending()).toEqual([]);
    await database.tableRecords.update(projectId, place, cells({ Name: 'second' }), { depth: 2 });
    const fields = await database.tableFields.list(projectId, table.id);
    const now = await database.tableRecords.get(projectId, place.id);
    if (now === null) throw new Error('no record');
    const record = asJson(namedRecord(now, fields));
    expect(await pending()).toMatchObject([
      { type: 'record.updated', depth: 2, data: { tableName: 'T', record, previous: { Name: 'first' } } },
    ]);
  });

  test('reach addresses outside by subscriptions that end with the watch', async () => {
    const { database } = held;
    const { projectId, tableId } = await newTable();
    const watch = await database.tableWatches.create(projectId, tableId, {
      ...{ webhookUrl: 'https://example.com/', events: ['RECORD_CREATED', 'RECORD_DELETED'], flowId: null },
      secret: 'whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0',
    });
    const listening = () => database.subscriptions.listeningTo(projectId, 'record.deleted');
    expect(await listening()).toHaveLength(1);
    expect(await database.tableWatches.list(projectId, tableId)).toEqual([watch]);
    expect(await database.tableWatches.remove(projectId, tableId, watch?.id ?? '')).toBe(true);
    expect(await listening()).toEqual([]);
  });
});

/** The model: whether a field takes the value. */
function accepts(type: TableFieldType, value: string | number): boolean {
  if (type === 'TEXT') return true;
  if (type === 'STATIC_DROPDOWN') return value === 'hot' || value === 'cold';
  return value !== '' && Number.isFinite(read(type, value));
}

/** The model: one condition, over plain values. */
function matches(type: TableFieldType, cell: string | number | null, operator: FilterOperator, value: string | number) {
  const text = cell === null ? '' : String(cell);
  if (operator === 'exists') return text !== '';
  if (operator === 'not_exists') return text === '';
  if (cell === null) return false;
  if (operator === 'co') return lower(text).includes(lower(String(value)));
  const order = compare(type, cell, value);
  if (Number.isNaN(order)) return false;
  const outcomes = {
    eq: order === 0,
    neq: order !== 0,
    gt: order > 0,
    gte: order >= 0,
    lt: order < 0,
    lte: order <= 0,
  };
  return outcomes[operator];
}

function compare(type: TableFieldType, cell: string | number, value: string | number): number {
  if (type === 'NUMBER' || type === 'DATE') return Math.sign(read(type, cell) - read(type, value));
  return Buffer.compare(Buffer.from(String(cell)), Buffer.from(String(value)));
}

function read(type: TableFieldType, value: string | number): number {
  if (type === 'NUMBER') return typeof value === 'number' || /\d/.test(value) ? Number(value) : Number.NaN;
  if (typeof value === 'number' || !/^\d{4}-\d\d-\d\d/.test(value) || value === '2026-02-30') return Number.NaN;
  return Date.parse(value);
}

function lower(text: string): string {
  return text.toLowerCase();
}
