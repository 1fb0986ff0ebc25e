import { type OpenApiDocument, openApiDocument } from '@perdura/contracts';

/** One operation of the document, by what a method of the SDK is made of. */
export interface ApiOperation {
  id: string;
  method: string;
  path: string;
  summary: string;
  description: string | undefined;
  pathParameters: string[];
  query: 'none' | 'optional' | 'required';
  body: { required: boolean; type: string } | null;
  /** What it answers, as a type. */
  answer: string;
  kind: 'json' | 'text' | 'bytes' | 'lines' | 'events';
  page: { items: string; item: string; cursor: string } | null;
  takesIdempotencyKey: boolean;
  takesIfMatch: boolean;
  /** Whether it also answers below the mount of the flow engine. */
  engine: boolean;
  /** Whether it asks for no credential. */
  open: boolean;
}

type Json = Record<string, unknown>;

interface DocumentedOperation {
  operationId: string;
  summary: string;
  description?: string;
  parameters?: { name: string; in: string; required?: boolean }[];
  requestBody?: { required?: boolean; content: Record<string, { schema: Json }> };
  responses: Record<string, { content?: Record<string, { schema: Json }> }>;
  servers?: unknown[];
  security?: unknown[];
}

/**
 * The document without what types need not repeat for each operation: answers that are faults, since each of them is a
 * `Problem`, and examples.
 */
export function readDocument(version: string): OpenApiDocument {
  const document = structuredClone(openApiDocument({ version }));
  for (const { responses } of documented(document).map(([, , operation]) => operation)) {
    for (const status of Object.keys(responses)) if (!status.startsWith('2')) delete responses[status];
  }
  return document;
}

/** Every operation, in the order of the document. */
export function operationsOf(document: OpenApiDocument): ApiOperation[] {
  return documented(document).map(([path, method, operation]) => describe(document, path, method, operation));
}

function documented(document: OpenApiDocument): [path: string, method: string, operation: DocumentedOperation][] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item as Record<string, DocumentedOperation>).map(
      ([method, operation]): [string, string, DocumentedOperation] => [path, method, operation],
    ),
  );
}

function describe(
  document: OpenApiDocument,
  path: string,
  method: string,
  operation: DocumentedOperation,
): ApiOperation {
  const parameters = operation.parameters ?? [];
  const query = parameters.filter((each) => each.in === 'query');
  const hasHeader = (name: string) => parameters.some((each) => each.in === 'header' && each.name === name);
  return {
    id: operation.operationId,
    method: method.toUpperCase(),
    path,
    summary: operation.summary,
    description: operation.description,
    pathParameters: Array.from(path.matchAll(/\{(\w+)\}/g), ([, name = '']) => name),
    query: query.length === 0 ? 'none' : query.some(({ required }) => required === true) ? 'required' : 'optional',
    body: bodyOf(operation),
    ...answerOf(document, operation),
    takesIdempotencyKey: hasHeader('idempotency-key'),
    takesIfMatch: hasHeader('if-match'),
    engine: (operation.servers ?? []).length > 1,
    open: (operation.security ?? []).length === 0,
  };
}

function bodyOf({ operationId, requestBody }: DocumentedOperation): ApiOperation['body'] {
  if (requestBody === undefined) return null;
  const contents = Object.entries(requestBody.content);
  const json = requestBody.content['application/json'];
  if (contents.length === 1 && json !== undefined && isEmptyObject(json.schema)) return null;
  const type = nameOf(json?.schema) ?? `BodyOf<'${operationId}'>`;
  return { required: requestBody.required === true, type };
}

function isEmptyObject({ type, properties, additionalProperties }: Json): boolean {
  return type === 'object' && additionalProperties === false && Object.keys((properties as Json) ?? {}).length === 0;
}

function answerOf(
  document: OpenApiDocument,
  { operationId, responses }: DocumentedOperation,
): Pick<ApiOperation, 'answer' | 'kind' | 'page'> {
  const contents = Object.values(responses).map(({ content }) => content);
  const types = new Set(contents.flatMap((content) => Object.keys(content ?? {})));
  if (types.has('text/event-stream')) return { answer: 'LiveEvent', kind: 'events', page: null };
  if (types.has('application/x-ndjson')) return { answer: 'string', kind: 'lines', page: null };
  if (types.has('application/octet-stream')) return { answer: 'Uint8Array', kind: 'bytes', page: null };
  if ([...types].some((type) => type.startsWith('text/'))) return { answer: 'string', kind: 'text', page: null };
  const schemas = contents.map((content) => content?.['application/json']?.schema);
  const names = schemas.map((schema) => (schema === undefined ? 'undefined' : nameOf(schema)));
  const known = names.filter((name) => name !== null && name !== undefined);
  const answer = known.length === names.length ? [...new Set(known)].join(' | ') : `AnswerOf<'${operationId}'>`;
  return { answer: answer.replace(/^undefined$/, 'void'), kind: 'json', page: pageOf(document, schemas[0]) };
}

/** How a list goes on, and what it holds, where the answer is a page of one. */
function pageOf(document: OpenApiDocument, schema: Json | undefined): ApiOperation['page'] {
  const page = nameOf(schema);
  if (page === null) return null;
  const named = document.components?.schemas?.[page] as { properties?: Record<string, Json> } | undefined;
  const properties = named?.properties ?? {};
  const cursor = ['nextCursor', 'next'].find((name) => name in properties);
  const [items] = Object.entries(properties).find(([, property]) => property.type === 'array') ?? [];
  return cursor === undefined || items === undefined ? null : { items, item: `${page}['${items}'][number]`, cursor };
}

function nameOf(schema: Json | undefined): string | null {
  return typeof schema?.$ref === 'string' ? (schema.$ref.split('/').at(-1) ?? null) : null;
}
