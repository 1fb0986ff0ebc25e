import { z } from 'zod';
import { textOf } from '../../fields.ts';
import { defineRoute } from '../../route.ts';
import { engineIdParams, engineProjectId, entityFields, givenProject } from './engine-fields.ts';
import { enginePage, enginePageQuery } from './engine-paging.ts';
import { engineRoute } from './engine-route.ts';

const variable = z
  .object({ ...entityFields, projectId: engineProjectId, name: z.string(), value: z.string() })
  .meta({ id: 'Variable' });

const variableName = textOf(
  /^[\p{L}_][\p{L}\p{N}_.-]{0,127}$/u,
  'a letter or underscore, then also digits, "." and "-"',
  128,
);

const upsertVariable = defineRoute({
  ...engineRoute,
  method: 'post',
  path: '/v1/variables',
  operationId: 'upsertVariable',
  summary: 'Make a variable, or give the one of this name another value',
  description: "Flows read it as `{{variables['NAME']}}`. It is no secret: whoever may read the project sees it.",
  scope: 'write',
  audit: 'variable.upsert',
  body: {
    schema: z
      .object({ name: variableName, value: z.string().max(100_000), projectId: givenProject })
      .meta({ id: 'NewVariable', example: { name: 'SUPPORT_CHANNEL', value: 'C012345' } }),
    required: false,
  },
  responses: { 200: { description: 'The variable', schema: variable } },
});

const listVariables = defineRoute({
  ...engineRoute,
  method: 'get',
  path: '/v1/variables',
  operationId: 'listVariables',
  summary: 'List variables, newest first',
  scope: 'read',
  query: z.object({ ...enginePageQuery, name: z.string().max(200).optional() }),
  responses: { 200: { description: 'Variables', schema: enginePage(variable, 'VariablePage') } },
});

const deleteVariable = defineRoute({
  ...engineRoute,
  method: 'delete',
  path: '/v1/variables/{id}',
  operationId: 'deleteVariable',
  summary: 'Remove a variable',
  scope: 'write',
  audit: 'variable.delete',
  params: engineIdParams,
  responses: { 204: { description: 'It is gone', schema: z.undefined() } },
  notFound: 'VARIABLE_NOT_FOUND',
});

export const variableRoutes = { upsertVariable, listVariables, deleteVariable };
