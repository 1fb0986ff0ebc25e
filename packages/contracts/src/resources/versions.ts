import { readVersionName } from '@perdura/definition';
import { z } from 'zod';
import {
  bothIds,
  fault,
  ID_PATTERN,
  id,
  idParams,
  jsonObject,
  jsonValue,
  pageFields,
  pageQuery,
  quoted,
  timestamp,
} from '../fields.ts';
import { defineRoute } from '../route.ts';
import { answeredDefinition, answeredPolicies } from './workflow-definition.ts';
import { ETAG, ifMatch, workflowDocument } from './workflows.ts';

/** A version of a workflow: a number, a label, or `latest`. What names none that could exist is simply not found. */
export const versionName = z
  .union([z.int().min(1), z.string().min(1).max(64)])
  .meta({ description: 'A number, a label, or `latest`', example: 'production' });

/** One immutable snapshot of a workflow. */
export const versionDocument = z
  .object({
    ...bothIds,
    workflowId: id,
    version: z.int().min(1),
    name: z.string(),
    description: z.string(),
    ...answeredDefinition,
    ...answeredPolicies,
    tags: z.array(z.string()).optional(),
    labels: z.array(z.string()).meta({ description: 'Labels that point at it', example: ['production'] }),
    hash: z.string().meta({ description: 'SHA-256 of the canonical definition, hex' }),
    author: id.meta({ description: 'User who made it' }),
    note: z.string(),
    createdAt: timestamp,
  })
  .meta({ id: 'Version' });

const NOTE_LENGTH = 1_000;

const versionParams = z.object({
  id: z.string().regex(ID_PATTERN),
  version: z
    .string()
    .regex(/^[1-9]\d{0,8}$/)
    .transform(Number)
    .meta({ type: 'integer', minimum: 1 }),
});

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
  params: versionParams,
  responses: { 200: { description: 'The version', schema: versionDocument } },
  notFound: 'VERSION_NOT_FOUND',
});

/** A number, or a label or a word that names a version. */
const SIDE = /^(?:[1-9][0-9]{0,8}|[a-z][a-z0-9-]{0,63})$/;

/** One side of a comparison. */
function side(description: string) {
  return z
    .string()
    .max(64)
    .check((context) => {
      const { value, issues } = context;
      if (value === 'draft' || readVersionName(value) !== null) return;
      issues.push(fault('badPattern', { expected: 'a number, a label, latest or draft', found: quoted(value) }));
    })
    .meta({ pattern: SIDE.source, description: `${description}: a number, a label, \`latest\` or \`draft\`` });
}

const fieldChange = z
  .object({
    path: z.string().meta({ description: 'JSON Pointer (RFC 6901)', example: '/config/url' }),
    from: jsonValue.optional().meta({ description: 'Absent where there was nothing' }),
    to: jsonValue.optional().meta({ description: 'Absent where there is nothing any more' }),
  })
  .meta({ id: 'FieldChange' });

const diffDocument = z
  .object({
    fields: z.array(fieldChange).meta({ description: 'Name, description, trigger, tags and policies' }),
    nodes: z.object({
      added: z.array(jsonObject),
      removed: z.array(jsonObject),
      changed: z.array(z.object({ id: z.string(), fields: z.array(fieldChange) })).meta({
        description:
          'Pointers within the node. Nodes of its body are the same when their ids are; a pointer to one has its ' +
          'position in `from`, or in `to` where something was added',
      }),
    }),
    edges: z
      .object({ added: z.array(jsonObject), removed: z.array(jsonObject) })
      .meta({ description: 'An edge whose condition changed is removed and added' }),
  })
  .meta({
    id: 'VersionDiff',
    example: {
      fields: [{ path: '/trigger/schedule', from: '0 9 * * *', to: '0 8 * * *' }],
      nodes: {
        added: [],
        removed: [],
        changed: [{ id: 'notify', fields: [{ path: '/config/subject', to: '巡检报告' }] }],
      },
      edges: { added: [{ from: 'fetch', to: 'notify' }], removed: [] },
    },
  });

const diffVersions = defineRoute({
  method: 'get',
  path: '/v1/workflows/{id}/versions/diff',
  operationId: 'diffVersions',
  summary: 'Compare two versions of a workflow, or its draft',
  description: 'The order of nodes, edges and keys is no difference. A draft counts as what publishing it would make.',
  tag: 'Workflows',
  scope: 'read',
  params: idParams,
  query: z.strictObject({ from: side('The older side'), to: side('The newer side') }),
  responses: { 200: { description: 'What differs', schema: diffDocument } },
  notFound: 'WORKFLOW_NOT_FOUND',
  faults: ['VERSION_NOT_FOUND', 'DRAFT_NOT_FOUND'],
});

const note = z.string().max(NOTE_LENGTH).meta({ description: 'What this version is for' });

const updateVersion = defineRoute({
  method: 'put',
  path: '/v1/workflows/{id}/versions/{version}',
  operationId: 'updateVersion',
  summary: 'Change the note of a version; all else of it never changes',
  tag: 'Workflows',
  scope: 'write',
  audit: 'version.update',
  params: versionParams,
  body: {
    schema: z.strictObject({ note }).meta({ id: 'VersionChange', example: { note: 'Before the move' } }),
    required: true,
  },
  responses: { 200: { description: 'The version', schema: versionDocument } },
  notFound: 'VERSION_NOT_FOUND',
});

const restoreVersion = defineRoute({
  method: 'post',
  path: '/v1/workflows/{id}/versions/{version}/restore',
  operationId: 'restoreVersion',
  summary: 'Make a new version that equals an earlier one',
  description:
    'Its name, description and definition come back; whether the workflow is enabled stays as it is. It is checked as ' +
    'any other change is. Where the newest version says the same already, none is made.',
  tag: 'Workflows',
  scope: 'write',
  audit: 'workflow.restore',
  params: versionParams,
  headers: ifMatch,
  body: {
    schema: z.strictObject({ note: note.optional() }).meta({ id: 'VersionRestore', example: {} }),
    required: false,
  },
  responses: { 200: { description: 'The whole workflow after the change', schema: workflowDocument, headers: ETAG } },
  notFound: 'VERSION_NOT_FOUND',
  faults: ['WORKFLOW_NOT_FOUND', 'PRECONDITION_FAILED', 'PATH_TAKEN'],
});

// The comparison stands before the version of any number, so that its address is its own.
export const versionRoutes = { listVersions, diffVersions, getVersion, updateVersion, restoreVersion };
