import { z } from 'zod';
import { bothIds, pageFields, pageQuery, timestamp, title } from '../fields.ts';
import { LOCALES } from '../messages.ts';
import { PROJECT_ROLES } from '../roles.ts';
import { defineRoute } from '../route.ts';
import { API_KEY_SCOPES } from './api-keys.ts';
import { projectFields } from './projects.ts';

const projectDocument = z.object(projectFields).meta({ id: 'Project' });

const locale = z.enum(LOCALES).nullable().meta({ description: 'Language of mails; null: the installation’s' });

const userDocument = z
  .object({ ...bothIds, email: z.string(), name: z.string(), admin: z.boolean(), locale, createdAt: timestamp })
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
          role: z.string().nullable(),
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
  summary: 'List all projects of the installation',
  tag: 'Users and projects',
  scope: 'admin',
  query: z.strictObject(pageQuery),
  responses: {
    200: {
      description: 'Projects',
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

const EMAIL = z.email().max(254);

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
        email: EMAIL,
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

export const peopleRoutes = { getMe, getCurrentProject, listProjects, createProject, listUsers, createUser };
