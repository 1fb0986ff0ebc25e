import fc from 'fast-check';
import { word } from './body-values.ts';
import type { WriteCase } from './write-case.ts';

const email = word.map((name) => `${name}@example.com`);
const id = fc.stringMatching(/^[0-9a-f]{24}$/);
const password = fc.string({ minLength: 10, maxLength: 60 });

/** Routes of signing in: nobody guesses a password or a link, and a key has no session to move. */
export const SIGN_IN_CASES: WriteCase[] = [
  {
    operationId: 'signIn',
    path: () => '/v1/auth/sign-in',
    body: fc.record({ email, password, cookie: fc.boolean(), projectId: id }, { requiredKeys: ['email', 'password'] }),
    answers: [401, 403, 429],
  },
  {
    operationId: 'requestPasswordReset',
    path: () => '/v1/auth/password-reset',
    body: fc.record({ email }),
    answers: [202],
  },
  {
    operationId: 'confirmPasswordReset',
    path: () => '/v1/auth/password-reset/confirm',
    body: fc.record({ token: word, password }),
    answers: [404],
  },
  {
    operationId: 'moveSession',
    path: () => '/v1/auth/project',
    body: fc.record({ projectId: id }),
    answers: [403],
  },
  {
    operationId: 'changePassword',
    path: () => '/v1/auth/password',
    body: fc.record({ current: password, next: password }),
    answers: [400, 429],
  },
];
