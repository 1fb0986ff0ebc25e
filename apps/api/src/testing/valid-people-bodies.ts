/** Bodies that routes of projects, users, members and invitations must accept. */
import { PROJECT_ROLES, QUOTA_NAMES } from '@perdura/contracts';
import { newId } from '@perdura/database';
import fc from 'fast-check';
import { name, word } from './body-values.ts';
import type { WriteCase } from './write-case.ts';

const settings = fc.record(
  {
    retentionDays: fc.option(fc.integer({ min: 1, max: 36_500 })),
    quotas: fc.dictionary(fc.constantFrom(...QUOTA_NAMES), fc.option(fc.maxSafeNat())),
  },
  { requiredKeys: [] },
);

const role = fc.constantFrom(...PROJECT_ROLES);
const email = fc.constant(null).map(() => `${newId()}@example.com`);
/** Of nobody: what becomes of one that stands is for their own tests. */
const invitationToken = word;

export const PEOPLE_CASES: WriteCase[] = [
  { operationId: 'createProject', path: () => '/v1/projects', body: fc.record({ name }), answers: [201] },
  {
    operationId: 'updateProject',
    path: ({ projectId }) => `/v1/projects/${projectId}`,
    body: fc.oneof(fc.record({ name }), fc.record({ name, settings }, { requiredKeys: ['settings'] })),
    answers: [200],
  },
  // No name of a project is like this one.
  {
    operationId: 'archiveProject',
    path: ({ projectId }) => `/v1/projects/${projectId}/archive`,
    body: fc.record({ name: fc.constant('another one') }),
    answers: [400],
  },
  {
    operationId: 'restoreProject',
    path: ({ projectId }) => `/v1/projects/${projectId}/restore`,
    body: fc.record({}),
    answers: [200],
  },
  {
    operationId: 'createUser',
    path: () => '/v1/users',
    body: fc.record({ name, email, role }, { requiredKeys: ['name', 'email'] }),
    answers: [201],
  },
  {
    operationId: 'updateUser',
    path: ({ userId }) => `/v1/users/${userId}`,
    body: fc.record(
      { name, operator: fc.boolean(), disabled: fc.boolean(), locale: fc.constantFrom('en', 'zh-CN', null) },
      { requiredKeys: ['name'] },
    ),
    answers: [200],
  },
  {
    operationId: 'updateMember',
    path: ({ userId }) => `/v1/members/${userId}`,
    body: fc.record({ role }),
    answers: [200],
  },
  {
    operationId: 'createUserInvitation',
    path: () => '/v1/user-invitations',
    body: fc.oneof(
      fc.record({
        type: fc.constant('PROJECT'),
        email,
        projectRole: fc.oneof(role, fc.constantFrom('Admin', 'EDITOR')),
      }),
      fc.record({ type: fc.constant('PLATFORM'), email, platformRole: fc.constantFrom('ADMIN', 'MEMBER', 'OPERATOR') }),
    ),
    answers: [201],
  },
  {
    operationId: 'showUserInvitation',
    path: () => '/v1/user-invitations/show',
    body: fc.record({ invitationToken }),
    answers: [404],
  },
  {
    operationId: 'acceptUserInvitation',
    path: () => '/v1/user-invitations/accept',
    body: fc.record(
      { invitationToken, name, password: fc.constantFrom('three quiet otters', null) },
      { requiredKeys: ['invitationToken'] },
    ),
    answers: [404],
  },
];
