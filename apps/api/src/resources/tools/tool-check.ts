import { BUILT_IN_TOOLS, type Locale, message } from '@perdura/contracts';
import type { Database } from '@perdura/database';
import type { Fault, JsonObject, JsonValue } from '@perdura/definition';
import { compileSchema, UnusableSchema } from '@perdura/definition/strict-json-schema';
import { Ajv, type ErrorObject } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';

/** Checks schemas against their meta-schema, which says of each fault where it is. */
const draft2020 = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
const draft7 = new Ajv({ strict: false, allErrors: true, validateFormats: false });

const HANDLERS = BUILT_IN_TOOLS.map((tool) => tool.execution.handler);

/** What is wrong with a tool beyond its shape: its schema, its handler, its connection. */
export async function toolFaults(
  database: Pick<Database, 'connections'>,
  { projectId, sent, locale }: { projectId: string; sent: JsonValue; locale: Locale },
): Promise<Fault[]> {
  const tool = objectOf(sent);
  const execution = objectOf(tool?.execution);
  return [
    ...schemaFaults(tool?.input_schema, locale),
    ...handlerFaults(execution, locale),
    ...(await connectionFaults(database, projectId, execution, locale)),
  ];
}

function schemaFaults(schema: JsonValue | undefined, locale: Locale): Fault[] {
  const found = objectOf(schema);
  if (found === null) return [];
  const draft = typeof found.$schema === 'string' ? found.$schema.replace(/#$/, '') : '';
  const ajv = /draft-07/.test(draft) ? draft7 : draft2020;
  if (draft !== '' && ajv.getSchema(draft) === undefined) {
    return [fault('/input_schema/$schema', locale, `unknown dialect ${JSON.stringify(draft.slice(0, 80))}`)];
  }
  if (ajv.validateSchema(found) === true) return compileFaults(found, locale);
  return deepest(ajv.errors ?? []).map((error) =>
    fault(`/input_schema${error.instancePath}`, locale, error.message ?? 'invalid'),
  );
}

/** What would fail every call of the tool: patterns that cannot be read, references that lead nowhere. */
function compileFaults(schema: JsonObject, locale: Locale): Fault[] {
  try {
    compileSchema(schema);
    return [];
  } catch (error) {
    if (!(error instanceof UnusableSchema)) throw error;
    return [fault('/input_schema', locale, error.message)];
  }
}

/** The meta-schema's `allOf` repeats each fault at outer places; the innermost ones say what is wrong. */
function deepest(errors: ErrorObject[]): ErrorObject[] {
  const plain = errors.filter(({ keyword }) => !['anyOf', 'allOf', 'oneOf', 'if', '$dynamicRef'].includes(keyword));
  return (plain.length > 0 ? plain : errors).slice(0, 10);
}

function fault(pointer: string, locale: Locale, problem: string): Fault {
  return { pointer, message: message(locale, 'badSchema', { problem }) };
}

function handlerFaults(execution: JsonObject | null, locale: Locale): Fault[] {
  const name = execution?.type === 'handler' ? execution.handler : undefined;
  if (typeof name !== 'string' || HANDLERS.includes(name)) return [];
  const known = HANDLERS.join(', ');
  const text = message(locale, 'unknownHandler', { name: name.slice(0, 64), known });
  return [{ pointer: '/execution/handler', message: text }];
}

async function connectionFaults(
  database: Pick<Database, 'connections'>,
  projectId: string,
  execution: JsonObject | null,
  locale: Locale,
): Promise<Fault[]> {
  const name = execution?.connection;
  if (typeof name !== 'string') return [];
  const known = await database.connections.names(projectId);
  if (known.has(name)) return [];
  const text = message(locale, 'unknownConnection', { name: name.slice(0, 64) });
  return [{ pointer: '/execution/connection', message: text }];
}

function objectOf(value: JsonValue | undefined): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
}
