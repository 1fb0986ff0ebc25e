import { z } from 'zod';
import { bothIds, ID_PATTERN, id, pageFields, pageQuery, timestamp } from '../fields.ts';
import { PROJECT_ROLES } from '../roles.ts';
import { defineRoute } from '../route.ts';

const role = z.enum(PROJECT_ROLES).meta({ description: 'Each may do all that those before it may' });

const member = z
  .object({
    userId: id,
    role,
    user: z.object({
      ...bothIds,
      email: z.string(),
      name: z.string(),
      admin: z.boolean().meta({ description: 'Administrators of the installation are owners everywhere' }),
      operator: z.boolean().meta({ description: 'At least an operator everywhere' }),
      disabled: z.boolean().meta({ description: 'Nothing of a disabled user is accepted' }),
    }),
    createdAt: timestamp,
  })
  .meta({ id: 'Member' });

const userParams = z.object({
  userId: z.string().regex(ID_PATTERN).meta({ example: '665f1a2b3c4d5e6f7a8b9c0d' }),
});

const listMembers = defineRoute({
  method: 'get',
  path: '/v1/members',
  operationId: 'listMembers',
  summary: 'List the members of the project',
  tag: 'Users and projects',
  scope: 'read',
  query: z.strictObject(pageQuery),
  responses: {
    200: {
      description: 'Members, the newest user first',
      schema: z.object({ members: z.array(member), ...pageFields }).meta({ id: 'MemberList' }),
    },
  },
});

const updateMember = defineRoute({
  method: 'patch',
  path: '/v1/members/{userId}',
  operationId: 'updateMember',
  summary: 'Give a member another role',
  description: 'It holds from the next request on. The last owner stays one.',
  tag: 'Users and projects',
  scope: 'write',
  role: 'owner',
  audit: 'member.update',
  params: userParams,
  body: {
    schema: z.strictObject({ role }).meta({ id: 'MemberChange', example: { role: 'operator' } }),
    required: true,
  },
  responses: { 200: { description: 'The member', schema: member } },
  notFound: 'MEMBER_NOT_FOUND',
  faults: ['LAST_OWNER'],
});

const removeMember = defineRoute({
  method: 'delete',
  path: '/v1/members/{userId}',
  operationId: 'removeMember',
  summary: 'Remove a member from the project',
  description:
    'Revokes the keys that the user has for the project, and takes the user out of its groups. What the user made stays. ' +
    'The last owner stays.',
  tag: 'Users and projects',
  scope: 'write',
  role: 'owner',
  audit: 'member.remove',
  params: userParams,
  responses: {
    200: { description: 'It is gone', schema: z.object({ success: z.literal(true) }).meta({ id: 'Success' }) },
  },
  notFound: 'MEMBER_NOT_FOUND',
  faults: ['LAST_OWNER'],
});

export const memberRoutes = { listMembers, updateMember, removeMember };
