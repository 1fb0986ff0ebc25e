import { z } from 'zod';
import { bothIds, ID_PATTERN, id, idParams, pageFields, pageQuery, timestamp } from '../fields.ts';
import { defineRoute } from '../route.ts';
import { answeredDefinition, answeredPolicies } from './workflow-definition.ts';

/** One immutable snapshot of a workflow. */
export const versionDocument = z
  .object({
    ...bothIds,
    workflowId: id,
    version: z.int().min(1),
    name: z.string(),
    ...answeredDefinition,
    ...answeredPolicies,
    tags: z.array(z.string()).optional(),
    hash: z.string().meta({ description: 'SHA-256 of the canonical definition, hex' }),
    author: id.meta({ description: 'User who made it' }),
    note: z.string(),
    createdAt: timestamp,
  })
  .meta({ id: 'Version' });

const listVersions = defineRoute({
  method: 'get',
  path: '/v1/workflows/{id}/versions',
  operationId: 'listVersions',
  summary: 'List the versions of a workflow, newest first',
  tag: 'Workflows',
  scope: 'read',
  params: idParams,
  query: z.strictObject(pageQuery),
  responses: {
    200: {
      description: 'Versions',
      schema: z.object({ versions: z.array(versionDocument), ...pageFields }).meta({ id: 'VersionList' }),
    },
  },
  notFound: 'WORKFLOW_NOT_FOUND',
});

const getVersion = defineRoute({
  method: 'get',
  path: '/v1/workflows/{id}/versions/{version}',
  operationId: 'getVersion',
  summary: 'Get one version of a workflow',
  tag: 'Workflows',
  scope: 'read',
  params: z.object({
    id: z.string().regex(ID_PATTERN),
    version: z
      .string()
      .regex(/^[1-9]\d{0,8}$/)
      .transform(Number)
      .meta({ type: 'integer', minimum: 1 }),
  }),
  responses: { 200: { description: 'The version', schema: versionDocument } },
  notFound: 'VERSION_NOT_FOUND',
});

export const versionRoutes = { listVersions, getVersion };
