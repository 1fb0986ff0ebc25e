import { isVersionLabel, LABEL_PATTERN } from '@perdura/definition';
import { z } from 'zod';
import { fault, ID_PATTERN, id, idParams, pageFields, pageQuery, timestamp } from '../fields.ts';
import { defineRoute } from '../route.ts';
import { versionName } from './versions.ts';

/** A name that points at a version of a workflow. */
export const labelDocument = z
  .object({
    label: z.string().meta({ pattern: LABEL_PATTERN.source }),
    version: z.int().min(1),
    updatedAt: timestamp,
    by: id.meta({ description: 'User who pointed it at that version' }),
  })
  .meta({
    id: 'Label',
    example: { label: 'production', version: 3, updatedAt: '2026-04-12T08:00:00.000Z', by: '665f1a2b3c4d5e6f7a8b9c01' },
  });

// Any text: what cannot be a label is refused with its reason where one is made, and is not found elsewhere.
const labelParams = z.object({
  id: z.string().regex(ID_PATTERN),
  label: z.string().max(200).meta({ pattern: LABEL_PATTERN.source, description: 'Not `latest` or `draft`' }),
});

const listLabels = defineRoute({
  method: 'get',
  path: '/v1/workflows/{id}/labels',
  operationId: 'listLabels',
  summary: 'List the labels of a workflow, by name',
  tag: 'Workflows',
  scope: 'read',
  params: idParams,
  query: z.strictObject({
    limit: pageQuery.limit,
    cursor: z
      .string()
      .check((context) => {
        if (!isVersionLabel(context.value)) context.issues.push(fault('badCursor'));
      })
      .optional()
      .meta({ description: '`nextCursor` of the previous answer' }),
  }),
  responses: {
    200: {
      description: 'Labels',
      schema: z.object({ labels: z.array(labelDocument), ...pageFields }).meta({ id: 'LabelList' }),
    },
  },
  notFound: 'WORKFLOW_NOT_FOUND',
});

const putLabel = defineRoute({
  method: 'put',
  path: '/v1/workflows/{id}/labels/{label}',
  operationId: 'putLabel',
  summary: 'Point a label at a version',
  description:
    'Runs that are started by the label, and sub-workflow nodes that name it, use that version from then on.',
  tag: 'Workflows',
  scope: 'write',
  audit: 'label.put',
  params: labelParams,
  body: {
    schema: z.strictObject({ version: versionName }).meta({ id: 'LabelTarget', example: { version: 3 } }),
    required: true,
  },
  responses: { 200: { description: 'The label', schema: labelDocument } },
  notFound: 'WORKFLOW_NOT_FOUND',
  faults: ['VERSION_NOT_FOUND'],
});

const deleteLabel = defineRoute({
  method: 'delete',
  path: '/v1/workflows/{id}/labels/{label}',
  operationId: 'deleteLabel',
  summary: 'Remove a label; its version stays',
  tag: 'Workflows',
  scope: 'write',
  audit: 'label.delete',
  params: labelParams,
  responses: {
    200: { description: 'It is gone', schema: z.object({ success: z.literal(true) }).meta({ id: 'Success' }) },
  },
  notFound: 'LABEL_NOT_FOUND',
  faults: ['WORKFLOW_NOT_FOUND'],
});

export const labelRoutes = { listLabels, putLabel, deleteLabel };
