import { z } from 'zod';
import { ID_PATTERN } from '../fields.ts';
import { defineRoute } from '../route.ts';

const getRunFile = defineRoute({
  method: 'get',
  path: '/v1/runs/{id}/files/{hash}',
  operationId: 'getRunFile',
  summary: 'Download a large value of a run',
  description:
    'A large text or binary of a run is shown as `{"file": {bytes, contentType, encoding, url}}`, where `url` is this address. ' +
    'The bytes are as they were received.',
  tag: 'Runs',
  scope: 'read',
  params: z.object({ id: z.string().regex(ID_PATTERN), hash: z.string().regex(/^[0-9a-f]{64}$/) }),
  responses: {
    200: {
      description: 'The bytes, with the content type that their source gave them',
      schema: z.unknown(),
      contentType: 'application/octet-stream',
      headers: { 'Content-Disposition': 'Always an attachment', 'Content-Length': 'How many bytes' },
    },
  },
  notFound: 'FILE_NOT_FOUND',
  faults: ['RUN_NOT_FOUND'],
});

export const runFileRoutes = { getRunFile };
