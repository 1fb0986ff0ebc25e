import { z } from 'zod';
import { jsonObject, jsonValue } from '../../fields.ts';
import { defineRoute } from '../../route.ts';
import { givenId, givenProject } from './engine-fields.ts';
import { engineRoute } from './engine-route.ts';

const pieceOptions = z
  .object({
    type: z.string().meta({ description: 'The type of the property: DROPDOWN, MULTI_SELECT_DROPDOWN, DYNAMIC' }),
    options: jsonValue.meta({
      description:
        '`{options: [{label, value}], disabled?, placeholder?}`; of a DYNAMIC property its properties by name',
    }),
  })
  .meta({ id: 'PieceOptions' });

const getPieceOptions = defineRoute({
  ...engineRoute,
  method: 'post',
  path: '/v1/pieces/options',
  operationId: 'getPieceOptions',
  summary: 'Ask a piece for the options of a property, or for what a dynamic one consists of',
  description: "The input may name connections as steps do: `{{connections['name']}}`.",
  scope: 'write',
  audit: { none: 'it only asks' },
  body: {
    schema: z
      .object({
        pieceName: z.string().min(1).max(214),
        pieceVersion: z.string().max(100).nullish(),
        actionOrTriggerName: z.string().min(1).max(200),
        propertyName: z.string().min(1).max(200),
        flowId: givenId('The flow of the step').nullish(),
        flowVersionId: givenId('Its version').nullish(),
        input: jsonObject.nullish().meta({ description: 'What the other properties are set to' }),
        searchValue: z.string().max(1_000).nullish(),
        projectId: givenProject,
      })
      .meta({
        id: 'PieceOptionsRequest',
        example: {
          pieceName: '@activepieces/piece-webhook',
          pieceVersion: '0.1.29',
          actionOrTriggerName: 'return_response',
          propertyName: 'fields',
          input: { responseType: 'json' },
        },
      }),
    required: false,
  },
  responses: { 200: { description: 'Options', schema: pieceOptions } },
  notFound: 'PIECE_NOT_FOUND',
  faults: ['PIECE_OPTIONS_FAILED', 'PIECE_NOT_INSTALLED', 'PIECE_UNAVAILABLE', 'TEMPORAL_UNAVAILABLE'],
});

export const pieceOptionsRoutes = { getPieceOptions };
