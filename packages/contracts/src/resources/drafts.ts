import { DEFINITION_FIELDS } from '@perdura/definition';
import { z } from 'zod';
import { id, idParams, timestamp } from '../fields.ts';
import { problemFault } from '../problem.ts';
import { defineRoute } from '../route.ts';
import { givenDefinition } from './workflow-definition.ts';
import { ETAG, workflowDocument } from './workflows.ts';

/** Fields that a draft may hold beside those of a definition. */
const PLAIN_FIELDS = ['name', 'description', 'enabled', 'note'] as const;

function anything(description: string) {
  return z.unknown().optional().meta({ description });
}

const plainFields = {
  name: anything('Absent: the workflow keeps its name'),
  description: anything('Absent: it keeps its description'),
  enabled: anything('Absent: it stays as it is'),
  note: anything('What the version will be for, unless publishing says otherwise'),
};

const baseVersion = z.int().min(1).max(999_999_999);

/** Body of a draft: any fields of a workflow, sound or not. */
export const draftBody = z
  .strictObject({
    ...plainFields,
    ...givenDefinition,
    baseVersion: baseVersion.optional().meta({
      description: 'The version that the work is based on. Absent: it stays as it is, or is the newest for a new draft',
    }),
  })
  .meta({ id: 'DraftBody', example: { nodes: [{ id: 'fetch', type: 'http-request', config: {} }] } });

/** What an answer shows of fields that nobody has found sound. */
const answeredFields = Object.fromEntries(
  [...PLAIN_FIELDS, ...DEFINITION_FIELDS].map((name) => [name, anything('As its author wrote it')]),
);

/** What is worked on and not published yet. */
export const draftDocument = z
  .object({
    workflowId: id,
    ...answeredFields,
    baseVersion: baseVersion.meta({ description: 'The version that the work is based on' }),
    outdated: z.boolean().meta({ description: 'Whether the workflow has changed since that version' }),
    revision: z.int().min(1).meta({ description: 'Raised with each change, also over earlier drafts; the ETag' }),
    valid: z.boolean().meta({ description: 'Whether it could be published' }),
    errors: z.array(problemFault).meta({ description: 'What keeps it from being published' }),
    by: id.meta({ description: 'User who changed it last' }),
    updatedAt: timestamp,
  })
  .meta({ id: 'Draft' });

const DRAFT_ETAG = { ETag: 'Revision of the draft, for If-Match' };

const ifMatch = z.object({
  'if-match': z.string().max(1_000).optional().meta({ description: 'ETag that the draft must still have' }),
});

const getDraft = defineRoute({
  method: 'get',
  path: '/v1/workflows/{id}/draft',
  operationId: 'getDraft',
  summary: 'Get the draft of a workflow',
  tag: 'Workflows',
  scope: 'read',
  params: idParams,
  responses: { 200: { description: 'The draft', schema: draftDocument, headers: DRAFT_ETAG } },
  notFound: 'WORKFLOW_NOT_FOUND',
  faults: ['DRAFT_NOT_FOUND'],
});

const saveDraft = defineRoute({
  method: 'put',
  path: '/v1/workflows/{id}/draft',
  operationId: 'saveDraft',
  summary: 'Keep work on a workflow without publishing it',
  description:
    'Replaces the whole draft. Faults do not refuse it: they are told, and hold back its publication. What is absent ' +
    'stays as it is in the workflow; null takes a policy away.',
  tag: 'Workflows',
  scope: 'write',
  audit: 'draft.save',
  params: idParams,
  headers: ifMatch,
  body: { schema: draftBody, required: true },
  responses: { 200: { description: 'The draft', schema: draftDocument, headers: DRAFT_ETAG } },
  notFound: 'WORKFLOW_NOT_FOUND',
  faults: ['VERSION_NOT_FOUND', 'PRECONDITION_FAILED'],
});

const deleteDraft = defineRoute({
  method: 'delete',
  path: '/v1/workflows/{id}/draft',
  operationId: 'deleteDraft',
  summary: 'Throw the draft of a workflow away',
  tag: 'Workflows',
  scope: 'write',
  audit: 'draft.delete',
  params: idParams,
  headers: ifMatch,
  responses: {
    200: { description: 'It is gone', schema: z.object({ success: z.literal(true) }).meta({ id: 'Success' }) },
  },
  notFound: 'WORKFLOW_NOT_FOUND',
  faults: ['DRAFT_NOT_FOUND', 'PRECONDITION_FAILED'],
});

const publishDraft = defineRoute({
  method: 'post',
  path: '/v1/workflows/{id}/publish',
  operationId: 'publishDraft',
  summary: 'Make the draft the next version of the workflow',
  description:
    'The draft goes with it. Live runs go on with the version that they started with. A draft that is based on an older ' +
    'state of the workflow is refused, unless `force` lays it over the newest.',
  tag: 'Workflows',
  scope: 'write',
  audit: 'workflow.publish',
  params: idParams,
  headers: ifMatch,
  body: {
    schema: z
      .strictObject({
        note: z.string().max(1_000).optional().meta({ description: 'What this version is for' }),
        force: z.boolean().optional().meta({ description: 'Publish it though the workflow has changed since' }),
      })
      .meta({ id: 'DraftPublication', example: { note: 'Warn earlier' } }),
    required: false,
  },
  responses: { 200: { description: 'The whole workflow after the change', schema: workflowDocument, headers: ETAG } },
  notFound: 'WORKFLOW_NOT_FOUND',
  faults: ['DRAFT_NOT_FOUND', 'DRAFT_OUTDATED', 'PRECONDITION_FAILED', 'PATH_TAKEN'],
});

export const draftRoutes = { getDraft, saveDraft, deleteDraft, publishDraft };
