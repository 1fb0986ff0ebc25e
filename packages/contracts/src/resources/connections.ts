import { z } from 'zod';
import { bothIds, fault, httpUrl, idParams, pageFields, pageQuery, quoted, textOf, timestamp } from '../fields.ts';
import { pascalCase } from '../pascal-case.ts';
import { defineRoute } from '../route.ts';

/** Name by which nodes and tools refer to a connection. */
export const connectionName = textOf(
  /^[\p{L}\p{N}_][\p{L}\p{N}_. -]{0,63}$/u,
  'a letter, digit or underscore, then also ".", "-" and spaces, at most 64 characters',
  64,
);

const secretText = z.string().min(1).max(10_000);
const baseUrl = httpUrl;

const smtpUrl = z
  .string()
  .max(2_048)
  .check((context) => {
    if (!/^smtps?:\/\/[^\s/]/i.test(context.value) || !URL.canParse(context.value)) {
      context.issues.push(fault('badSmtpUrl'));
    }
  });

const headerText = z.string().max(10_000);

const BREAK = /(?![\t\x80-\x9f])\p{Cc}/u;
const BEYOND_LATIN_1 = /[\u0100-\u{10ffff}]/u;

/** The value that each type of connection holds; never answered. */
const VALUES = {
  // The senders of a webhook may sign with it as well, in any letters.
  bearer: z.strictObject({ token: unbroken(secretText) }),
  header: z.strictObject({
    name: textOf(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'a header name', 128),
    value: headerSafe(headerText.min(1)),
  }),
  basic: z.strictObject({ username: headerText.min(1), password: headerText }),
  'openai-compatible': z.strictObject({ baseUrl, apiKey: headerSafe(headerText) }),
  anthropic: z.strictObject({ baseUrl: baseUrl.optional(), apiKey: headerSafe(secretText) }),
  smtp: z.strictObject({ url: smtpUrl }),
  'webhook-secret': z.strictObject({ secret: secretText }),
} as const;

export const CONNECTION_TYPES = Object.keys(VALUES) as [ConnectionType, ...ConnectionType[]];
export type ConnectionType = keyof typeof VALUES;

/** The schema of a connection's value, by its type. */
export function connectionValue(type: ConnectionType): z.ZodType {
  return VALUES[type];
}

export const connectionDocument = z
  .object({
    ...bothIds,
    name: z.string(),
    type: z.string(),
    allowedHosts: z.array(z.string()).meta({ description: 'Hosts that the credential may be sent to; empty: any' }),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'Connection' });

/** Hosts that a connection is bound to. */
export const allowedHosts = z
  .array(
    textOf(
      /^(?:\*\.)?(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/,
      'a host such as api.example.com, *.example.com or 10.0.0.5:8443',
      255,
    ),
  )
  .max(50)
  .optional();

const type = z.enum(CONNECTION_TYPES);

function newOfType<Type extends ConnectionType>(ofType: Type) {
  return z
    .strictObject({ name: connectionName, type: z.literal(ofType), value: VALUES[ofType], allowedHosts })
    .meta({ id: pascalCase('new', ofType, 'connection') });
}

export const newConnection = z
  .discriminatedUnion('type', [
    newOfType('bearer'),
    newOfType('header'),
    newOfType('basic'),
    newOfType('openai-compatible'),
    newOfType('anthropic'),
    newOfType('smtp'),
    newOfType('webhook-secret'),
  ])
  .meta({
    id: 'NewConnection',
    example: { name: 'meters', type: 'bearer', value: { token: '…' }, allowedHosts: ['meters.example.com'] },
  });

/** What can be said of a new connection whose type is none: the union of the types then tells no more than that. */
export const connectionOfNoType = z.strictObject({
  name: connectionName,
  type: z.unknown().optional(),
  value: z.record(z.string(), z.unknown()),
  allowedHosts,
});

/** A value is checked by the type that the connection has after the change; a new type needs its value too. */
export const connectionChange = z
  .strictObject({
    name: connectionName.optional(),
    type: type.optional(),
    value: z.record(z.string(), z.unknown()).optional().meta({
      description:
        'bearer {token} · header {name, value} · basic {username, password} · openai-compatible {baseUrl, apiKey} · anthropic {baseUrl?, apiKey} · smtp {url} · webhook-secret {secret}',
    }),
    allowedHosts,
  })
  .meta({ id: 'ConnectionChange' });

const createConnection = defineRoute({
  method: 'post',
  path: '/v1/connections',
  operationId: 'createConnection',
  summary: 'Store a credential; its value is encrypted and never answered',
  tag: 'Connections',
  scope: 'write',
  audit: 'connection.create',
  body: { schema: newConnection, required: true },
  responses: { 201: { description: 'The connection without its value', schema: connectionDocument } },
  faults: ['NAME_TAKEN'],
});

const listConnections = defineRoute({
  method: 'get',
  path: '/v1/connections',
  operationId: 'listConnections',
  summary: 'List the connections of the project',
  tag: 'Connections',
  scope: 'read',
  query: z.strictObject(pageQuery),
  responses: {
    200: {
      description: 'Connections',
      schema: z.object({ connections: z.array(connectionDocument), ...pageFields }).meta({ id: 'ConnectionList' }),
    },
  },
});

const getConnection = defineRoute({
  method: 'get',
  path: '/v1/connections/{id}',
  operationId: 'getConnection',
  summary: 'Get a connection',
  tag: 'Connections',
  scope: 'read',
  params: idParams,
  responses: { 200: { description: 'The connection without its value', schema: connectionDocument } },
  notFound: 'CONNECTION_NOT_FOUND',
});

const updateConnection = defineRoute({
  method: 'put',
  path: '/v1/connections/{id}',
  operationId: 'updateConnection',
  summary: 'Change the given fields of a connection',
  tag: 'Connections',
  scope: 'write',
  audit: 'connection.update',
  params: idParams,
  body: { schema: connectionChange, required: true },
  responses: { 200: { description: 'The connection without its value', schema: connectionDocument } },
  notFound: 'CONNECTION_NOT_FOUND',
  faults: ['NAME_TAKEN'],
});

const deleteConnection = defineRoute({
  method: 'delete',
  path: '/v1/connections/{id}',
  operationId: 'deleteConnection',
  summary: 'Remove a connection',
  tag: 'Connections',
  scope: 'write',
  audit: 'connection.delete',
  params: idParams,
  responses: {
    200: { description: 'It is gone', schema: z.object({ success: z.literal(true) }).meta({ id: 'Success' }) },
  },
  notFound: 'CONNECTION_NOT_FOUND',
});

export const connectionRoutes = {
  createConnection,
  listConnections,
  getConnection,
  updateConnection,
  deleteConnection,
};

/** Text that becomes a header's value: nothing that a header cannot carry. Spaces around it are not sent. */
export function headerSafe(text: z.ZodString) {
  return unbroken(text).check((context) => {
    const found = BEYOND_LATIN_1.exec(context.value.trim());
    if (found !== null) context.issues.push(fault('badHeaderLetter', { found: quoted(found[0]) }));
  });
}

/** Text that ends up in a header: a line break in it would forge another. */
function unbroken(text: z.ZodString) {
  return text.check((context) => {
    const found = BREAK.exec(context.value);
    if (found !== null) context.issues.push(fault('badHeaderText', { found: quoted(found[0]) }));
  });
}
