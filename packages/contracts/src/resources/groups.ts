import { z } from 'zod';
import { bothIds, pageFields, pageQuery, textOf, timestamp, title } from '../fields.ts';
import { defineRoute } from '../route.ts';

/** Name by which an approval names a group: `group:<name>`. */
const GROUP_NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_. -]{0,63}$/u;

const groupDocument = z
  .object({
    ...bothIds,
    name: z.string(),
    members: z.array(z.string()),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'Group' });

const nameParams = z.object({
  name: textOf(GROUP_NAME, 'a letter, digit or underscore, then also ".", "-" and spaces, at most 64 characters', 64),
});

const listGroups = defineRoute({
  method: 'get',
  path: '/v1/groups',
  operationId: 'listGroups',
  summary: 'List the groups of approvers',
  tag: 'Approvals',
  scope: 'read',
  query: z.strictObject(pageQuery),
  responses: {
    200: {
      description: 'Groups',
      schema: z.object({ groups: z.array(groupDocument), ...pageFields }).meta({ id: 'GroupList' }),
    },
  },
});

const getGroup = defineRoute({
  method: 'get',
  path: '/v1/groups/{name}',
  operationId: 'getGroup',
  summary: 'Get a group of approvers',
  tag: 'Approvals',
  scope: 'read',
  params: nameParams,
  responses: { 200: { description: 'The group', schema: groupDocument } },
  notFound: 'GROUP_NOT_FOUND',
});

const saveGroup = defineRoute({
  method: 'put',
  path: '/v1/groups/{name}',
  operationId: 'saveGroup',
  summary: 'Make a group of approvers, or give the one of that name other members',
  tag: 'Approvals',
  scope: 'write',
  audit: 'group.save',
  params: nameParams,
  body: {
    schema: z
      .strictObject({
        members: z.array(title(320)).max(200).meta({ description: 'Ids of users of the project, or addresses' }),
      })
      .meta({ id: 'GroupMembers', example: { members: ['li@example.com', '665f1a2b3c4d5e6f7a8b9c01'] } }),
    required: true,
  },
  responses: { 200: { description: 'The group', schema: groupDocument } },
  notFound: 'GROUP_NOT_FOUND',
});

const deleteGroup = defineRoute({
  method: 'delete',
  path: '/v1/groups/{name}',
  operationId: 'deleteGroup',
  summary: 'Remove a group of approvers',
  tag: 'Approvals',
  scope: 'write',
  audit: 'group.delete',
  params: nameParams,
  responses: {
    200: { description: 'It is gone', schema: z.object({ success: z.literal(true) }).meta({ id: 'Success' }) },
  },
  notFound: 'GROUP_NOT_FOUND',
});

export const groupRoutes = { listGroups, getGroup, saveGroup, deleteGroup };
