import { ENGINE_MOUNT, ROUTES } from '@perdura/contracts';
import { mcpContracts } from './mcp/project-endpoint.ts';
import { approvalPageContracts } from './resources/approval-page/routes.ts';
import { channelMessageContracts } from './resources/channels/receiver.ts';
import { flowWebhookContracts } from './resources/flow-webhooks/routes.ts';
import { hookContracts } from './resources/hooks/routes.ts';
import { resources } from './resources/index.ts';
import { pieceFileContracts } from './resources/piece-files/routes.ts';
import { publicRoutes } from './resources/service/routes.ts';
import { signInContracts } from './resources/sign-in/public-routes.ts';
import { invitedContracts } from './resources/user-invitations/invited.ts';
import { openTestApi, type TestApi } from './testing/test-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await openTestApi();
});

afterAll(async () => {
  await api.close();
});

test('every route is in the served document, and only those', async () => {
  const { status, json } = await api.call('GET', '/openapi.json', { key: null });
  expect(status).toBe(200);
  const { openapi, paths } = json as { openapi: string; paths: Record<string, object> };
  expect(openapi).toMatch(/^3\.1\./);
  const documented = Object.entries(paths).flatMap(([path, item]) => Object.keys(item).map((m) => `${m} ${path}`));
  // What is mounted is asked of the application's own parts, not of the list that the document is made from.
  const unused = {
    database: {},
    control: {},
    settings: { signIn: { consoleUrl: '' }, publicUrl: '' },
    metrics: { registry: {} },
    logger: {},
  } as never;
  const mounted = [
    ...resources(unused).map(({ contract }) => `${contract.method} ${contract.path}`),
    ...publicRoutes(unused).map(({ contractPath }) => `get ${contractPath}`),
    ...[
      ...approvalPageContracts,
      ...hookContracts,
      ...flowWebhookContracts,
      ...pieceFileContracts,
      ...invitedContracts,
      ...mcpContracts,
      ...channelMessageContracts,
      ...signInContracts,
    ].map(({ method, path }) => `${method} ${path}`),
  ];
  expect(documented.sort()).toEqual([...new Set(mounted)].sort());
});

test('every documented route is served: none answers 404 for its path, or 405', async () => {
  const places = ROUTES.flatMap((route) =>
    (route.engine ? ['', ENGINE_MOUNT] : ['']).map((mount) => ({ route, mount })),
  );
  for (const { route, mount } of places.filter(({ route: { scope } }) => scope !== 'public')) {
    const path = mount + route.path.replace(/\{\w+\}/g, '665f1a2b3c4d5e6f7a8b9c0d');
    const { status, json } = await api.call(route.method.toUpperCase(), path, { body: {} });
    expect([route.operationId, status]).not.toEqual([route.operationId, 405]);
    expect([route.operationId, (json as { code?: string } | undefined)?.code]).not.toEqual([
      ...[route.operationId, 'NOT_FOUND'],
    ]);
  }
});

test('an unknown method answers 405 with those that there are, OPTIONS tells them', async () => {
  const patch = await api.call('PATCH', '/v1/workflows', { body: {} });
  expect([patch.status, patch.headers.allow]).toEqual([405, 'POST, GET, HEAD, OPTIONS']);
  const options = await api.call('OPTIONS', '/v1/runs/665f1a2b3c4d5e6f7a8b9c0d/cancel');
  expect([options.status, options.headers.allow]).toEqual([204, 'POST, OPTIONS']);
  const post = await api.call('POST', '/healthz', { key: null });
  expect([post.status, post.headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS']);
});

test('HEAD answers as GET, without a body', async () => {
  const head = await api.call('HEAD', '/v1/workflows');
  expect([head.status, head.text]).toEqual([200, '']);
});

test('the reference page and its files come from this server alone', async () => {
  const page = await api.call('GET', '/docs', { key: null });
  expect(page.status).toBe(200);
  const policy = page.headers['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe-inline/);
  expect(page.text).not.toMatch(/(src|href)="(?!\/|data:,)/);
  for (const [, asset = ''] of page.text.matchAll(/(?:src|href)="(\/[^"]+)"/g)) {
    const { status, headers } = await api.call('GET', asset, { key: null });
    expect([asset, status]).toEqual([asset, 200]);
    expect(headers['x-content-type-options']).toBe('nosniff');
  }
});

test('the type of a problem is a page that explains its code', async () => {
  const { json } = await api.call('GET', '/v1/workflows/x');
  const { type } = json as { type: string };
  const page = await api.call('GET', type, { key: null });
  expect(page.status).toBe(200);
  expect(page.headers['content-type']).toMatch(/^text\/markdown/);
  expect(page.text).toMatch(/^# WORKFLOW_NOT_FOUND/);
});

test('the root says where things are', async () => {
  const { json } = await api.call('GET', '/', { key: null });
  expect(json).toEqual({ name: 'perdura', docs: '/docs', openapi: '/openapi.json' });
});
