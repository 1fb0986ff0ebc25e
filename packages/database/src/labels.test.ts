import { newProject, newWorkflow, useDatabase } from './testing/fixtures.ts';

const held = useDatabase();

async function setUp() {
  const { labels, workflows, versions } = held.database;
  const project = await newProject(held.database);
  const { workflow } = await newWorkflow(held.database, project);
  await workflows.update(project.projectId, workflow.id, { userId: project.userId, name: 'Second' });
  return { ...project, labels, workflows, versions, id: workflow.id };
}

test('a label names the version that it points at, also after it moved', async () => {
  const { labels, workflows, versions, projectId, userId, id } = await setUp();
  const put = (version: number, by = userId) => labels.put(projectId, id, { label: 'production', version, userId: by });
  const numberOf = async (name: string | number) => {
    const [found, version] = await Promise.all([
      workflows.getVersioned(projectId, id, name),
      versions.get(projectId, id, name),
    ]);
    expect(found?.version.version).toBe(version?.version);
    return version?.version;
  };
  expect(await numberOf('production')).toBeUndefined();
  expect(await put(1)).toMatchObject({ row: { version: 1, userId }, before: null });
  expect(await numberOf('production')).toBe(1);
  expect(await put(2, 'other')).toMatchObject({ row: { version: 2, userId: 'other' }, before: { version: 1 } });
  expect(await numberOf('production')).toBe(2);
  expect(await put(2)).toMatchObject({ row: { userId: 'other' }, before: { version: 2 } });
  expect(await put(3)).toBeNull();
  for (const [name, version] of [
    ['latest', 2],
    ['1', 1],
    [2, 2],
    ['03', undefined],
    ['draft', undefined],
  ] as const) {
    expect(await numberOf(name)).toBe(version);
  }
});

test('labels are listed by name, page by page, and told by version', async () => {
  const { labels, projectId, userId, id } = await setUp();
  for (const label of ['c', 'a', 'b']) await labels.put(projectId, id, { label, version: 1, userId });
  const first = await labels.list(projectId, id, { limit: 2 });
  expect(first).toMatchObject({ items: [{ label: 'a' }, { label: 'b' }], total: 3, nextCursor: 'b' });
  const second = await labels.list(projectId, id, { limit: 2, cursor: 'b' });
  expect(second).toMatchObject({ items: [{ label: 'c' }], total: 3, nextCursor: null });
  expect(await labels.ofVersions(projectId, id, [1, 2])).toEqual(
    new Map([
      [1, ['a', 'b', 'c']],
      [2, []],
    ]),
  );
  expect(await labels.remove(projectId, id, 'b')).toMatchObject({ label: 'b', version: 1 });
  expect(await labels.remove(projectId, id, 'b')).toBeNull();
});

test('a definition’s checker learns of versions and labels', async () => {
  const { labels, workflows, projectId, userId, id } = await setUp();
  await labels.put(projectId, id, { label: 'production', version: 1, userId });
  expect(await workflows.existing(projectId, [id, 'f'.repeat(24)])).toEqual(
    new Map([[id, { newest: 2, labels: new Set(['production']) }]]),
  );
});
