import { z } from 'zod';
import { bothIds, fault, id, idParams, idText, pageFields, pageQuery, timestamp, timeText, title } from '../fields.ts';
import { defineRoute } from '../route.ts';

export const API_KEY_SCOPES = ['read', 'write'] as const;

const fields = {
  ...bothIds,
  projectId: id,
  userId: id,
  name: z.string(),
  scopes: z.array(z.enum(API_KEY_SCOPES)),
  expiresAt: timestamp.nullable(),
  revokedAt: timestamp.nullable(),
  lastUsedAt: timestamp.nullable(),
  createdAt: timestamp,
};

const apiKeyDocument = z.object(fields).meta({ id: 'ApiKey' });

const createdApiKey = z
  .object({ ...fields, key: z.string().meta({ description: 'The key itself: shown this once' }) })
  .meta({ id: 'CreatedApiKey' });

const newApiKey = z
  .strictObject({
    name: title(100),
    scopes: z.array(z.enum(API_KEY_SCOPES)).min(1).max(2),
    expiresAt: timeText('When the key ends; never unless told')
      .check(({ value, issues }) => {
        if (value.getTime() <= Date.now()) issues.push(fault('futureTime', { found: value.toISOString() }));
      })
      .nullable()
      .optional(),
    projectId: idText('Project of the key; another than the caller’s own for administrators alone').optional(),
  })
  .meta({ id: 'NewApiKey', example: { name: 'reporting', scopes: ['read'] } });

const createApiKey = defineRoute({
  method: 'post',
  path: '/v1/api-keys',
  operationId: 'createApiKey',
  summary: 'Make an API key',
  description: 'It stands for the caller’s user, and may never more than that user’s role in the project.',
  tag: 'API keys',
  scope: 'write',
  role: 'viewer',
  audit: 'api-key.create',
  body: { schema: newApiKey, required: true },
  responses: { 201: { description: 'The key, shown this once', schema: createdApiKey } },
  faults: ['ADMIN_REQUIRED'],
});

const listApiKeys = defineRoute({
  method: 'get',
  path: '/v1/api-keys',
  operationId: 'listApiKeys',
  summary: 'List the API keys of the project',
  description: 'One’s own; owners get those of all members.',
  tag: 'API keys',
  scope: 'read',
  query: z.strictObject(pageQuery),
  responses: {
    200: {
      description: 'Keys, without their text',
      schema: z.object({ apiKeys: z.array(apiKeyDocument), ...pageFields }).meta({ id: 'ApiKeyList' }),
    },
  },
});

const revokeApiKey = defineRoute({
  method: 'delete',
  path: '/v1/api-keys/{id}',
  operationId: 'revokeApiKey',
  summary: 'Revoke an API key at once',
  description: 'One’s own; owners revoke those of all members.',
  tag: 'API keys',
  scope: 'write',
  role: 'viewer',
  audit: 'api-key.revoke',
  params: idParams,
  responses: {
    200: { description: 'It is revoked', schema: z.object({ success: z.literal(true) }).meta({ id: 'Success' }) },
  },
  notFound: 'API_KEY_NOT_FOUND',
});

/** Longest time that a rotated key may live on, in seconds. */
const MAXIMUM_OVERLAP_SECONDS = 30 * 24 * 3_600;

const rotateApiKey = defineRoute({
  method: 'post',
  path: '/v1/api-keys/{id}/rotate',
  operationId: 'rotateApiKey',
  summary: 'Replace an own API key by a new one with the same rights',
  tag: 'API keys',
  scope: 'write',
  role: 'viewer',
  audit: 'api-key.rotate',
  params: idParams,
  body: {
    schema: z
      .strictObject({
        overlapSeconds: z
          .int()
          .min(0)
          .max(MAXIMUM_OVERLAP_SECONDS)
          .optional()
          .meta({ description: 'How long the old key still works; 0 unless told' }),
      })
      .meta({ id: 'ApiKeyRotation', example: { overlapSeconds: 3600 } }),
    required: false,
  },
  responses: { 201: { description: 'The new key, shown this once', schema: createdApiKey } },
  notFound: 'API_KEY_NOT_FOUND',
});

export const apiKeyRoutes = { createApiKey, listApiKeys, revokeApiKey, rotateApiKey };
