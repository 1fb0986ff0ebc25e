import type { Pool } from 'pg';
import { openPool, openSql, openTransactions, type Sql } from './store.ts';
import { useDatabase } from './testing/fixtures.ts';

const held = useDatabase();
let pool: Pool;
let sql: Sql;

beforeAll(() => {
  const limits = { poolSize: 1, connectTimeoutMs: 4_000, statementTimeoutMs: 15_000 };
  pool = openPool({ url: held.url, ...limits, onIdleError: () => undefined });
  sql = openSql(pool);
});
afterAll(() => pool.end());

const KINDS = `
  SELECT $1::text AS text, $2::int AS whole, $3::jsonb AS json, $4::text[] AS list, $5::timestamptz AS time,
         $6::bool AS truth, NULL::text AS nothing, generate_series(1, 2) AS row`;

test('rows are the same, whether the connection knows the statement or not', async () => {
  const values = ['a "b"', 7, { c: [null, 'd'] }, ['e', 'f,"g"'], new Date(1e12), true];
  const unnamed = await sql(KINDS, values);
  expect(unnamed).toMatchObject([
    { text: 'a "b"', json: { c: [null, 'd'] }, time: new Date(1e12), row: 1 },
    { row: 2 },
  ]);
  for (const _ of ['first', 'known']) expect(await sql(KINDS, values, 'kinds')).toEqual(unnamed);
});

test('a statement without rows, and one that changes rows, answer none', async () => {
  for (const _ of ['first', 'known']) {
    expect(await sql('SELECT 1 AS one WHERE $1', [false], 'none')).toEqual([]);
    expect(await sql('UPDATE projects SET name = name WHERE id = $1', ['nobody'], 'change')).toEqual([]);
  }
});

test('what fails is told, and what comes after it is answered', async () => {
  const divide = (by: number) => sql<{ found: number }>('SELECT 6 / $1::int AS found', [by], 'divide');
  expect(await divide(2)).toEqual([{ found: 3 }]);
  await expect(sql('SELECT 1', [], 'divide')).rejects.toThrow('two statements have the name "divide"');
  await expect(sql('SELECT nonsense', [], 'nonsense')).rejects.toMatchObject({ code: '42703' });
  const circle: { itself?: object } = {};
  circle.itself = circle;
  await expect(sql('SELECT $1::jsonb', [circle], 'circle')).rejects.toThrow('circular');
  for (const _ of ['first', 'known']) {
    await expect(divide(0)).rejects.toMatchObject({ code: '22012' });
    expect(await divide(3)).toEqual([{ found: 2 }]);
  }
});

test('what fails in a transaction leaves its connection usable', async () => {
  const inTransaction = openTransactions(pool);
  await expect(inTransaction((within) => within('SELECT 1 / $1::int', [0], 'by'))).rejects.toMatchObject({
    code: '22012',
  });
  expect(await inTransaction((within) => within('SELECT 4 / $1::int AS found', [2], 'by-two'))).toEqual([{ found: 2 }]);
});

test('a statement whose columns have changed is refused, not misread', async () => {
  await sql('CREATE TEMPORARY TABLE shifting (one int)');
  await sql('INSERT INTO shifting VALUES (1)');
  const read = () => sql('SELECT * FROM shifting', [], 'shifting');
  expect(await read()).toEqual([{ one: 1 }]);
  await sql('ALTER TABLE shifting ADD COLUMN two text');
  await expect(read()).rejects.toMatchObject({ code: '0A000' });
});
