import { z } from 'zod';
import {
  bothIds,
  emailAddress,
  fault,
  idParams,
  pageFields,
  pageQuery,
  queryBoolean,
  timestamp,
  title,
} from '../fields.ts';
import { LOCALES } from '../messages.ts';
import { PROJECT_ROLES } from '../roles.ts';
import { defineRoute } from '../route.ts';
import { API_KEY_SCOPES } from './api-keys.ts';
import { projectFields } from './projects.ts';

const projectDocument = z.object(projectFields).meta({ id: 'Project' });

const locale = z.enum(LOCALES).nullable().meta({ description: 'Language of mails; null: the installation’s' });

const userDocument = z
  .object({
    ...bothIds,
    email: z.string(),
    name: z.string(),
    admin: z.boolean(),
    operator: z.boolean().meta({ description: 'Has at least the role `operator` in every project' }),
    disabled: z.boolean().meta({ description: 'Nothing of the user’s is accepted' }),
    locale,
    createdAt: timestamp,
  })
  .meta({ id: 'User' });

const getMe = defineRoute({
  method: 'get',
  path: '/v1/me',
  operationId: 'getMe',
  summary: 'Who acts, and for which project',
  tag: 'Users and projects',
  scope: 'read',
  responses: {
    200: {
      description: 'User, project and rights of the credential',
      schema: z
        .object({
          user: z.object({ ...bothIds, email: z.string(), name: z.string(), admin: z.boolean() }),
          project: z.object({ ...bothIds, name: z.string() }),
          role: z.enum(PROJECT_ROLES).nullable().meta({ description: 'What the user may do in the project' }),
          apiKeyId: z.string().nullable(),
          scopes: z.array(z.enum(API_KEY_SCOPES)),
        })
        .meta({ id: 'Me' }),
    },
  },
});

const currentProject = z
  .object({
    ...projectFields,
    displayName: z.string().meta({ description: 'The name, as the flow engine calls it' }),
    created: timestamp,
    updated: timestamp,
  })
  .meta({ id: 'CurrentProject' });

const getCurrentProject = defineRoute({
  engine: true,
  method: 'get',
  path: '/v1/users/projects/current',
  operationId: 'getCurrentProject',
  summary: 'The project that the credential acts for',
  tag: 'Users and projects',
  scope: 'read',
  responses: { 200: { description: 'The project', schema: currentProject } },
});

const listProjects = defineRoute({
  method: 'get',
  path: '/v1/projects',
  operationId: 'listProjects',
  summary: 'List the projects that the caller’s user is a member of',
  description: 'Administrators of the installation get all of them.',
  tag: 'Users and projects',
  scope: 'read',
  role: 'anyone',
  query: z.strictObject({
    ...pageQuery,
    archived: queryBoolean('Archived ones too, for administrators').optional(),
  }),
  responses: {
    200: {
      description: 'Projects, newest first',
      schema: z.object({ projects: z.array(projectDocument), ...pageFields }).meta({ id: 'ProjectList' }),
    },
  },
});

const createProject = defineRoute({
  method: 'post',
  path: '/v1/projects',
  operationId: 'createProject',
  summary: 'Make a project; the caller becomes a member of it',
  tag: 'Users and projects',
  scope: 'admin',
  audit: 'project.create',
  body: {
    schema: z.strictObject({ name: title(100) }).meta({ id: 'NewProject', example: { name: 'Building A' } }),
    required: true,
  },
  responses: { 201: { description: 'The project', schema: projectDocument } },
});

const listUsers = defineRoute({
  method: 'get',
  path: '/v1/users',
  operationId: 'listUsers',
  summary: 'List all users of the installation',
  tag: 'Users and projects',
  scope: 'admin',
  query: z.strictObject(pageQuery),
  responses: {
    200: {
      description: 'Users',
      schema: z.object({ users: z.array(userDocument), ...pageFields }).meta({ id: 'UserList' }),
    },
  },
});

const createUser = defineRoute({
  method: 'post',
  path: '/v1/users',
  operationId: 'createUser',
  summary: 'Make a user, a member of the caller’s project',
  tag: 'Users and projects',
  scope: 'admin',
  audit: 'user.create',
  body: {
    schema: z
      .strictObject({
        email: emailAddress,
        name: title(100),
        locale: locale.optional(),
        role: z.enum(PROJECT_ROLES).optional().meta({ description: 'In the project; `editor` unless told' }),
      })
      .meta({ id: 'NewUser', example: { email: 'li@example.com', name: '李雷' } }),
    required: true,
  },
  responses: { 201: { description: 'The user', schema: userDocument } },
  faults: ['NAME_TAKEN'],
});

const userChange = z
  .strictObject({
    name: title(100).optional(),
    admin: z.boolean().optional().meta({ description: 'Whether the user administers the installation' }),
    operator: z.boolean().optional().meta({ description: 'Whether the user is at least an operator in every project' }),
    locale: locale.optional(),
    disabled: z.boolean().optional().meta({ description: 'Whether all that the user shows is refused' }),
  })
  .check(({ value, issues }) => {
    if (Object.values(value).every((each) => each === undefined)) issues.push(fault('nothingToChange'));
  })
  .meta({ id: 'UserChange', minProperties: 1, example: { disabled: true } });

const updateUser = defineRoute({
  method: 'patch',
  path: '/v1/users/{id}',
  operationId: 'updateUser',
  summary: 'Rename a user, change what the user may in the installation, or disable it',
  description: 'A disabled user’s keys and sessions end at once. The last administrator stays one.',
  tag: 'Users and projects',
  scope: 'admin',
  audit: 'user.update',
  params: idParams,
  body: { schema: userChange, required: true },
  responses: { 200: { description: 'The user', schema: userDocument } },
  notFound: 'USER_NOT_FOUND',
  faults: ['LAST_ADMIN'],
});

export const peopleRoutes = {
  updateUser,
  getMe,
  getCurrentProject,
  listProjects,
  createProject,
  listUsers,
  createUser,
};
