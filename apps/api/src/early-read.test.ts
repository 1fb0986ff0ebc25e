import { ROUTES } from '@perdura/contracts';
import type { Actor } from '@perdura/database';
import { mayBeginEarly, readEarly } from './early-read.ts';

const ACTOR: Actor = {
  ...{ apiKeyId: 'key', sessionId: null, projectId: 'project', projectName: 'Project', userId: 'user' },
  ...{ userName: 'User', userEmail: 'user@example.com', admin: false, role: 'owner', scopes: ['read'] },
};

test('what was read is told once the caller is confirmed, and not before', async () => {
  let confirm: (actor: Actor) => void = () => undefined;
  const confirmed = new Promise<Actor>((resolve) => {
    confirm = resolve;
  });
  const seen: string[] = [];
  const read = async () => {
    seen.push('read');
    return 'answer';
  };
  const answer = readEarly(ACTOR, confirmed, read).then((value) => seen.push(value));
  await new Promise(setImmediate);
  expect(seen).toEqual(['read']);
  confirm({ ...ACTOR, scopes: ['read'] });
  await answer;
  expect(seen).toEqual(['read', 'answer']);
});

test('a caller of whom anything has changed is read for anew', async () => {
  const now: Actor = { ...ACTOR, role: 'viewer' };
  expect(await readEarly(ACTOR, Promise.resolve(now), async ({ role }) => role)).toBe('viewer');
  const refusing = async ({ role }: Actor) => {
    if (role === 'owner') throw new Error('only as long as the caller was the owner');
    return role;
  };
  expect(await readEarly(ACTOR, Promise.resolve(now), refusing)).toBe('viewer');
});

test('a refusal of the caller is all that is told, whatever was read', async () => {
  const refused = () => Promise.reject(new Error('refused'));
  await expect(readEarly(ACTOR, refused(), async () => 'read')).rejects.toThrow('refused');
  await expect(readEarly(ACTOR, refused(), () => Promise.reject(new Error('not found')))).rejects.toThrow('refused');
  await expect(readEarly(ACTOR, Promise.resolve(ACTOR), () => Promise.reject(new Error('gone')))).rejects.toThrow(
    'gone',
  );
});

test('nothing begins early that changes something, or that streams', () => {
  const early = ROUTES.filter(mayBeginEarly);
  expect(early.every(({ method, scope }) => method === 'get' && scope !== 'write')).toBe(true);
  const ids = early.map(({ operationId }) => operationId);
  expect(ids).toEqual(expect.arrayContaining(['searchRuns', 'getRun', 'listWorkflows']));
  for (const id of ['watchRun', 'watchRuns', 'exportRuns', 'exportAudit']) expect(ids).not.toContain(id);
});
