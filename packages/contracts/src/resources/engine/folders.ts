import { z } from 'zod';
import { title } from '../../fields.ts';
import { defineRoute } from '../../route.ts';
import { engineIdParams, engineProjectId, entityFields, givenProject } from './engine-fields.ts';
import { enginePage, enginePageQuery } from './engine-paging.ts';
import { engineRoute } from './engine-route.ts';

const folder = z
  .object({
    ...entityFields,
    projectId: engineProjectId,
    displayName: z.string(),
    displayOrder: z.int(),
    numberOfFlows: z.int().min(0),
  })
  .meta({ id: 'FlowFolder' });

const folderName = title(200);

const createFolder = defineRoute({
  ...engineRoute,
  method: 'post',
  path: '/v1/folders',
  operationId: 'createFolder',
  summary: 'Make a folder for flows, or get the one that has the name',
  scope: 'write',
  audit: 'folder.create',
  body: {
    schema: z
      .object({ displayName: folderName, projectId: givenProject })
      .meta({ id: 'NewFlowFolder', example: { displayName: 'CRM Automations' } }),
    required: false,
  },
  responses: { 200: { description: 'The folder', schema: folder } },
});

const listFolders = defineRoute({
  ...engineRoute,
  method: 'get',
  path: '/v1/folders',
  operationId: 'listFolders',
  summary: 'List the folders of flows, newest first',
  scope: 'read',
  query: z.object(enginePageQuery),
  responses: { 200: { description: 'Folders', schema: enginePage(folder, 'FlowFolderPage') } },
});

const getFolder = defineRoute({
  ...engineRoute,
  method: 'get',
  path: '/v1/folders/{id}',
  operationId: 'getFolder',
  summary: 'Get a folder of flows',
  scope: 'read',
  params: engineIdParams,
  responses: { 200: { description: 'The folder', schema: folder } },
  notFound: 'FOLDER_NOT_FOUND',
});

const updateFolder = defineRoute({
  ...engineRoute,
  method: 'post',
  path: '/v1/folders/{id}',
  operationId: 'updateFolder',
  summary: 'Give a folder another name or place',
  scope: 'write',
  audit: 'folder.update',
  params: engineIdParams,
  body: {
    schema: z
      .object({ displayName: folderName.optional(), displayOrder: z.int().min(0).max(1_000_000).optional() })
      .meta({ id: 'FlowFolderChange', example: { displayName: 'Updated Name' } }),
    required: false,
  },
  responses: { 200: { description: 'The folder', schema: folder } },
  notFound: 'FOLDER_NOT_FOUND',
});

const deleteFolder = defineRoute({
  ...engineRoute,
  method: 'delete',
  path: '/v1/folders/{id}',
  operationId: 'deleteFolder',
  summary: 'Delete a folder; its flows are in none then',
  scope: 'write',
  audit: 'folder.delete',
  params: engineIdParams,
  responses: { 204: { description: 'It is gone', schema: z.undefined() } },
  notFound: 'FOLDER_NOT_FOUND',
});

export const folderRoutes = { createFolder, listFolders, getFolder, updateFolder, deleteFolder };
