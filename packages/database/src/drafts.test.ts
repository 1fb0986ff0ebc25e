import { DraftConflict, UnstorableText } from './errors.ts';
import { compiled, newProject, newWorkflow, useDatabase } from './testing/fixtures.ts';

const held = useDatabase();

async function setUp() {
  const { drafts, workflows } = held.database;
  const project = await newProject(held.database);
  const { workflow } = await newWorkflow(held.database, project);
  const { projectId, userId } = project;
  const put = (content: object, options: { baseVersion?: number; ifRevision?: number } = {}) =>
    drafts.put(projectId, workflow.id, { content: content as never, userId, ...options });
  const publish = (draftRevision: number) =>
    workflows.update(projectId, workflow.id, { userId, compiled: compiled(), draftRevision });
  return { projectId, userId, drafts, workflows, id: workflow.id, put, publish };
}

test('a draft is kept as it was written and counts its changes', async () => {
  const { drafts, projectId, userId, id, put } = await setUp();
  const content = { nodes: [{ z: 1, a: { y: 2, b: 3 } }], name: 'x' };
  expect(await put(content)).toMatchObject({ row: { baseVersion: 1, revision: 1, userId }, before: null });
  expect(JSON.stringify((await drafts.get(projectId, id))?.content)).toBe(JSON.stringify(content));
  expect(await put({}, { baseVersion: 1, ifRevision: 1 })).toMatchObject({ row: { revision: 2 }, before: { content } });
  await expect(put({}, { ifRevision: 1 })).rejects.toMatchObject({ expected: 1, current: 2 });
  await expect(drafts.remove(projectId, id, 1)).rejects.toBeInstanceOf(DraftConflict);
  expect(await drafts.remove(projectId, id, 2)).toMatchObject({ revision: 2 });
  expect(await drafts.remove(projectId, id, 2)).toBeNull();
  await expect(put({}, { ifRevision: 2 })).rejects.toMatchObject({ current: null });
  expect(await put({ name: 'another draft' })).toMatchObject({ row: { revision: 3 } });
  await expect(put({ name: 'nul \0' })).rejects.toBeInstanceOf(UnstorableText);
});

test('a version and the end of its draft are one transaction', async () => {
  const { drafts, workflows, projectId, id, put, publish } = await setUp();
  await put({ name: 'x' });
  await expect(publish(2)).rejects.toBeInstanceOf(DraftConflict);
  expect((await workflows.get(projectId, id))?.currentVersion).toBe(1);
  const published = await Promise.allSettled([publish(1), publish(1), publish(1)]);
  expect(published.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
  expect((await workflows.get(projectId, id))?.currentVersion).toBe(2);
  expect(await drafts.get(projectId, id)).toBeNull();
  expect(await put({})).toMatchObject({ row: { baseVersion: 2, revision: 2 } });
});

test('secrets of a webhook are kept apart, each mask standing for the one at its place', async () => {
  const { drafts, projectId, id, put } = await setUp();
  const content = (secret: unknown) => ({ trigger: { type: 'webhook', signature: { scheme: 'github', secret } } });
  const opened = async () => {
    const draft = await drafts.open(projectId, id);
    const kept = draft?.content as { trigger?: { signature?: { secret?: unknown } } } | undefined;
    return kept?.trigger?.signature?.secret;
  };
  const saved = await put(content(['one', 'two']));
  expect(saved?.row.content).toEqual(content(['***', '***']));
  expect(await drafts.get(projectId, id)).toMatchObject({ content: content(['***', '***']) });
  expect(await opened()).toEqual(['one', 'two']);
  await put(content(['three', '***']));
  expect(await opened()).toEqual(['three', 'one']);
  await put(content('***'));
  expect(await opened()).toBe('three');
  await put({ name: 'without a trigger' });
  await put(content('***'));
  expect(await opened()).toBe('***');
  await put(content([7, null, 'four', { deep: 'x' }]));
  expect(await opened()).toEqual([7, null, 'four', { deep: 'x' }]);
});

test('a draft’s secret is encrypted anew with the current key', async () => {
  const { drafts, projectId, id, put } = await setUp();
  await put({ trigger: { type: 'webhook', signature: { secret: 'kept' } } });
  expect(await drafts.rewrap()).toEqual({ renewed: 0, unreadable: [] });
  expect(await drafts.open(projectId, id)).toMatchObject({ content: { trigger: { signature: { secret: 'kept' } } } });
});
