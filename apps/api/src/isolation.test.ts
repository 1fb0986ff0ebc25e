import { hasRole, leastRole, PROJECT_ROLES, type ProjectRole, ROUTES, type RouteContract } from '@perdura/contracts';
import { flowCalls } from './testing/flow-calls.ts';
import { openTask } from './testing/open-task.ts';
import { type Person, peopleByRole } from './testing/people-by-role.ts';
import { openTestApi, type TestApi } from './testing/test-api.ts';

let api: TestApi;
/** Ids of everything in the first project, by the route that names it. */
let own: Record<string, string>;
let foreignKey: string;
/** Members of the first project, and of another one, by their roles. */
let members: Record<ProjectRole, Person>;
let strangers: Record<ProjectRole, Person>;

beforeAll(async () => {
  api = await openTestApi();
  const other = await api.otherProject();
  foreignKey = other.apiKey;
  members = await peopleByRole(api.database, api.projectId);
  strangers = await peopleByRole(api.database, other.projectId);
  const made = async (path: string, body: object) =>
    (await api.call('POST', path, { body })).json as Record<string, string>;
  const nodes = [{ id: 'first', type: 'condition', config: { expression: 'true' } }];
  const trigger = { type: 'cron', schedule: '0 9 1 1 *' };
  const workflow = await made('/v1/workflows', { name: 'own', nodes, trigger });
  await api.call('PUT', `/v1/workflows/${workflow.id}/labels/own`, { body: { version: 1 } });
  await api.call('PUT', `/v1/workflows/${workflow.id}/draft`, { body: { name: 'draft' } });
  const run = await made(`/v1/workflows/${workflow.id}/run`, {});
  const connection = await made('/v1/connections', { name: 'own', type: 'bearer', value: { token: 't' } });
  const saved = await made('/v1/searches', { name: 'own', filter: {} });
  const job = await made('/v1/runs/bulk', { action: 'rerun', filter: {} });
  const subscription = await made('/v1/events/webhooks', { event: 'own.event', url: 'https://example.com' });
  await made('/v1/events', { type: 'own.event' });
  const flow = await made('/v1/flows', { displayName: 'own' });
  const folder = await made('/v1/folders', { displayName: 'own' });
  const table = await made('/v1/tables', { name: 'own', fields: [{ name: 'Name', type: 'TEXT' }] });
  const [field] = (await api.call('GET', `/v1/fields?tableId=${table.id}`)).json as { id: string }[];
  const records = [[{ fieldId: field?.id, value: 'own' }]];
  const record = (await made('/v1/records', { tableId: table.id, records })) as unknown as { id: string }[];
  const watch = await made(`/v1/tables/${table.id}/webhooks`, WATCH);
  const channel = await made('/v1/channels', { name: 'own', type: 'web' });
  const mcpServer = await made('/v1/mcp-servers', { name: 'own' });
  const appValue = { externalId: 'own-app', type: 'SECRET_TEXT', value: { secret_text: 'canary' } };
  const appConnection = await made('/v1/app-connections', appValue);
  const variable = await made('/v1/variables', { name: 'OWN', value: 'own' });
  const invited = { type: 'PROJECT', email: 'invited@example.com', projectRole: 'Viewer' };
  const invitation = await made('/v1/user-invitations', invited);
  const flowRun = await flowCalls(() => api).run(String(flow.id));
  const key = await made('/v1/api-keys', { name: 'own', scopes: ['read'] });
  const came = { method: 'password', ip: null, userAgent: null, lifeSeconds: 3_600 } as const;
  const session = await api.database.sessions.open(String(key.userId), came);
  const approval = await openTask(api, { runId: String(run.runId), people: ['admin@example.com'] });
  await api.call('PUT', '/v1/groups/own', { body: { members: ['a@example.com'] } });
  const { json } = await api.call('GET', `/v1/events/webhooks/${subscription.id}/deliveries`);
  const blob = await api.database.blobs.put(api.projectId, Buffer.from('a file'), {
    runId: String(run.runId),
    contentType: 'text/plain',
  });
  own = {
    '/v1/approvals/{id}': approval.id,
    '/v1/workflows/{id}': String(workflow.id),
    '/v1/runs/{id}': String(run.runId),
    '/v1/runs/bulk/{id}': String(job.jobId),
    '/v1/connections/{id}': String(connection.id),
    '/v1/searches/{id}': String(saved.id),
    '/v1/events/webhooks/{id}': String(subscription.id),
    '/v1/api-keys/{id}': String(key.id),
    '/v1/auth/sessions/{id}': session?.row.id ?? '',
    '/v1/flows/{id}': String(flow.id),
    '/v1/folders/{id}': String(folder.id),
    '/v1/tables/{id}': String(table.id),
    '/v1/fields/{id}': field?.id ?? '',
    '/v1/records/{id}': record[0]?.id ?? '',
    '{webhookId}': String(watch.id),
    '/v1/channels/{id}': String(channel.id),
    '/v1/mcp-servers/{id}': String(mcpServer.id),
    '/v1/app-connections/{id}': String(appConnection.id),
    '/v1/variables/{id}': String(variable.id),
    '/v1/flow-runs/{id}': flowRun,
    '/v1/projects/{id}': api.projectId,
    '/v1/user-invitations/{id}': String(invitation.id),
    '/v1/users/{id}': members.viewer.userId,
    '{userId}': members.viewer.userId,
    '{runId}': String(run.runId),
    '{deliveryId}': (json as { deliveries: { id: string }[] }).deliveries[0]?.id ?? '',
    '{version}': '1',
    '{label}': 'own',
    '{nodeId}': 'first',
    '{hash}': blob.hash,
  };
});

afterAll(async () => {
  await api.close();
});

const WITH_ID = ROUTES.filter(
  (route) => route.scope !== 'public' && /\{(id|runId|deliveryId|userId)\}/.test(route.path),
);

function pathOf(pattern: string): string {
  const start = Object.keys(own).find((prefix) => prefix.startsWith('/') && pattern.startsWith(prefix)) ?? '';
  return pattern
    .replace(start, start.replace('{id}', own[start] ?? ''))
    .replace(/\{\w+\}/g, (name) => own[name] ?? name);
}

const WATCH = { events: ['RECORD_CREATED'], webhookUrl: 'https://example.com/records' };

const BODIES: Record<string, object> = {
  updateConnection: { name: 'stolen' },
  updateWorkflow: { name: 'stolen' },
  updateProject: { name: 'stolen' },
  archiveProject: { name: 'stolen' },
  updateMember: { role: 'owner' },
  applyFlowOperation: { type: 'CHANGE_NAME', request: { displayName: 'stolen' } },
  updateFolder: { displayName: 'stolen' },
  updateTable: { name: 'stolen' },
  importTableCsv: { csv: 'Name\nstolen' },
  createTableWebhook: WATCH,
  updateField: { name: 'stolen' },
  updateChannel: { name: 'stolen' },
  updateMcpServer: { name: 'stolen' },
  updateVersion: { note: 'stolen' },
  putLabel: { version: 1 },
  backfillSchedule: { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' },
  decideApproval: { decision: 'approve' },
  delegateApproval: { to: 'thief@example.com' },
  commentOnApproval: { text: 'x' },
  moveApprovalDeadline: { deadline: '2999-01-01T00:00:00Z' },
};

/** Queries of routes that need one. */
const QUERIES: Record<string, string> = { diffVersions: '?from=1&to=draft' };

function addressOf({ path, operationId }: { path: string; operationId: string }): string {
  return `${pathOf(path)}${QUERIES[operationId] ?? ''}`;
}

test.each(WITH_ID.map((route) => [route.operationId, route] as const))(
  '%s finds nothing of another project',
  async (name, route) => {
    const body = route.body ? (BODIES[name] ?? {}) : undefined;
    const ask = async (role: ProjectRole) => {
      const { key } = strangers[role];
      const { status, json } = await api.call(route.method.toUpperCase(), addressOf(route), { body, key });
      return [role, status, json];
    };
    expect(await Promise.all(PROJECT_ROLES.map(ask))).toMatchObject(
      PROJECT_ROLES.map((role) => [role, ...(lets(role, route) ? [404, {}] : [403, { code: refusalOf(route) }])]),
    );
  },
);

/** Whether somebody with this role, who administers nothing, gets past the gate. */
function lets(role: ProjectRole, route: RouteContract): boolean {
  return route.scope !== 'admin' && hasRole(role, leastRole(route));
}

function refusalOf({ scope }: RouteContract): string {
  return scope === 'admin' ? 'ADMIN_REQUIRED' : 'ROLE_REQUIRED';
}

const REFUSALS = ['UNAUTHENTICATED', 'FORBIDDEN', 'ADMIN_REQUIRED', 'ROLE_REQUIRED'];
const GUARDED = ROUTES.filter(({ scope }) => scope !== 'public');
const NOTHING = '665f1a2b3c4d5e6f7a8b9c0d';

test.each(GUARDED.map((route) => [route.operationId, route] as const))(
  '%s is open to the roles that its contract says, and to no other',
  async (name, route) => {
    const method = route.method.toUpperCase();
    for (const role of PROJECT_ROLES) {
      const { key } = members[role];
      if (lets(role, route)) {
        // What gets past the gate is to change nothing of what the others are tried on.
        const path = route.path.replace(/\{\w+\}/g, NOTHING);
        const { status, json } = await api.call(method, path, { key, body: route.body ? '{broken' : undefined });
        expect([role, status < 500]).toEqual([role, true]);
        expect(REFUSALS).not.toContain((json as { code?: string } | undefined)?.code);
      } else {
        const body = route.body ? (BODIES[name] ?? {}) : undefined;
        const { status, json } = await api.call(method, addressOf(route), { key, body });
        expect([role, status, json]).toMatchObject([role, 403, { code: refusalOf(route) }]);
      }
    }
  },
);

test('lists hold nothing of another project', async () => {
  for (const path of [
    '/v1/workflows',
    '/v1/runs',
    '/v1/runs/bulk',
    '/v1/connections',
    '/v1/events/webhooks',
    '/v1/tools',
    '/v1/approvals',
    '/v1/groups',
    '/v1/searches',
    '/v1/channels',
  ]) {
    const { json } = await api.call('GET', path, { key: foreignKey });
    expect([path, json]).toMatchObject([path, { total: 0 }]);
  }
  for (const path of [
    '/v1/flows',
    '/v1/folders',
    '/v1/tables',
    '/v1/mcp-servers',
    '/v1/app-connections',
    '/v1/variables',
    '/v1/flow-runs?environment=TESTING',
  ]) {
    expect([path, (await api.call('GET', path, { key: foreignKey })).json]).toMatchObject([path, { data: [] }]);
  }
  const { text } = await api.call('GET', '/v1/api-keys', { key: foreignKey });
  expect(text).not.toContain(api.projectId);
});

test('all of it is still there for its own project', async () => {
  for (const route of WITH_ID.filter(({ method }) => method === 'get')) {
    const role = PROJECT_ROLES.find((each) => lets(each, route));
    const key = role === undefined ? api.apiKey : members[role].key;
    expect([route.path, (await api.call('GET', addressOf(route), { key })).status]).toEqual([route.path, 200]);
  }
});

test('names of another project’s tools and connections are unknown when saving', async () => {
  const tool = { name: 'own_tool', description: 'x', execution: { type: 'handler', handler: 'iot_get_device' } };
  await api.call('POST', '/v1/tools', { body: tool });
  const nodes = [
    { id: 'a', type: 'tool-call', config: { tool: 'own_tool' } },
    { id: 'b', type: 'http-request', config: { url: 'https://example.com', connection: 'own' } },
  ];
  expect((await api.call('POST', '/v1/workflows', { body: { name: 'x', nodes } })).status).toBe(201);
  const { json } = await api.call('POST', '/v1/workflows', { body: { name: 'x', nodes }, key: foreignKey });
  expect(json).toMatchObject({
    status: 400,
    errors: [{ pointer: '/nodes/0/config/tool' }, { pointer: '/nodes/1/config/connection' }],
  });
});
