import { z } from 'zod';
import { bothIds, emailAddress, id, idParams, idText, timestamp } from '../fields.ts';
import { PROJECT_ROLES } from '../roles.ts';
import { defineRoute } from '../route.ts';

/** Longest password that is set, and the shortest, in characters. */
export const PASSWORD_LENGTHS = { least: 10, most: 200 } as const;

/** A password that is set. */
export const newPassword = z
  .string()
  .max(PASSWORD_LENGTHS.most)
  .min(PASSWORD_LENGTHS.least)
  .meta({ description: 'Neither the address of the account nor one of the usual ones', format: 'password' });

const givenPassword = z.string().min(1).max(1_000).meta({ format: 'password' });

const project = z
  .object({ ...bothIds, name: z.string(), role: z.enum(PROJECT_ROLES) })
  .meta({ id: 'OwnProject', description: 'A project with the role that the user has in it' });

const sessionFields = {
  sessionId: id.nullable().meta({ description: 'Null for an API key' }),
  expiresAt: timestamp.nullable().meta({ description: 'The session’s end, however much it is used' }),
  user: z.object({ ...bothIds, email: z.string(), name: z.string(), admin: z.boolean() }),
  project: project.nullable().meta({ description: 'The one that is acted for; null for a member of none' }),
  projects: z.array(project).meta({ description: 'Those that the session can be moved to, by name; 200 at most' }),
};

const sessionInfo = z.object(sessionFields).meta({ id: 'SessionInfo' });

const signedIn = z
  .object({
    ...sessionFields,
    token: z.string().nullable().meta({ description: 'Shown this once; null when it is in the cookie' }),
  })
  .meta({ id: 'SignedIn' });

const done = z.object({ success: z.boolean() });

const PUBLIC_FAULTS = [
  ...(['VALIDATION_FAILED', 'INVALID_JSON', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const),
  ...(['RATE_LIMITED', 'INTERNAL_ERROR', 'DATABASE_UNAVAILABLE'] as const),
] as const;

const signIn = defineRoute({
  method: 'post',
  path: '/v1/auth/sign-in',
  operationId: 'signIn',
  summary: 'Sign in with a password',
  description:
    'The token is accepted wherever an API key is. With `cookie: true`, which only pages of the console may send, the ' +
    'answer sets it as a cookie that no script can read instead.',
  tag: 'Sign-in',
  scope: 'public',
  audit: 'session.create',
  body: {
    schema: z
      .strictObject({
        email: z.string().min(1).max(254),
        password: givenPassword,
        cookie: z.boolean().optional(),
        projectId: idText('The project to begin in; without it the one that was used last').optional(),
      })
      .meta({ id: 'SignIn', example: { email: 'li@example.com', password: 'correct horse battery' } }),
    required: true,
  },
  responses: { 200: { description: 'The new session', schema: signedIn } },
  faults: [...PUBLIC_FAULTS, 'SIGN_IN_REFUSED', 'CROSS_SITE_REQUEST'],
});

const signOut = defineRoute({
  method: 'post',
  path: '/v1/auth/sign-out',
  operationId: 'signOut',
  summary: 'End the session; its token is worth nothing from then on',
  tag: 'Sign-in',
  scope: 'write',
  role: 'anyone',
  audit: 'session.end',
  responses: { 200: { description: 'It has ended', schema: done } },
  faults: ['SESSION_REQUIRED'],
});

const getSession = defineRoute({
  method: 'get',
  path: '/v1/auth/session',
  operationId: 'getSession',
  summary: 'Who acts, for which project, and which others there are',
  tag: 'Sign-in',
  scope: 'read',
  role: 'anyone',
  responses: { 200: { description: 'The session', schema: sessionInfo } },
});

const moveSession = defineRoute({
  method: 'post',
  path: '/v1/auth/project',
  operationId: 'moveSession',
  summary: 'Have the session act for another project of the user’s',
  tag: 'Sign-in',
  scope: 'write',
  role: 'anyone',
  audit: { none: 'nothing of a project is changed' },
  body: {
    schema: z.strictObject({ projectId: idText('The project') }).meta({ id: 'SessionMove' }),
    required: true,
  },
  responses: { 200: { description: 'The session', schema: sessionInfo } },
  faults: ['SESSION_REQUIRED', 'PROJECT_NOT_FOUND'],
});

const session = z
  .object({
    ...bothIds,
    method: z.enum(['password', 'oidc', 'invitation']).meta({ description: 'How it was opened' }),
    current: z.boolean().meta({ description: 'Whether it is the one that asks' }),
    ip: z.string().nullable(),
    userAgent: z.string().nullable(),
    createdAt: timestamp,
    lastUsedAt: timestamp,
    expiresAt: timestamp,
  })
  .meta({ id: 'Session' });

const listSessions = defineRoute({
  method: 'get',
  path: '/v1/auth/sessions',
  operationId: 'listSessions',
  summary: 'List one’s own open sessions, the one used last first',
  tag: 'Sign-in',
  scope: 'read',
  role: 'anyone',
  responses: {
    200: {
      description: 'Where one is signed in, and since when',
      schema: z.object({ sessions: z.array(session) }).meta({ id: 'SessionList' }),
    },
  },
});

const endSession = defineRoute({
  method: 'delete',
  path: '/v1/auth/sessions/{id}',
  operationId: 'endSession',
  summary: 'End one of one’s own sessions',
  tag: 'Sign-in',
  scope: 'write',
  role: 'anyone',
  audit: 'session.end',
  params: idParams,
  responses: { 200: { description: 'It has ended', schema: done } },
  notFound: 'SESSION_NOT_FOUND',
});

const changePassword = defineRoute({
  method: 'post',
  path: '/v1/auth/password',
  operationId: 'changePassword',
  summary: 'Change one’s own password; all other sessions end',
  description: 'Somebody who has none yet sets the first one by a link of `POST /v1/auth/password-reset`.',
  tag: 'Sign-in',
  scope: 'write',
  role: 'anyone',
  audit: 'password.change',
  body: {
    schema: z.strictObject({ current: givenPassword, next: newPassword }).meta({ id: 'PasswordChange' }),
    required: true,
  },
  responses: {
    200: {
      description: 'It is changed',
      schema: z.object({ success: z.boolean(), endedSessions: z.int() }).meta({ id: 'PasswordChanged' }),
    },
  },
});

const requestPasswordReset = defineRoute({
  method: 'post',
  path: '/v1/auth/password-reset',
  operationId: 'requestPasswordReset',
  summary: 'Ask for a link that sets a new password, by mail',
  description: 'The answer is the same whether or not there is such an account.',
  tag: 'Sign-in',
  scope: 'public',
  audit: 'password.reset-request',
  body: {
    schema: z
      .strictObject({ email: emailAddress })
      .meta({ id: 'PasswordResetRequest', example: { email: 'li@example.com' } }),
    required: true,
  },
  responses: { 202: { description: 'A mail is on its way if there is such an account', schema: done } },
  faults: [...PUBLIC_FAULTS],
});

const confirmPasswordReset = defineRoute({
  method: 'post',
  path: '/v1/auth/password-reset/confirm',
  operationId: 'confirmPasswordReset',
  summary: 'Set a new password by a link; all sessions of the account end',
  tag: 'Sign-in',
  scope: 'public',
  audit: 'password.reset',
  body: {
    schema: z.strictObject({ token: z.string().min(1).max(200), password: newPassword }).meta({ id: 'PasswordReset' }),
    required: true,
  },
  responses: { 200: { description: 'It is set', schema: done } },
  faults: [...PUBLIC_FAULTS, 'RESET_LINK_UNKNOWN'],
});

const listSignInProviders = defineRoute({
  method: 'get',
  path: '/v1/auth/providers',
  operationId: 'listSignInProviders',
  summary: 'The ways of signing in that there are here',
  tag: 'Sign-in',
  scope: 'public',
  responses: {
    200: {
      description: 'The ways',
      schema: z
        .object({
          password: z.boolean(),
          oidc: z
            .object({ name: z.string().meta({ description: 'What people call it' }), startUrl: z.string() })
            .nullable(),
        })
        .meta({ id: 'SignInProviders' }),
    },
  },
});

const redirected = z.undefined();

const startOidc = defineRoute({
  method: 'get',
  path: '/v1/auth/oidc/start',
  operationId: 'startOidcSignIn',
  summary: 'Send the browser to the OpenID provider',
  tag: 'Sign-in',
  scope: 'public',
  query: z.strictObject({
    returnTo: z.string().max(2_000).optional().meta({ description: 'Path of the console to go on at; `/` otherwise' }),
  }),
  responses: {
    302: { description: 'To the provider, or back to the console when it cannot be reached', schema: redirected },
  },
  faults: ['VALIDATION_FAILED', 'NOT_FOUND', 'RATE_LIMITED', 'DATABASE_UNAVAILABLE'],
});

const finishOidc = defineRoute({
  method: 'get',
  path: '/v1/auth/oidc/callback',
  operationId: 'finishOidcSignIn',
  summary: 'Where the OpenID provider sends the browser back to',
  description: 'The session is set as a cookie; a sign-in that failed goes back to the console, with its reason.',
  tag: 'Sign-in',
  scope: 'public',
  responses: { 302: { description: 'To the console', schema: redirected } },
  faults: ['NOT_FOUND', 'RATE_LIMITED', 'DATABASE_UNAVAILABLE'],
});

/** Routes for whoever has signed in. */
export const sessionRoutes = { signOut, getSession, moveSession, listSessions, endSession, changePassword };

/** Routes for whoever is about to. */
export const signInRoutes = {
  signIn,
  requestPasswordReset,
  confirmPasswordReset,
  listSignInProviders,
  startOidc,
  finishOidc,
};
