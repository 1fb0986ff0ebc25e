import { Client } from 'pg';
import type { Stack } from './stack.ts';

/** Rows of the product's own tables, read past the product. */
export async function queryRows<Row extends object>(stack: Stack, sql: string, values: unknown[] = []): Promise<Row[]> {
  const client = new Client({ connectionString: stack.databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}
