import openapiTS, { astToString } from 'openapi-typescript';
import { type ApiOperation, operationsOf, readDocument } from './api-document.ts';
import { METHOD_NAMES, type MethodName } from './method-names.ts';

const NOTICE = '// Generated from the OpenAPI document by `pnpm --filter @perdura/sdk openapi:write`; do not edit.\n';

/** The generated sources, by file name. */
export async function renderAll(version: string): Promise<Record<string, string>> {
  const document = readDocument(version);
  const operations = operationsOf(document);
  failUnlessNamed(operations);
  const types = await openapiTS(JSON.stringify(document), {
    ...{ alphabetize: false, defaultNonNullable: false, rootTypes: true, rootTypesNoSchemaPrefix: true },
    exportType: true,
  });
  return {
    'openapi.ts': NOTICE + astToString(types.filter(isUsed)),
    'operations.ts': renderOperations(operations, version),
    'methods.ts': renderMethods(operations),
  };
}

/** Methods are made of operations: what says the same by address would only be weight. */
function isUsed(node: object): boolean {
  const { name } = node as { name?: { text?: string } };
  return !['paths', 'webhooks', '$defs'].includes(name?.text ?? '');
}

function failUnlessNamed(operations: ApiOperation[]): void {
  const ids = new Set(operations.map(({ id }) => id));
  const unnamed = operations.filter(({ id }) => !(id in METHOD_NAMES)).map(({ id }) => id);
  const stale = Object.keys(METHOD_NAMES).filter((id) => !ids.has(id));
  const names = Object.values(METHOD_NAMES).flatMap((each) => (each.own === true ? [] : each.names));
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  const faults = [
    ...unnamed.map((id) => `operation ${id} has no name in the SDK; give it one in scripts/method-names.ts`),
    ...stale.map((id) => `scripts/method-names.ts names ${id}, which the OpenAPI document does not have`),
    ...twice.map((name) => `scripts/method-names.ts gives the name ${name} to two operations`),
  ];
  if (faults.length > 0) throw new Error(faults.join('\n'));
}

/** What the transport must know of each operation while a program runs. */
function renderOperations(operations: ApiOperation[], version: string): string {
  const entries = operations.map((operation) => {
    const { id, method, path, kind, page, takesIdempotencyKey, engine, open } = operation;
    const facts = {
      ...{ method, path },
      ...(kind === 'json' ? {} : { kind }),
      ...(page === null ? {} : { items: page.items, cursor: page.cursor }),
      ...(takesIdempotencyKey ? { key: true } : {}),
      ...(engine ? { engine } : {}),
      ...(open ? { open } : {}),
    };
    return `  ${id}: ${JSON.stringify(facts)},`;
  });
  return [
    NOTICE,
    `export const API_VERSION = '${version}';\n`,
    'export const OPERATIONS = {',
    ...entries,
    '} as const;\n',
    '/** The methods that call each operation: `<resource>.<method>`. */',
    'export const METHODS = {',
    ...operations.map(({ id }) => `  ${id}: ${JSON.stringify(METHOD_NAMES[id]?.names ?? [])},`),
    '} as const;\n',
  ].join('\n');
}

function renderMethods(operations: ApiOperation[]): string {
  const resources = new Map<string, string[]>();
  for (const operation of operations) {
    const { names, own, freeBody } = METHOD_NAMES[operation.id] as MethodName;
    for (const name of names) {
      const [resource = '', method = ''] = name.split('.');
      const methods = resources.get(resource) ?? [];
      resources.set(resource, methods);
      if (own !== true) methods.push(renderMethod(method, operation, freeBody === true));
    }
  }
  const classes = Array.from(resources, ([resource, methods]) =>
    [`export class ${classOf(resource)} extends ApiResource {`, methods.join('\n\n'), '}\n'].join('\n'),
  ).join('\n');
  const named = [...new Set(Array.from(classes.matchAll(/\b[A-Z]\w+\b/g), ([name]) => name))];
  const schemas = named.filter((name) => schemaNames(operations).has(name)).sort();
  return [
    NOTICE,
    "import { ApiResource, type AnswerOf, type BodyOf, type CallOptions, type IfMatch, type QueryOf } from '../resource.ts';",
    "import type { PagedList } from '../paging.ts';",
    `import type { ${schemas.join(', ')} } from './openapi.ts';\n`,
    classes,
  ].join('\n');
}

/** Every name of a schema that a method of some operation tells. */
function schemaNames(operations: ApiOperation[]): Set<string> {
  const told = operations.flatMap(({ answer, body, page }) => [answer, body?.type ?? '', page?.item ?? '']);
  const names = told.flatMap((text) => text.match(/\b[A-Z]\w+\b/g) ?? []);
  return new Set(names.filter((name) => !['AnswerOf', 'BodyOf', 'Uint8Array'].includes(name)));
}

function classOf(resource: string): string {
  return `${resource.charAt(0).toUpperCase()}${resource.slice(1)}Methods`;
}

function renderMethod(name: string, operation: ApiOperation, freeBody: boolean): string {
  const { id, pathParameters, query, kind, page, takesIfMatch } = operation;
  const body = freeBody ? { required: false, type: 'unknown' } : operation.body;
  const optionTypes = [
    ...(query === 'none' ? [] : [`QueryOf<'${id}'>`]),
    'CallOptions',
    ...(takesIfMatch ? ['IfMatch'] : []),
  ].join(' & ');
  const parameters = [
    ...pathParameters.map((parameter) => `${parameter}: string${isNumeric(parameter) ? ' | number' : ''}`),
    ...(body === null ? [] : [`body${body.required || query === 'required' ? '' : '?'}: ${body.type}`]),
    query === 'required' ? `options: ${optionTypes}` : `options: ${optionTypes} = {}`,
  ];
  const call = `('${id}', [${pathParameters.join(', ')}], ${body === null ? 'undefined' : 'body'}, options)`;
  const [answers, sender] =
    page !== null
      ? [`PagedList<${page.item}, ${operation.answer}>`, 'list']
      : kind === 'lines'
        ? ['AsyncIterable<string>', 'lines']
        : [`Promise<${operation.answer}>`, 'send'];
  return [
    ...docLines(operation),
    `  ${name}(${parameters.join(', ')}): ${answers} {`,
    `    return this.caller.${sender}${call};`,
    '  }',
  ].join('\n');
}

/** Versions may be given as the numbers that they are. */
function isNumeric(parameter: string): boolean {
  return parameter === 'version';
}

function docLines({ summary, description, method, path }: ApiOperation): string[] {
  const text = [summary, ...(description === undefined ? [] : ['', description]), '', `\`${method} ${path}\``];
  return ['  /**', ...text.map((line) => `   * ${line.replaceAll('*/', '*\\/')}`.trimEnd()), '   */'];
}
