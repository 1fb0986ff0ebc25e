import type { JsonObject, NodeType } from '@perdura/definition';
import { wireId } from '@perdura/definition';
import { attemptOn, nodeInput } from '../testing/node-call.ts';
import { openStage, type Stage } from '../testing/stage.ts';

let stage: Stage;
let count = 0;

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

/** One step of its own, which can be tried again. */
function step(type: NodeType, config: JsonObject) {
  const input = nodeInput(stage, type, config);
  const own = { ...input, node: { ...input.node, id: `n${++count}` } };
  return {
    result: async () => {
      const { output, failed } = await attemptOn(own, stage.dependencies);
      if (output === null) throw failed ?? new Error('there is no output');
      return 'value' in output.result ? (output.result.value as JsonObject) : {};
    },
    failure: async () => (await attemptOn(own, stage.dependencies)).failed?.failure,
  };
}

async function newTable(): Promise<{ table: string; id: string }> {
  const table = `Leads ${++count}`;
  const fields = [
    { name: 'Email', type: 'TEXT' as const },
    { name: 'Score', type: 'NUMBER' as const },
  ];
  return { table, id: (await stage.dependencies.database.tables.create(stage.projectId, { name: table, fields })).id };
}

type Found = { records: { id: string; fields: JsonObject }[]; next: string | null; count: number };

test('what is written is read, filtered and ordered, page by page', async () => {
  const { table, id } = await newTable();
  const records = [5, '3.5', 9, null].map((Score, at) => ({ Email: `p${at}@example.com`, Score }));
  const made = await step('table-write', { table, operation: 'create', records }).result();
  expect(made).toMatchObject({ count: 4, records: [{ fields: { Email: 'p0@example.com', Score: 5 } }, {}, {}, {}] });
  const query = { table: wireId(id), sort: { field: 'Score', direction: 'desc' }, limit: 2 };
  const first = (await step('table-query', query).result()) as unknown as Found;
  const second = (await step('table-query', { ...query, cursor: first.next }).result()) as unknown as Found;
  const scores = [first, second].map((page) => page.records.map(({ fields }) => fields.Score ?? null));
  expect([scores, first.count, second.next]).toEqual([
    [
      [9, 5],
      [3.5, null],
    ],
    4,
    null,
  ]);
  const filters = [
    { field: 'Score', operator: 'lt', value: '6' },
    { field: 'Email', operator: 'co', value: 'P0' },
  ];
  expect(await step('table-query', { table, filters }).result()).toMatchObject({
    count: 1,
    records: [{ fields: { Score: 5 } }],
  });
});

test('a step that is tried again writes nothing twice', async () => {
  const { table } = await newTable();
  const create = step('table-write', { table, operation: 'create', values: { Email: 'a@example.com' } });
  const made = await create.result();
  expect(await create.result()).toEqual(made);
  const upsert = { table, operation: 'upsert', match: ['Email'], values: { Email: 'a@example.com', Score: 1 } };
  expect(await step('table-write', upsert).result()).toMatchObject({ created: false, count: 1 });
  const other = step('table-write', { ...upsert, values: { Email: 'b@example.com' } });
  expect([await other.result(), await other.result()]).toMatchObject([{ created: true }, { created: true }]);
  const [record] = (made as unknown as Found).records;
  const id = record?.id ?? '';
  const update = step('table-write', { table, operation: 'update', id, values: { Score: 2 } });
  expect(await update.result()).toMatchObject({ records: [{ id, fields: { Email: 'a@example.com', Score: 2 } }] });
  const remove = step('table-write', { table, operation: 'delete', ids: [id, wireId('0'.repeat(24))] });
  expect([await remove.result(), await remove.result()]).toEqual(Array(2).fill({ ids: [id], count: 1 }));
  expect(await step('table-query', { table }).result()).toMatchObject({ count: 1 });
});

test('what cannot be done says why, and is not tried again', async () => {
  const { table } = await newTable();
  const write = (config: JsonObject) => step('table-write', { table, ...config }).failure();
  const many = { operation: 'create', values: { Score: 'many', Nothing: 1 } };
  expect(await write(many)).toMatchObject({
    code: 'RECORD_INVALID',
    retryable: false,
    message: `Table "${table}": record 1, "Score": expected a number, found "many"; record 1, "Nothing": the table has no field "Nothing"; it has "Email", "Score".`,
  });
  const missing = { operation: 'update', id: wireId('0'.repeat(24)), values: {} };
  expect(await write(missing)).toMatchObject({ code: 'RECORD_NOT_FOUND' });
  expect(await write({ operation: 'create', id: 'x' })).toMatchObject({ code: 'CONFIG_INVALID' });
  expect(await step('table-query', { table: 'none' }).failure()).toMatchObject({ code: 'TABLE_NOT_FOUND' });
  const filters = [{ field: 'Nothing', operator: 'exists' }];
  expect(await step('table-query', { table, filters }).failure()).toMatchObject({ code: 'RECORD_INVALID' });
  expect(await step('table-query', { table, cursor: 'x' }).failure()).toMatchObject({ code: 'CONFIG_INVALID' });
});
