import { z } from 'zod';
import { defineRoute } from '../../route.ts';

const getPieceFile = defineRoute({
  method: 'get',
  path: '/v1/piece-files/{token}',
  operationId: 'getPieceFile',
  summary: 'Download a file that a piece wrote',
  description:
    'Pieces are given this address for each file that they write, and hand it on. The token is the credential: nobody can guess one, ' +
    'and it is good for thirty days, unless the run that wrote the file is deleted before.',
  tag: 'Flow engine',
  scope: 'public',
  params: z.object({ token: z.string() }),
  responses: {
    200: {
      description: 'The bytes, with the content type of the file name',
      schema: z.unknown(),
      contentType: 'application/octet-stream',
      headers: { 'Content-Disposition': 'Always an attachment', 'Content-Length': 'How many bytes' },
    },
  },
  faults: ['NOT_FOUND', 'METHOD_NOT_ALLOWED', 'RATE_LIMITED', 'DATABASE_UNAVAILABLE'],
});

export const pieceFileRoutes = { getPieceFile };
