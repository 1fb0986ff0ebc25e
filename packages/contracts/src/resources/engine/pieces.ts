import { z } from 'zod';
import { jsonObject, queryInteger } from '../../fields.ts';
import { defineRoute } from '../../route.ts';
import { engineId, givenList, givenProject } from './engine-fields.ts';
import { engineRoute } from './engine-route.ts';

const PIECE_EXAMPLE = '@activepieces/piece-webhook';

const pieceFields = {
  id: engineId,
  name: z.string().meta({ description: 'Name of the package', example: PIECE_EXAMPLE }),
  displayName: z.string(),
  description: z.string(),
  logoUrl: z.string(),
  version: z.string().meta({ example: '0.1.29' }),
  categories: z.array(z.string()),
  authors: z.array(z.string()),
  pieceType: z.enum(['OFFICIAL', 'CUSTOM']),
  packageType: z.literal('REGISTRY'),
};

const pieceSummary = z
  .object({
    ...pieceFields,
    actions: z.int().min(0).meta({ description: 'How many there are' }),
    triggers: z.int().min(0).meta({ description: 'How many there are' }),
  })
  .meta({ id: 'PieceSummary' });

const piece = z
  .object({
    ...pieceFields,
    auth: z
      .union([jsonObject, z.array(jsonObject)])
      .nullable()
      .meta({ description: 'How one signs in; a list where there are several ways' }),
    actions: z.record(z.string(), jsonObject).meta({ description: 'By name, with their `props`' }),
    triggers: z.record(z.string(), jsonObject).meta({ description: 'By name, with their `props`' }),
    contextInfo: jsonObject.optional(),
    minimumSupportedRelease: z.string().optional(),
    maximumSupportedRelease: z.string().optional(),
  })
  .meta({ id: 'Piece' });

const listPieces = defineRoute({
  ...engineRoute,
  method: 'get',
  path: '/v1/pieces',
  operationId: 'listPieces',
  summary: 'List the pieces that flows can use',
  description: 'Those that are installed, and those that install themselves when they are first used.',
  scope: 'read',
  query: z.object({
    projectId: givenProject,
    search: z.string().max(200).optional().meta({ description: 'Words of the name or the description' }),
    searchQuery: z.string().max(200).optional().meta({ description: 'The same as `search`' }),
    category: givenList('Only pieces of one of these categories').optional(),
    categories: givenList('The same as `category`').optional(),
    limit: queryInteger(1, 1_000_000_000, 'How many at most: all of them unless told').optional(),
    sortBy: z.string().max(40).optional().meta({ description: 'NAME sorts by display name' }),
    orderBy: z.string().max(40).optional().meta({ description: 'ASC or DESC' }),
  }),
  responses: { 200: { description: 'Pieces', schema: z.array(pieceSummary).meta({ id: 'PieceList' }) } },
});

const versionQuery = z.object({
  projectId: givenProject,
  version: z
    .string()
    .max(100)
    .optional()
    .meta({ description: '`x.y.z`, `~x.y.z` or `^x.y.z`; the newest one unless told', example: '0.1.29' }),
});

const one = {
  ...engineRoute,
  method: 'get',
  scope: 'read',
  query: versionQuery,
  responses: { 200: { description: 'The piece', schema: piece } },
  notFound: 'PIECE_NOT_FOUND',
  faults: ['PIECE_NOT_INSTALLED', 'PIECE_UNAVAILABLE', 'TEMPORAL_UNAVAILABLE'],
} as const;

const getPiece = defineRoute({
  ...one,
  path: '/v1/pieces/{name}',
  operationId: 'getPiece',
  summary: 'Get a piece with its actions and triggers',
  params: z.object({ name: z.string().max(214).meta({ example: PIECE_EXAMPLE }) }),
});

const getScopedPiece = defineRoute({
  ...one,
  path: '/v1/pieces/{scope}/{name}',
  operationId: 'getScopedPiece',
  summary: 'Get a piece whose name has a slash that is not encoded',
  params: z.object({
    scope: z.string().max(214).meta({ example: '@activepieces' }),
    name: z.string().max(214).meta({ example: 'piece-webhook' }),
  }),
});

export const pieceRoutes = { listPieces, getPiece, getScopedPiece };
