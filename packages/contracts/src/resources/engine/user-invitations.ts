import { z } from 'zod';
import { emailAddress, fault, queryEnum, quoted, title } from '../../fields.ts';
import { PROJECT_ROLES, type ProjectRole } from '../../roles.ts';
import { defineRoute } from '../../route.ts';
import { newPassword } from '../sign-in.ts';
import { engineId, engineIdParams, engineProjectId, entityFields, givenList, givenProject } from './engine-fields.ts';
import { enginePage, enginePageQuery } from './engine-paging.ts';
import { engineRoute } from './engine-route.ts';

/** What an invitation is for: one project, or the whole installation. */
export const INVITATION_TYPES = ['PROJECT', 'PLATFORM'] as const;
export type InvitationType = (typeof INVITATION_TYPES)[number];

/** What somebody may be in the installation. */
export const PLATFORM_ROLES = ['ADMIN', 'MEMBER', 'OPERATOR'] as const;
export type PlatformRole = (typeof PLATFORM_ROLES)[number];

/** What the engine's clients call our roles. */
export const ENGINE_ROLE_NAMES = {
  viewer: 'Viewer',
  operator: 'Operator',
  editor: 'Editor',
  owner: 'Admin',
} as const satisfies Record<ProjectRole, string>;

const ROLE_WORDS = [...PROJECT_ROLES, ...Object.values(ENGINE_ROLE_NAMES)].join(', ');

/** A role by our name or the engine's, in any case. */
const givenRole = z
  .string()
  .max(100)
  .transform((text, context) => {
    const word = text.trim().toLowerCase();
    const role = PROJECT_ROLES.find((each) => word === each || word === ENGINE_ROLE_NAMES[each].toLowerCase());
    if (role !== undefined) return role;
    context.issues.push(fault('oneOf', { expected: ROLE_WORDS, found: quoted(text) }));
    return z.NEVER;
  })
  .meta({ type: 'string', description: `One of ${ROLE_WORDS}, in any case`, example: 'Editor' });

const projectRole = z
  .object({
    ...entityFields,
    name: z.enum(Object.values(ENGINE_ROLE_NAMES)).meta({ description: 'As the engine’s clients call it' }),
    role: z.enum(PROJECT_ROLES).meta({ description: 'As the project’s members have it' }),
    type: z.literal('DEFAULT'),
    platformId: engineId,
  })
  .meta({ id: 'InvitedProjectRole' });

const invitation = z
  .object({
    ...entityFields,
    email: z.string(),
    status: z.enum(['PENDING', 'ACCEPTED']),
    type: z.enum(INVITATION_TYPES),
    platformId: engineId,
    platformRole: z.enum(PLATFORM_ROLES).nullable().meta({ description: 'Of invitations to the installation' }),
    projectId: engineProjectId.nullable().meta({ description: 'Of invitations to a project' }),
    projectRoleId: engineId.nullable(),
    projectRole: projectRole.nullable(),
    expiresAt: z.string().meta({ format: 'date-time', description: 'From then on it cannot be accepted' }),
  })
  .meta({ id: 'UserInvitation' });

const newInvitation = z
  .object({
    type: z.enum(INVITATION_TYPES),
    email: emailAddress,
    projectId: givenProject,
    projectRole: givenRole.nullish().meta({ description: `Of PROJECT: one of ${ROLE_WORDS}, in any case` }),
    platformRole: z.enum(PLATFORM_ROLES).nullish().meta({ description: 'Of PLATFORM' }),
  })
  .check(({ value, issues }) => {
    const needed = value.type === 'PROJECT' ? 'projectRole' : 'platformRole';
    if (!value[needed]) issues.push(fault('missingField', {}, [needed]));
  })
  .meta({ id: 'NewUserInvitation', example: { type: 'PROJECT', email: 'li@example.com', projectRole: 'Editor' } });

const createUserInvitation = defineRoute({
  ...engineRoute,
  method: 'post',
  path: '/v1/user-invitations',
  operationId: 'createUserInvitation',
  summary: 'Invite somebody by mail to the project, or to the installation',
  description:
    'Whoever was invited and has not accepted is invited anew: with this role, by a new mail, and the link of the mail ' +
    'before works no more. To the installation only its administrators invite.',
  scope: 'write',
  role: 'owner',
  audit: 'invitation.create',
  body: { schema: newInvitation, required: true },
  responses: { 201: { description: 'The invitation, which a mail is on its way for', schema: invitation } },
  faults: ['ADMIN_REQUIRED', 'ALREADY_MEMBER'],
});

const listUserInvitations = defineRoute({
  ...engineRoute,
  method: 'get',
  path: '/v1/user-invitations',
  operationId: 'listUserInvitations',
  summary: 'List the invitations to the project, or to the installation',
  description: 'Those to the installation for its administrators alone.',
  scope: 'read',
  query: z.object({
    ...enginePageQuery,
    type: queryEnum(INVITATION_TYPES, 'What they are for'),
    status: givenList('PENDING, ACCEPTED').optional(),
  }),
  responses: {
    200: { description: 'Invitations, newest first', schema: enginePage(invitation, 'UserInvitationPage') },
  },
  faults: ['ADMIN_REQUIRED'],
});

const deleteUserInvitation = defineRoute({
  ...engineRoute,
  method: 'delete',
  path: '/v1/user-invitations/{id}',
  operationId: 'deleteUserInvitation',
  summary: 'Take an invitation back; its link works no more',
  scope: 'write',
  role: 'owner',
  audit: 'invitation.delete',
  params: engineIdParams,
  responses: { 204: { description: 'It is gone', schema: z.undefined() } },
  notFound: 'INVITATION_NOT_FOUND',
});

/** Routes for whoever manages invitations. */
export const userInvitationRoutes = { createUserInvitation, listUserInvitations, deleteUserInvitation };

const token = z.string().min(1).max(200).meta({ description: 'Of the mail’s link' });

const PUBLIC_FAULTS = [
  ...(['VALIDATION_FAILED', 'INVALID_JSON', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const),
  ...(['INVITATION_LINK_UNKNOWN', 'INVITATION_LINK_SPENT', 'RATE_LIMITED', 'DATABASE_UNAVAILABLE'] as const),
] as const;

const showUserInvitation = defineRoute({
  ...engineRoute,
  method: 'post',
  path: '/v1/user-invitations/show',
  operationId: 'showUserInvitation',
  summary: 'What an invitation is for; accepts nothing',
  description: 'The token is the credential. It is sent in the body, so that it stands in no log of addresses.',
  scope: 'public',
  audit: { none: 'it changes nothing' },
  body: {
    schema: z
      .object({ invitationToken: token })
      .meta({ id: 'UserInvitationToken', example: { invitationToken: 'pK3mS0nRz7tYw1vXq9Lk4Tn8Qwe2Gx5Hd6Jf0Bc' } }),
    required: true,
  },
  responses: {
    200: {
      description: 'The invitation, as its reader sees it',
      schema: z
        .object({
          email: z.string(),
          type: z.enum(INVITATION_TYPES),
          role: z.enum([...PROJECT_ROLES, ...PLATFORM_ROLES]),
          projectName: z.string().nullable(),
          invitedBy: z.string().meta({ description: 'Name of the person' }),
          registered: z.boolean().meta({ description: 'Whether there is an account of the address' }),
          expiresAt: z.string().meta({ format: 'date-time' }),
        })
        .meta({ id: 'ShownUserInvitation' }),
    },
  },
  faults: PUBLIC_FAULTS,
});

const acceptUserInvitation = defineRoute({
  ...engineRoute,
  method: 'post',
  path: '/v1/user-invitations/accept',
  operationId: 'acceptUserInvitation',
  summary: 'Accept an invitation, once',
  description:
    'The token is the credential. Whoever has an account gets the role. For others an account is made, with the password ' +
    'that is given; without one it gets its password by a reset.',
  scope: 'public',
  audit: 'invitation.accept',
  body: {
    schema: z
      .object({
        invitationToken: token,
        name: title(100).nullish().meta({ description: 'Of a new account; the address’s first part unless told' }),
        password: newPassword.nullish(),
      })
      .meta({
        id: 'UserInvitationAcceptance',
        example: { invitationToken: 'pK3mS0nRz7tYw1vXq9Lk4Tn8Qwe2Gx5Hd6Jf0Bc', name: '李雷' },
      }),
    required: true,
  },
  responses: {
    200: {
      description: 'It is accepted',
      schema: z
        .object({
          registered: z.boolean().meta({ description: 'Whether there was an account of the address before' }),
          email: z.string(),
          userId: engineId,
          projectId: engineProjectId.nullable(),
          passwordSet: z.boolean().meta({ description: 'Whether a new account was given a password' }),
        })
        .meta({ id: 'AcceptedUserInvitation' }),
    },
  },
  faults: PUBLIC_FAULTS,
});

/** Routes for whoever was invited. */
export const invitedRoutes = { showUserInvitation, acceptUserInvitation };
