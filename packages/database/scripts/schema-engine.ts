import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg';
import { Pool, type QueryResult } from 'pg';

/**
 * The SQL that turns the schema of a database into the one of a Prisma schema file; empty when they agree. Prisma's
 * schema engine runs as WebAssembly: its native form is a download, which closed networks refuse.
 */
export async function missingSql(databaseUrl: string, schemaFile: string): Promise<string> {
  await instantiateEngine();
  const content = await readFile(schemaFile, 'utf8');
  const files = [{ path: schemaFile, content }];
  const pool = new Pool({ connectionString: databaseUrl, max: 2 });
  const adapter = bindMigrationAwareSqlAdapterFactory(introspectionAdapter(pool));
  const engine = await engineModule.SchemaEngine.new({ datamodels: [[schemaFile, content]] }, () => undefined, adapter);
  try {
    const { stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: '.' },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    return stdout === null || stdout.includes('This is an empty migration') ? '' : stdout;
  } finally {
    engine.free();
    await pool.end();
  }
}

/** The package's own entry imports its `.wasm` as a module, which Node cannot do, so it is instantiated by hand. */
async function instantiateEngine(): Promise<void> {
  const script = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const imports = { './schema_engine_bg.js': { ...engineModule } };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(await readFile(wasmBeside(script))), imports);
  engineModule.__wbg_set_wasm(exports);
  if (exports.__wbindgen_start instanceof Function) exports.__wbindgen_start();
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: reportPanic } });
}

function wasmBeside(script: string): string {
  return script.replace(/\.js$/, '.wasm');
}

/** The engine tells why it broke only here; the error that follows just says "unreachable". */
function reportPanic(message: string): void {
  process.stderr.write(`schema engine: ${message}\n`);
}

/** The part of the global that is used here; Node's typings leave it to the browser's. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: Record<string, unknown> };
};

const CHAR_OID = 18;
const TEXT_OID = 25;

/**
 * The adapter refuses PostgreSQL's type "char", of which the system catalogues are full, and the engine expects it as a
 * character. So such columns pass the adapter as text, and are named characters behind it.
 */
function introspectionAdapter(pool: Pool): PrismaPg {
  const charColumns = new WeakMap<unknown[], Set<number>>();
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<QueryResult>;
  const queryAsText = async (...args: unknown[]): Promise<QueryResult> => {
    const result = await query(...args);
    const found = [...result.fields.entries()].filter(([, field]) => field.dataTypeID === CHAR_OID);
    for (const [, field] of found) field.dataTypeID = TEXT_OID;
    charColumns.set(result.rows, new Set(found.map(([index]) => index)));
    return result;
  };
  const factory = new PrismaPg(Object.assign(pool, { query: queryAsText }));
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const adapter = await connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (statement) => {
      const result = await queryRaw(statement);
      const chars = charColumns.get(result.rows);
      const columnTypes = result.columnTypes.map((type, index) =>
        chars?.has(index) ? ColumnTypeEnum.Character : type,
      );
      return { ...result, columnTypes };
    };
    return adapter;
  };
  return factory;
}
