import { openPool, openSql, type Sql } from '../store.ts';

/** Statements that also tell how much of a table they looked at. */
export interface ExaminedRows {
  sql: Sql;
  /** Rows that scans of the table gave or threw away, those that an index alone answered left out. */
  ofTable(name: string): number;
  /** Entries of indexes that answered without their rows. */
  ofIndexesAlone(name: string): number;
  reset(): void;
  /** Runs a statement that writes, then lets the planner and the indexes know of it. */
  fill(text: string, values: unknown[]): Promise<void>;
  close(): Promise<void>;
}

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: PlanNode[];
}

/** Runs each statement twice: explained, and for its answer. */
export function examinedRows(url: string): ExaminedRows {
  const pool = openPool({
    ...{ url, poolSize: 1, connectTimeoutMs: 4_000, statementTimeoutMs: 30_000 },
    onIdleError: () => undefined,
  });
  const sql = openSql(pool);
  let scans: PlanNode[] = [];
  const sum = (name: string, alone: boolean): number =>
    scans
      .filter((node) => node['Relation Name'] === name && (node['Node Type'] === 'Index Only Scan') === alone)
      .reduce((rows, node) => rows + rowsOf(node), 0);
  return {
    sql: async <Row>(text: string, values: unknown[] = []) => {
      const [explained] = await sql<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
        `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`,
        values,
      );
      scans.push(...flat(explained?.['QUERY PLAN'][0]?.Plan));
      return await sql<Row>(text, values);
    },
    ofTable: (name) => sum(name, false),
    ofIndexesAlone: (name) => sum(name, true),
    reset: () => {
      scans = [];
    },
    async fill(text, values) {
      await sql(text, values);
      await sql('VACUUM ANALYZE');
    },
    close: () => pool.end(),
  };
}

function rowsOf(node: PlanNode): number {
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  return Math.ceil((node['Actual Rows'] + removed) * node['Actual Loops']);
}

function flat(node: PlanNode | undefined): PlanNode[] {
  return node === undefined ? [] : [node, ...(node.Plans ?? []).flatMap(flat)];
}
