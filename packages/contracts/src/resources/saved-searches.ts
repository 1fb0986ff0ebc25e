import { z } from 'zod';
import { bothIds, idParams, jsonObject, pageFields, pageQuery, timestamp, title } from '../fields.ts';
import { defineRoute } from '../route.ts';
import { runFilterBody } from './run-filter.ts';

const savedSearch = z
  .object({
    ...bothIds,
    name: z.string(),
    filter: jsonObject.meta({ description: 'The parameters of the search, sets as lists' }),
    createdBy: z.string().meta({ description: 'Id of the user who made it' }),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'SavedSearch' });

const searchName = title(100).meta({ description: 'Unique in the project' });

const newSearch = z.strictObject({ name: searchName, filter: runFilterBody }).meta({
  id: 'NewSavedSearch',
  example: { name: 'Failed last night', filter: { status: ['failed'], createdAfter: '2026-04-12T00:00:00Z' } },
});

const searchChange = z
  .strictObject({ name: searchName.optional(), filter: runFilterBody.optional() })
  .meta({ id: 'SavedSearchChange', example: { name: 'Failed' } });

const createSearch = defineRoute({
  method: 'post',
  path: '/v1/searches',
  operationId: 'createSearch',
  summary: 'Keep a search by a name',
  tag: 'Runs',
  scope: 'write',
  role: 'operator',
  audit: 'search.create',
  body: { schema: newSearch, required: true },
  responses: { 201: { description: 'The search', schema: savedSearch, headers: { Location: 'Its address' } } },
  faults: ['NAME_TAKEN'],
});

const listSearches = defineRoute({
  method: 'get',
  path: '/v1/searches',
  operationId: 'listSearches',
  summary: 'List the saved searches, newest first',
  tag: 'Runs',
  scope: 'read',
  query: z.strictObject(pageQuery),
  responses: {
    200: {
      description: 'Searches',
      schema: z.object({ searches: z.array(savedSearch), ...pageFields }).meta({ id: 'SavedSearchList' }),
    },
  },
});

const getSearch = defineRoute({
  method: 'get',
  path: '/v1/searches/{id}',
  operationId: 'getSearch',
  summary: 'Get a saved search',
  tag: 'Runs',
  scope: 'read',
  params: idParams,
  responses: { 200: { description: 'The search', schema: savedSearch } },
  notFound: 'SEARCH_NOT_FOUND',
});

const updateSearch = defineRoute({
  method: 'put',
  path: '/v1/searches/{id}',
  operationId: 'updateSearch',
  summary: 'Give a saved search another name or other filters',
  tag: 'Runs',
  scope: 'write',
  role: 'operator',
  audit: 'search.update',
  params: idParams,
  body: { schema: searchChange, required: true },
  responses: { 200: { description: 'The search', schema: savedSearch } },
  notFound: 'SEARCH_NOT_FOUND',
  faults: ['NAME_TAKEN'],
});

const deleteSearch = defineRoute({
  method: 'delete',
  path: '/v1/searches/{id}',
  operationId: 'deleteSearch',
  summary: 'Remove a saved search',
  tag: 'Runs',
  scope: 'write',
  role: 'operator',
  audit: 'search.delete',
  params: idParams,
  responses: {
    200: { description: 'It is gone', schema: z.object({ success: z.literal(true) }).meta({ id: 'Success' }) },
  },
  notFound: 'SEARCH_NOT_FOUND',
});

export const savedSearchRoutes = { createSearch, listSearches, getSearch, updateSearch, deleteSearch };
