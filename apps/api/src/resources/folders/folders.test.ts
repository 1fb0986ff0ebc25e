import { openTestApi, type TestApi } from '../../testing/test-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await openTestApi();
});

afterAll(async () => {
  await api.close();
});

interface Folder {
  id: string;
  displayName: string;
  numberOfFlows: number;
}

test('folders are made, listed, renamed and deleted; their flows stay', async () => {
  const body = { displayName: 'CRM Automations', projectId: api.projectId };
  const made = await api.call('POST', '/v1/folders', { body });
  const folder = made.json as Folder;
  expect([made.status, folder]).toMatchObject([200, { ...body, displayOrder: 0, numberOfFlows: 0 }]);
  const again = await api.call('POST', '/v1/folders', { body: { displayName: 'crm automations' } });
  expect(again.json).toEqual(folder);

  const flow = await api.call('POST', '/v1/flows', { body: { displayName: 'In it', folderId: folder.id } });
  const { id } = flow.json as { id: string };
  const named = await api.call('POST', '/v1/flows', { body: { displayName: 'Too', folderName: 'CRM Automations' } });
  expect(named.json).toMatchObject({ folderId: folder.id });
  const { json } = await api.call('GET', '/activepieces/v1/folders');
  expect(json).toMatchObject({ data: [{ id: folder.id, numberOfFlows: 2 }], next: null, previous: null });

  const path = `/v1/folders/${folder.id}`;
  const renamed = await api.call('POST', path, { body: { displayName: 'Updated Name' } });
  expect([renamed.status, renamed.json]).toMatchObject([200, { id: folder.id, displayName: 'Updated Name' }]);
  expect((await api.call('GET', path)).json).toEqual(renamed.json);
  expect((await api.call('POST', path)).json).toMatchObject({ displayName: 'Updated Name' });

  const gone = await api.call('DELETE', path);
  expect([gone.status, gone.headers['content-length']]).toEqual([204, '0']);
  expect((await api.call('GET', path)).status).toBe(404);
  expect((await api.call('GET', `/v1/flows/${id}`)).json).toMatchObject({ folderId: null });
});
