import { storedId } from '@perdura/definition';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';
import { foundTable } from './found-table.ts';
import { jsonOf } from './table-json.ts';

let api: TestApi;

beforeAll(async () => {
  api = await openTestApi();
});

afterAll(async () => {
  await api.close();
});

interface Entity {
  id: string;
}

interface Row extends Entity {
  cells: Record<string, { value: unknown; fieldName: string }>;
}

let count = 0;

/** A table with a text, a number and a choice, and the ids of these. */
async function leads() {
  const name = `Leads ${++count}`;
  const table = (await api.call('POST', '/v1/tables', { body: { name, projectId: api.projectId } })).json as Entity;
  const fields: string[] = [];
  for (const field of [
    { name: 'Email', type: 'TEXT' },
    { name: 'Score', type: 'NUMBER' },
    { name: 'Heat', type: 'STATIC_DROPDOWN', data: { options: [{ value: 'hot' }, { value: 'cold' }] } },
  ]) {
    const { status, json } = await api.call('POST', '/v1/fields', { body: { tableId: table.id, ...field } });
    expect([status, json]).toMatchObject([200, { ...field, tableId: table.id }]);
    fields.push((json as Entity).id);
  }
  const [email = '', score = '', heat = ''] = fields;
  return { name, table, email, score, heat };
}

async function add(tableId: string, records: { fieldId: string; value: unknown }[][]): Promise<Row[]> {
  const { status, json } = await api.call('POST', '/v1/records', { body: { tableId, records } });
  expect(status).toBe(201);
  return json as Row[];
}

/** What the audit log has of a table, newest first: actions with what was before and after. */
async function noted(tableId: string) {
  const { json } = await api.call('GET', `/v1/audit?target=${storedId(tableId)}`);
  expect((await api.call('GET', `/v1/audit?target=${tableId}`)).json).toEqual(json);
  const { entries } = json as { entries: { action: string; before: unknown; after: unknown }[] };
  return entries.map(({ action, before, after }) => [action, before, after]);
}

test('tables and fields have the shapes of the contract', async () => {
  const { name, table, email } = await leads();
  const shape = { id: expect.stringMatching(/^[0-9A-Za-z]{21}$/), created: expect.any(String) };
  const whole = { ...shape, name, projectId: api.projectId, externalId: table.id, status: null, trigger: null };
  expect((await api.call('GET', `/v1/tables/${table.id}`)).json).toMatchObject(whole);
  const listed = await api.call('GET', `/activepieces/v1/tables?externalIds[0]=${table.id}&limit=5`);
  expect(listed.json).toMatchObject({ data: [whole], next: null, previous: null });
  const renamed = await api.call('POST', `/v1/tables/${table.id}`, { body: { name: `${name} now` } });
  expect([renamed.status, renamed.json]).toMatchObject([200, { name: `${name} now` }]);
  const again = await api.call('POST', '/v1/tables', { body: { name: `${name} now` } });
  expect([again.status, again.json]).toMatchObject([409, { code: 'NAME_TAKEN' }]);
  const fields = (await api.call('GET', `/v1/fields?tableId=${table.id}`)).json;
  expect(fields).toMatchObject([{ name: 'Email', data: null }, { name: 'Score' }, { name: 'Heat' }]);
  const field = await api.call('POST', `/v1/fields/${email}`, { body: { name: 'Mail' } });
  expect([field.status, (await api.call('GET', `/v1/fields/${email}`)).json]).toEqual([200, field.json]);
  expect((await api.call('DELETE', `/v1/fields/${email}`)).status).toBe(204);
  expect((await api.call('GET', '/v1/fields')).status).toBe(400);
  const bare = await api.call('POST', '/v1/fields', {
    body: { tableId: table.id, name: 'X', type: 'STATIC_DROPDOWN' },
  });
  expect([bare.status, bare.json]).toMatchObject([400, { errors: [{ pointer: '/data/options' }] }]);
  const gone = await api.call('DELETE', `/v1/tables/${table.id}`);
  expect([gone.status, gone.headers['content-length']]).toEqual([204, '0']);
  expect((await api.call('GET', `/v1/tables/${table.id}`)).json).toMatchObject({ code: 'TABLE_NOT_FOUND' });
});

test('records are written, read, filtered in both spellings, changed and deleted', async () => {
  const { table, email, score, heat } = await leads();
  const rows = await add(table.id, [
    [
      { fieldId: email, value: 'ada@example.com' },
      { fieldId: score, value: 12 },
      { fieldId: heat, value: 'hot' },
    ],
    [
      { fieldId: email, value: 'bo@example.com' },
      { fieldId: score, value: '7.5' },
    ],
    [{ fieldId: email, value: 'cy@example.org' }],
  ]);
  const [ada, bo, cy] = rows.map(({ id }) => id);
  const cell = { value: 12, fieldName: 'Score', created: expect.any(String), updated: expect.any(String) };
  expect(rows[0]).toMatchObject({ tableId: table.id, projectId: api.projectId, cells: { [score]: cell } });
  expect((await api.call('GET', `/v1/records/${ada}`)).json).toEqual(rows[0]);
  const list = async (query: string) => {
    const { json } = await api.call('GET', `/v1/records?tableId=${table.id}&${query}`);
    return (json as { data: Row[] }).data.map(({ id }) => id);
  };
  expect(await list('')).toEqual([ada, bo, cy]);
  const json = (conditions: object[]) => `filters=${encodeURIComponent(JSON.stringify(conditions))}`;
  expect(await list(json([{ fieldId: score, operator: 'gte', value: 7.5 }]))).toEqual([ada, bo]);
  expect(await list(json([{ fieldId: score, operator: 'not_exists' }]))).toEqual([cy]);
  const form = (at: number, fieldId: string, operator: string, value: string) =>
    `filters[${at}][fieldId]=${fieldId}&filters[${at}][operator]=${operator}&filters[${at}][value]=${value}`;
  expect(await list(`${form(0, score, 'gt', '8')}&${form(1, email, 'co', 'EXAMPLE.com')}`)).toEqual([ada]);
  expect(await list(form(0, '6F3vRY0G2Xq9Lk4Tn8Qwe', 'eq', 'x'))).toEqual([]);
  for (const filters of ['nonsense', '[{"fieldId":"x","operator":"like"}]', '{}']) {
    const wrong = await api.call('GET', `/v1/records?tableId=${table.id}&filters=${encodeURIComponent(filters)}`);
    expect([wrong.status, wrong.json]).toMatchObject([400, { errors: [{ pointer: '/filters' }] }]);
  }
  const page = (await api.call('GET', `/v1/records?tableId=${table.id}&limit=2`)).json as { next: string };
  expect(await list(`limit=2&cursor=${page.next}`)).toEqual([cy]);

  const body = { tableId: table.id, cells: [{ fieldId: score, value: '9' }] };
  const changed = await api.call('POST', `/v1/records/${bo}`, { body });
  expect([changed.status, (changed.json as Row).cells[score]?.value]).toEqual([200, '9']);
  const wrong = await api.call('POST', '/v1/records', {
    body: { tableId: table.id, records: [[{ fieldId: score, value: 'much' }], [{ fieldId: 'none', value: 1 }]] },
  });
  expect([wrong.status, wrong.json]).toMatchObject([
    400,
    { errors: [{ pointer: '/records/0/0/value' }, { pointer: '/records/1/0/fieldId' }] },
  ]);
  const gone = await api.call('DELETE', '/v1/records', { body: { ids: [ada, bo] } });
  expect([gone.status, gone.headers['content-length'], await list('')]).toEqual([204, '0', [cy]]);
  expect((await api.call('DELETE', '/v1/records', { body: { ids: [ada] } })).status).toBe(404);
  expect((await api.call('GET', `/v1/records/${ada}`)).json).toMatchObject({ code: 'RECORD_NOT_FOUND' });
  await api.call('POST', `/v1/records/${cy}`, { body: { cells: [] } });
  await api.call('POST', `/v1/tables/${table.id}/clear`);
  expect(await noted(table.id)).toEqual([
    ['table.clear', { records: 1 }, null],
    ['table-record.delete', { records: 2 }, null],
    ['table-record.update', null, { record: bo, records: 1 }],
    ['table-record.create', null, { records: 3 }],
    ['table.create', null, expect.anything()],
  ]);
});

test('a table goes out and comes in as CSV, and nothing of it is a formula', async () => {
  const { name, table, email, score } = await leads();
  const csv = (path: string, text: string) =>
    api.call('POST', `/v1/tables/${table.id}/csv${path}`, { body: text, headers: { 'content-type': 'text/csv' } });
  const text = '\uFEFFEmail,Score,Note\r\n"=1+1",-3,"two\nlines"\r\nada@example.com,,\r\n';
  const refused = await csv('', text);
  expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('createFields=true')]);
  const wrong = await csv('?createFields=true', 'Email,Score,Note\na,1,x\n"b\nb",many,x\n');
  expect(wrong.status).toBe(400);
  expect(wrong.text).toMatch(/4.*Score.*many/);
  expect(((await api.call('GET', `/v1/fields?tableId=${table.id}`)).json as Entity[]).length).toBe(3);
  expect((await csv('', 'Email\n"open')).status).toBe(400);
  expect((await csv('?createFields=true', text)).json).toEqual({ records: 2, fields: ['Note'] });
  const header = 'Email,Score,Heat,Note\r\n';
  const safe = await api.call('GET', `/v1/tables/${table.id}/csv`);
  expect(safe.text).toBe(`${header}'=1+1,-3,,"two\nlines"\r\nada@example.com,,,\r\n`);
  expect(safe.headers['content-disposition']).toContain('attachment');
  const plain = await api.call('GET', `/v1/tables/${table.id}/csv?formulas=true`);
  expect(plain.text).toBe(`${header}=1+1,-3,,"two\nlines"\r\nada@example.com,,,\r\n`);
  const whole = await api.call('GET', `/v1/tables/${table.id}/export`);
  expect(whole.json).toMatchObject({
    name,
    fields: [{ id: email, name: 'Email' }, { id: score }, { name: 'Heat' }, { name: 'Note' }],
    rows: [
      { Email: '=1+1', Score: '-3', Heat: '' },
      { Email: 'ada@example.com', Note: '' },
    ],
  });
  const asJson = await api.call('POST', `/v1/tables/${table.id}/csv`, { body: { csv: 'Score\n5\n' } });
  expect(asJson.json).toEqual({ records: 1, fields: [] });
  expect((await api.call('POST', `/v1/tables/${table.id}/clear`)).status).toBe(204);
  expect((await api.call('GET', `/v1/tables/${table.id}/csv`)).text).toBe(header);
});

test('a table of several pages is exported as it was when that began, and not beyond a hang-up', async () => {
  const { name, table, email } = await leads();
  const texts = Array.from({ length: 450 }, (_, at) => `"${at}`);
  const empty = await api.call('GET', `/v1/tables/${table.id}/export`);
  expect([empty.headers['content-type'], empty.json]).toMatchObject([
    'application/json; charset=utf-8',
    { name, rows: [] },
  ]);
  const rows = await add(
    table.id,
    texts.map((value) => [{ fieldId: email, value }]),
  );
  const whole = await api.call('GET', `/v1/tables/${table.id}/export`);
  expect([whole.status, whole.headers['content-disposition']]).toEqual([200, undefined]);
  const expected = texts.map((Email) => ({ Email, Score: '', Heat: '' }));
  expect(whole.json).toMatchObject({ name, rows: expected });

  const row = await foundTable(api.database, api.projectId, storedId(table.id) ?? '');
  const pieces = jsonOf(api.database, row, new AbortController().signal);
  let text = (await pieces.next()).value;
  expect(text).not.toContain(texts.at(-1));
  await add(table.id, [[{ fieldId: email, value: 'too late' }]]);
  await api.call('DELETE', '/v1/records', { body: { ids: [rows.at(-1)?.id] } });
  for await (const piece of pieces) text += piece;
  expect(JSON.parse(text)).toMatchObject({ rows: expected.slice(0, -1) });

  const caller = new AbortController();
  const left = jsonOf(api.database, row, caller.signal);
  await left.next();
  caller.abort();
  await expect(left.next()).rejects.toMatchObject({ name: 'AbortError' });
});

test('webhooks of a table tell a flow or an address', async () => {
  const { table } = await leads();
  const flow = (await api.call('POST', '/v1/flows', { body: { displayName: 'told' } })).json as Entity;
  const path = `/v1/tables/${table.id}/webhooks`;
  const body = { events: ['RECORD_CREATED', 'RECORD_DELETED'], webhookUrl: 'https://example.com/told' };
  const outside = await api.call('POST', path, { body });
  const secret = expect.stringMatching(/^whsec_/);
  expect([outside.status, outside.json]).toMatchObject([200, { ...body, flowId: null, secret }]);
  const inside = await api.call('POST', path, { body: { ...body, flowId: flow.id } });
  expect(inside.json).toMatchObject({ flowId: flow.id, secret: null });
  const listed = (await api.call('GET', path)).json as Entity[];
  expect(listed.map(({ id }) => id)).toEqual([(outside.json as Entity).id, (inside.json as Entity).id]);
  expect(JSON.stringify(listed)).not.toContain('whsec_');
  expect((await api.call('DELETE', `${path}/${listed[0]?.id}`)).status).toBe(204);
  expect((await api.call('DELETE', `${path}/${listed[0]?.id}`)).json).toMatchObject({
    code: 'TABLE_WEBHOOK_NOT_FOUND',
  });
  const unknown = { ...body, flowId: '6F3vRY0G2Xq9Lk4Tn8Qwe' };
  expect((await api.call('POST', path, { body: unknown })).json).toMatchObject({ code: 'FLOW_NOT_FOUND' });
});
