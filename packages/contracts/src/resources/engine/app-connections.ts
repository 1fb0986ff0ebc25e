import {
  APP_CONNECTION_STATUSES,
  APP_CONNECTION_TYPES,
  type AppConnectionType,
  isAppConnectionType,
  type JsonObject,
  oauth2Grant,
} from '@perdura/definition';
import { z } from 'zod';
import { fault, httpUrl, jsonObject, queryBoolean, title } from '../../fields.ts';
import { defineRoute } from '../../route.ts';
import { allowedHosts } from '../connections.ts';
import { engineId, engineIdParams, engineProjectId, entityFields, givenList, givenProject } from './engine-fields.ts';
import { enginePage, enginePageQuery } from './engine-paging.ts';
import { engineRoute } from './engine-route.ts';

const secretText = z.string().min(1).max(100_000);
const looseText = z.string().max(100_000).nullish();

const oauth2 = z.looseObject({
  access_token: looseText,
  refresh_token: looseText,
  client_id: looseText,
  client_secret: looseText,
  code: looseText,
  code_challenge: looseText,
  code_verifier: looseText,
  redirect_url: looseText,
  scope: looseText,
  token_url: httpUrl.nullish(),
  grant_type: z.enum(['authorization_code', 'client_credentials']).nullish(),
  authorization_method: z.enum(['HEADER', 'BODY']).nullish(),
  props: jsonObject.nullish(),
});

const oauth2Value = oauth2.check(({ value, issues }) => {
  if (value.access_token || oauth2Grant(value as JsonObject) !== null) return;
  issues.push(fault('noToken', {}, ['access_token']));
});

/** The value that each type of connection holds; further fields are kept as they are given. Never answered. */
const VALUES: Record<AppConnectionType, z.ZodType> = {
  SECRET_TEXT: z.looseObject({ secret_text: secretText }),
  BASIC_AUTH: z.looseObject({ username: z.string().min(1).max(10_000), password: z.string().max(10_000) }),
  CUSTOM_AUTH: z.looseObject({ props: jsonObject }),
  OAUTH2: oauth2Value,
  CLOUD_OAUTH2: oauth2Value,
  PLATFORM_OAUTH2: oauth2Value,
  NO_AUTH: z.looseObject({}),
};

/** The schema of a connection's value, by its type. */
export function appConnectionValue(type: AppConnectionType): z.ZodType {
  return VALUES[type];
}

const owner = z
  .object({ ...entityFields, email: z.string(), firstName: z.string(), lastName: z.string() })
  .meta({ id: 'AppConnectionOwner' });

const appConnection = z
  .object({
    ...entityFields,
    externalId: z.string().meta({ description: "What flows name it by: `{{connections['slack']}}`" }),
    name: z.string(),
    displayName: z.string(),
    type: z.enum(APP_CONNECTION_TYPES),
    pieceName: z.string().nullable(),
    pieceVersion: z.string().nullable(),
    projectId: engineProjectId,
    projectIds: z.array(engineProjectId),
    scope: z.enum(['PROJECT', 'PLATFORM']),
    status: z.enum(APP_CONNECTION_STATUSES).meta({
      description:
        'MISSING: a code is not exchanged for tokens yet. ERROR: the service refused it; `metadata.error` says why',
    }),
    ownerId: engineId.nullable(),
    owner: owner.nullable(),
    metadata: jsonObject.nullable().meta({ description: 'With `allowedHosts`, where it is bound to hosts' }),
    flowIds: z.array(engineId).meta({ description: 'Flows whose newest or published version names it' }),
    platformId: z.string().nullable(),
  })
  .meta({ id: 'AppConnection' });

const metadata = jsonObject
  .check(({ value, issues }) => {
    if (value.allowedHosts === undefined) return;
    const read = allowedHosts.safeParse(value.allowedHosts);
    for (const { path } of read.error?.issues ?? []) {
      const found = JSON.stringify(value.allowedHosts).slice(0, 60);
      issues.push(
        fault('badPattern', { expected: 'api.example.com, *.example.com, 10.0.0.5:8443', found }, [
          'allowedHosts',
          ...path,
        ]),
      );
    }
  })
  .meta({ description: '`allowedHosts` binds it to hosts; `header` names the header that a SECRET_TEXT goes into' });

const name = title(255);

const newAppConnection = z
  .object({
    externalId: name.nullish(),
    name: name.nullish(),
    displayName: name.nullish(),
    pieceName: name.nullish(),
    pieceVersion: z.string().max(50).nullish(),
    projectId: givenProject,
    type: z.enum(APP_CONNECTION_TYPES),
    value: jsonObject.optional(),
    metadata: metadata.nullish(),
    allowedHosts,
  })
  .check(({ value: body, issues }) => {
    if (!body.externalId && !body.name) issues.push(fault('missingField', {}, ['name']));
    issues.push(...valueIssues(body.type, body.value));
  })
  .meta({
    id: 'NewAppConnection',
    example: { name: 'slack-integration', type: 'OAUTH2', value: { access_token: 'xoxb-xxx' } },
  });

function valueIssues(type: unknown, value: JsonObject | undefined) {
  if (!isAppConnectionType(type)) return [];
  if (value?.type !== undefined && value.type !== type) {
    return [fault('oneOf', { expected: type, found: JSON.stringify(value.type).slice(0, 60) }, ['value', 'type'])];
  }
  if (value === undefined && type !== 'NO_AUTH') return [fault('missingField', {}, ['value'])];
  const read = VALUES[type].safeParse(value ?? {});
  return (read.error?.issues ?? []).map((issue) => ({ ...issue, path: ['value', ...issue.path], input: undefined }));
}

const upsertAppConnection = defineRoute({
  ...engineRoute,
  method: 'post',
  path: '/v1/app-connections',
  operationId: 'upsertAppConnection',
  summary: 'Store a connection for pieces, or replace the one of its external id or name; its value is never answered',
  description:
    'An OAuth2 code is exchanged for tokens before the answer, when a worker is there; otherwise when the connection is first used.',
  scope: 'write',
  audit: 'app-connection.upsert',
  query: z.object({ validate: queryBoolean('Whether the piece is to say if the connection is good').optional() }),
  body: { schema: newAppConnection, required: false },
  responses: { 200: { description: 'The connection without its value', schema: appConnection } },
  faults: ['CONNECTION_REFUSED', 'NAME_TAKEN'],
});

const listAppConnections = defineRoute({
  ...engineRoute,
  method: 'get',
  path: '/v1/app-connections',
  operationId: 'listAppConnections',
  summary: 'List connections for pieces, newest first',
  scope: 'read',
  query: z.object({
    ...enginePageQuery,
    pieceName: z
      .string()
      .max(255)
      .optional()
      .meta({ description: '`slack` and `@activepieces/piece-slack` mean the same' }),
    displayName: z.string().max(255).optional().meta({ description: 'Text within the display name' }),
    status: givenList(APP_CONNECTION_STATUSES.join(', ')).optional(),
    scope: givenList('PROJECT, PLATFORM').optional(),
  }),
  responses: { 200: { description: 'Connections', schema: enginePage(appConnection, 'AppConnectionPage') } },
});

const listAppConnectionOwners = defineRoute({
  ...engineRoute,
  method: 'get',
  path: '/v1/app-connections/owners',
  operationId: 'listAppConnectionOwners',
  summary: 'List those who made connections for pieces',
  scope: 'read',
  query: z.object({ projectId: givenProject }),
  responses: { 200: { description: 'People', schema: enginePage(owner, 'AppConnectionOwnerPage') } },
});

const authorizationUrl = defineRoute({
  ...engineRoute,
  method: 'post',
  path: '/v1/app-connections/oauth2/authorization-url',
  operationId: 'getOAuth2AuthorizationUrl',
  summary: 'Get the address where a browser signs in to the service of a piece',
  description:
    'The code that it comes back with goes into `value.code` of a connection, the verifier into `value.code_challenge`.',
  scope: 'write',
  audit: { none: 'it only puts an address together' },
  body: {
    schema: z
      .object({
        pieceName: name,
        pieceVersion: z.string().max(50).nullish(),
        projectId: givenProject,
        clientId: z.string().min(1).max(2_000),
        redirectUrl: httpUrl,
        scopes: z.array(z.string().max(1_000)).max(200).nullish(),
        props: jsonObject.nullish(),
        state: z.string().max(2_000).nullish(),
      })
      .meta({
        id: 'NewAuthorizationUrl',
        example: { pieceName: 'slack', clientId: '123.456', redirectUrl: 'https://flows.example.com/redirect' },
      }),
    required: false,
  },
  responses: {
    200: {
      description: 'The address; the verifier where the service wants PKCE',
      schema: z
        .object({ authorizationUrl: z.string(), codeVerifier: z.string().optional() })
        .meta({ id: 'AuthorizationUrl' }),
    },
  },
  faults: ['PIECE_NOT_FOUND', 'PIECE_NOT_INSTALLED', 'PIECE_UNAVAILABLE'],
});

const getAppConnection = defineRoute({
  ...engineRoute,
  method: 'get',
  path: '/v1/app-connections/{id}',
  operationId: 'getAppConnection',
  summary: 'Get a connection for pieces',
  scope: 'read',
  params: engineIdParams,
  responses: { 200: { description: 'The connection without its value', schema: appConnection } },
  notFound: 'CONNECTION_NOT_FOUND',
});

const updateAppConnection = defineRoute({
  ...engineRoute,
  method: 'post',
  path: '/v1/app-connections/{id}',
  operationId: 'updateAppConnection',
  summary:
    'Give a connection for pieces another display name, metadata or hosts; its value is replaced by storing it again',
  scope: 'write',
  audit: 'app-connection.update',
  params: engineIdParams,
  body: {
    schema: z
      .object({ displayName: name.nullish(), metadata: metadata.nullish(), allowedHosts })
      .meta({ id: 'AppConnectionChange', example: { displayName: 'Slack of the support team' } }),
    required: false,
  },
  responses: { 200: { description: 'The connection without its value', schema: appConnection } },
  notFound: 'CONNECTION_NOT_FOUND',
});

const deleteAppConnection = defineRoute({
  ...engineRoute,
  method: 'delete',
  path: '/v1/app-connections/{id}',
  operationId: 'deleteAppConnection',
  summary: 'Remove a connection for pieces',
  scope: 'write',
  audit: 'app-connection.delete',
  params: engineIdParams,
  responses: { 204: { description: 'It is gone', schema: z.undefined() } },
  notFound: 'CONNECTION_NOT_FOUND',
});

export const appConnectionRoutes = {
  upsertAppConnection,
  listAppConnections,
  listAppConnectionOwners,
  authorizationUrl,
  getAppConnection,
  updateAppConnection,
  deleteAppConnection,
};
