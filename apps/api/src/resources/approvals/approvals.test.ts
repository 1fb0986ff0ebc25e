import { identitiesOf } from '@perdura/database';
import { openTask, type TestTask } from '../../testing/open-task.ts';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';

let api: TestApi;
let workflowId: string;
let runs: string[];

const ADMIN = 'admin@example.com';

beforeAll(async () => {
  api = await openTestApi({ worker: true });
  const { json } = await api.call('POST', '/v1/workflows', { body: { name: '付款审批' } });
  workflowId = (json as { id: string }).id;
  runs = [];
});

afterAll(async () => {
  await api.close();
});

async function newRun(): Promise<string> {
  const { json } = await api.call('POST', `/v1/workflows/${workflowId}/run`, { body: { data: { wait: true } } });
  const { runId } = json as { runId: string };
  runs.push(runId);
  return runId;
}

async function newTask(people: string[], given: Partial<TestTask> = {}) {
  return await openTask(api, { runId: await newRun(), people, ...given });
}

/** A member of the project with a key of their own. */
async function colleague(): Promise<{ key: string; email: string; userId: string }> {
  const email = `c${runs.length}-${Math.random().toString(36).slice(2)}@example.com`;
  const { json } = await api.call('POST', '/v1/users', { body: { email, name: 'Colleague' } });
  const userId = (json as { id: string }).id;
  const { key } = await api.database.apiKeys.create(api.projectId, { userId, name: 'k', scopes: ['read', 'write'] });
  return { key, email, userId };
}

const post = (id: string, verb: string, body: object, key?: string) =>
  api.call('POST', `/v1/approvals/${id}/${verb}`, { body, ...(key ? { key } : {}) });

const codeOf = ({ status, json }: { status: number; json: unknown }) => [status, (json as { code?: string }).code];

test('a task shows who was asked, who has not decided, and its run', async () => {
  const task = await newTask([ADMIN, 'b@example.com'], {
    deadline: new Date('2999-01-01T00:00:00Z'),
    iteration: '2.0',
  });
  const { status, json } = await api.call('GET', `/v1/approvals/${task.id}`, { key: api.readOnlyApiKey });
  expect(status).toBe(200);
  expect(json).toMatchObject({
    ...{ id: task.id, runId: task.runId, workflowId, nodeId: 'ask', iteration: '2.0', status: 'pending', level: 1 },
    ...{ message: 'Pay?', approvers: [ADMIN, 'b@example.com'], waitingFor: [ADMIN, 'b@example.com'], required: 'all' },
    ...{ decisions: [], comments: [], deadline: '2999-01-01T00:00:00.000Z', endedAt: null },
    run: { id: task.runId, workflowName: '付款审批', startedBy: { email: ADMIN } },
  });
  expect(codeOf(await api.call('GET', '/v1/approvals/665f1a2b3c4d5e6f7a8b9c0d'))).toEqual([404, 'APPROVAL_NOT_FOUND']);
});

test('deciding: 200 with the task, 409 after the end with what was decided and by whom', async () => {
  const { key, email } = await colleague();
  const task = await newTask([email, 'b@example.com'], { required: 1 });
  const { status, json } = await post(task.id, 'decide', { decision: 'approve', comment: '同意' }, key);
  expect([status, json]).toMatchObject([
    200,
    { status: 'approved', decisions: [{ by: email, level: 1, decision: 'approve', comment: '同意', form: null }] },
  ]);
  const late = await post(task.id, 'decide', { decision: 'reject' }, key);
  expect(codeOf(late)).toEqual([409, 'APPROVAL_ENDED']);
  expect((late.json as { detail: string }).detail).toContain(`${email} approve`);
  for (const [verb, body] of [
    ['delegate', { to: 'x@example.com' }],
    ['comments', { text: 'x' }],
    ['deadline', { deadline: '2999-01-01T00:00:00Z' }],
    ['cancel', {}],
  ] as const) {
    expect(codeOf(await post(task.id, verb, body, key))).toEqual([409, 'APPROVAL_ENDED']);
  }
});

test('403 to who is no approver, and to who started the run unless that is allowed', async () => {
  const task = await newTask(['b@example.com']);
  expect(codeOf(await post(task.id, 'decide', { decision: 'approve' }))).toEqual([403, 'NOT_AN_APPROVER']);
  const own = await newTask([ADMIN], { allowSelf: false });
  const refused = await post(own.id, 'decide', { decision: 'approve' });
  expect(codeOf(refused)).toEqual([403, 'SELF_APPROVAL']);
  expect((refused.json as { detail: string }).detail).toContain(ADMIN);
  const allowed = await newTask([ADMIN], { allowSelf: true });
  expect((await post(allowed.id, 'decide', { decision: 'approve' })).status).toBe(200);
  expect(codeOf(await post(allowed.id, 'decide', { decision: 'approve' }))).toEqual([409, 'APPROVAL_ENDED']);
});

test('409 after the deadline, although no run was there to end the task', async () => {
  const task = await newTask([ADMIN], { deadline: new Date(Date.now() - 1) });
  expect(codeOf(await post(task.id, 'decide', { decision: 'approve' }))).toEqual([409, 'APPROVAL_ENDED']);
  const { json } = await api.call('GET', `/v1/approvals/${task.id}`);
  expect(json).toMatchObject({ status: 'timeout', decisions: [], endedAt: expect.any(String) });
});

test('each approver decides once', async () => {
  const task = await newTask([ADMIN, 'b@example.com']);
  expect((await post(task.id, 'decide', { decision: 'approve' })).json).toMatchObject({ status: 'pending' });
  expect(codeOf(await post(task.id, 'decide', { decision: 'reject' }))).toEqual([409, 'APPROVAL_DECIDED']);
});

test('an approver may be a user, or a member of a group', async () => {
  const { key, email, userId } = await colleague();
  const group = await api.call('PUT', '/v1/groups/payers', { body: { members: [userId, 'x@example.com'] } });
  expect(group.json).toMatchObject({ name: 'payers', members: [userId, 'x@example.com'] });
  const byUser = await newTask([`user:${userId}`]);
  expect((await post(byUser.id, 'decide', { decision: 'approve' }, key)).json).toMatchObject({
    ...{ status: 'approved', approvers: [`user:${userId}`], decisions: [{ by: email }] },
  });
  const byGroup = await newTask(['group:payers'], { required: 1 });
  expect((await post(byGroup.id, 'decide', { decision: 'approve' }, key)).json).toMatchObject({
    ...{ status: 'approved', approvers: ['group:payers'] },
  });
});

describe('a form', () => {
  const form = {
    type: 'object',
    properties: { amount: { type: 'number', maximum: 100 }, 'a/b': { type: 'string' } },
    required: ['amount', 'a/b'],
    additionalProperties: false,
  };

  test('must fit to approve; each fault has its pointer', async () => {
    const task = await newTask([ADMIN], { form });
    const wrong = await post(task.id, 'decide', { decision: 'approve', form: { amount: 101, x: 1 } });
    expect(wrong.json).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
    const { errors } = wrong.json as { errors: { pointer: string }[] };
    expect(errors.map(({ pointer }) => pointer).toSorted()).toEqual(
      ['/form/amount', '/form/a~1b', '/form/x'].toSorted(),
    );
    expect(codeOf(await post(task.id, 'decide', { decision: 'approve' }))).toEqual([400, 'VALIDATION_FAILED']);
    const right = { amount: 7, 'a/b': 'yes' };
    const { json } = await post(task.id, 'decide', { decision: 'approve', form: right });
    expect(json).toMatchObject({ status: 'approved', form, decisions: [{ form: right }] });
  });

  test('is not looked at where the decision is refused', async () => {
    const { key } = await colleague();
    const task = await newTask([ADMIN, 'b@example.com'], { form, required: 2 });
    const wrong = { decision: 'approve', form: { amount: 'x' } };
    expect(codeOf(await post(task.id, 'decide', wrong, key))).toEqual([403, 'NOT_AN_APPROVER']);
    expect((await post(task.id, 'decide', { decision: 'approve', form: { amount: 7, 'a/b': 'yes' } })).status).toBe(
      200,
    );
    expect(codeOf(await post(task.id, 'decide', wrong))).toEqual([409, 'APPROVAL_DECIDED']);
    const own = await newTask([ADMIN, 'b@example.com'], { form, allowSelf: false });
    expect(codeOf(await post(own.id, 'decide', wrong))).toEqual([403, 'SELF_APPROVAL']);
  });

  test('may be left out to reject, but what it says must fit', async () => {
    const task = await newTask([ADMIN], { form });
    expect((await post(task.id, 'decide', { decision: 'reject', form: { amount: 'x' } })).status).toBe(400);
    expect((await post(task.id, 'decide', { decision: 'reject' })).json).toMatchObject({
      ...{ status: 'rejected', decisions: [{ form: null }] },
    });
  });

  test('that the task does not have is refused', async () => {
    const task = await newTask([ADMIN]);
    const { json } = await post(task.id, 'decide', { decision: 'approve', form: { a: 1 } });
    expect(json).toMatchObject({ status: 400, errors: [{ pointer: '/form' }] });
  });

  test('that is too long to be kept with the task is refused', async () => {
    const task = await newTask([ADMIN], { form: { type: 'object' } });
    const { json } = await post(task.id, 'decide', { decision: 'approve', form: { a: 'x'.repeat(70_000) } });
    expect(json).toMatchObject({ status: 400, errors: [{ pointer: '/form' }] });
  });

  test('with a pattern of exponential cost is checked at once', async () => {
    const task = await newTask([ADMIN], { form: { properties: { a: { type: 'string', pattern: '^(a+)+$' } } } });
    const body = { decision: 'approve', form: { a: `${'a'.repeat(5_000)}!` } };
    expect((await post(task.id, 'decide', body)).status).toBe(400);
  });
});

test('a share is handed on, once', async () => {
  const { key, email } = await colleague();
  const task = await newTask([ADMIN, 'b@example.com']);
  for (const to of ['group:none', 'b@example.com', ADMIN, 'no address', 'user:665f1a2b3c4d5e6f7a8b9c0d']) {
    const refused = await post(task.id, 'delegate', { to });
    expect([to, refused.status, (refused.json as { errors: { pointer: string }[] }).errors[0]?.pointer]).toEqual([
      to,
      400,
      '/to',
    ]);
  }
  expect(codeOf(await post(task.id, 'delegate', { to: 'x@example.com' }, key))).toEqual([403, 'NOT_AN_APPROVER']);
  const { status, json } = await post(task.id, 'delegate', { to: email });
  expect([status, json]).toMatchObject([
    200,
    { waitingFor: [email, 'b@example.com'], delegations: [{ by: ADMIN, to: email }] },
  ]);
  expect(codeOf(await post(task.id, 'decide', { decision: 'approve' }))).toEqual([403, 'NOT_AN_APPROVER']);
  expect((await post(task.id, 'decide', { decision: 'approve' }, key)).status).toBe(200);
});

test('comments, deadlines and the end: by anybody who may write', async () => {
  const { key, email } = await colleague();
  const task = await newTask(['b@example.com']);
  const commented = await post(task.id, 'comments', { text: 'Which invoice?' }, key);
  expect([commented.status, commented.json]).toMatchObject([
    201,
    { comments: [{ by: email, text: 'Which invoice?' }] },
  ]);
  const past = await post(task.id, 'deadline', { deadline: '2020-01-01T00:00:00Z' });
  expect(past.json).toMatchObject({ status: 400, errors: [{ pointer: '/deadline' }] });
  const moved = await post(task.id, 'deadline', { deadline: '2999-01-01T08:00:00+08:00' });
  expect([moved.status, moved.json]).toMatchObject([200, { deadline: '2999-01-01T00:00:00.000Z' }]);
  const ended = await post(task.id, 'cancel', {});
  expect([ended.status, ended.json]).toMatchObject([200, { status: 'cancelled', endedAt: expect.any(String) }]);
});

test('the run is told of what it must know, before the answer', async () => {
  const task = await newTask([ADMIN]);
  await post(task.id, 'deadline', { deadline: '2999-01-01T00:00:00Z' });
  expect((await api.database.approvals.get(api.projectId, task.id))?.wakeAt).toBeNull();
  await post(task.id, 'decide', { decision: 'approve' });
  expect((await api.database.approvals.get(api.projectId, task.id))?.wakeAt).toBeNull();
});

test('200 approvers decide at once through the API: one outcome, and all others are told', async () => {
  const { key, email, userId } = await colleague();
  const everybody = [email, ...Array.from({ length: 199 }, (_, index) => `p${index}@example.com`)];
  const task = await newTask(everybody, { required: 1 });
  const tokens = await Promise.all(
    everybody.slice(1).map((by) => api.database.approvals.issueToken(api.projectId, task.id, { by, level: 1 })),
  );
  const answers = await Promise.all([
    post(task.id, 'decide', { decision: 'approve' }, key),
    ...tokens.map((token) => api.call('POST', `/approvals/${token}`, { body: { decision: 'approve' }, key: null })),
  ]);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  const after = await api.database.approvals.get(api.projectId, task.id);
  const told = answers
    .filter(({ status }) => status !== 200)
    .map(({ status, text }) => [status, text.includes(String(after?.decisions[0]?.by))]);
  expect(new Set(told.map(String))).toEqual(new Set(['409,true']));
  expect([after?.decisions.length, identitiesOf({ id: userId, email })]).toEqual([1, [`user:${userId}`, email]]);
});

test('lists: mine, overdue, by state, run and workflow', async () => {
  const { key, email } = await colleague();
  const mine = await newTask([email, 'b@example.com']);
  const late = await newTask(['b@example.com'], { deadline: new Date(1) });
  const ids = async (query: string, by?: string) => {
    const { json } = await api.call('GET', `/v1/approvals?${query}`, by ? { key: by } : {});
    return (json as { approvals: { id: string }[] }).approvals.map(({ id }) => id);
  };
  expect(await ids('mine=true', key)).toEqual([mine.id]);
  expect(await ids('overdue=true')).toEqual([late.id]);
  expect(await ids(`runId=${late.runId}&workflowId=${workflowId}&status=pending,approved`)).toEqual([late.id]);
  expect(await ids(`runId=${late.runId}&status=approved`)).toEqual([]);
  await post(mine.id, 'decide', { decision: 'approve' }, key);
  expect(await ids('mine=true', key)).toEqual([]);
  const { json } = await api.call('GET', '/v1/approvals?limit=1');
  expect(json).toMatchObject({ approvals: [{ id: late.id }], nextCursor: late.id });
  for (const query of ['status=open', 'mine=yes', 'runId=x', 'nonsense=1']) {
    expect((await api.call('GET', `/v1/approvals?${query}`)).status).toBe(400);
  }
});

test('groups: listed, read, refused for strangers, removed', async () => {
  const other = await api.otherProject();
  const stranger = await api.database.users.create({ email: 'stranger@example.com', name: 'S' });
  const wrong = await api.call('PUT', '/v1/groups/ops', { body: { members: ['a@example.com', stranger.id, 'a b@c'] } });
  expect(wrong.json).toMatchObject({ status: 400, errors: [{ pointer: '/members/1' }, { pointer: '/members/2' }] });
  expect((await api.call('PUT', `/v1/groups/${encodeURIComponent('值班')}`, { body: { members: [] } })).status).toBe(
    200,
  );
  expect((await api.call('GET', `/v1/groups/${encodeURIComponent('值班')}`)).json).toMatchObject({ name: '值班' });
  expect((await api.call('GET', '/v1/groups', { key: other.apiKey })).json).toMatchObject({ groups: [], total: 0 });
  expect((await api.call('DELETE', `/v1/groups/${encodeURIComponent('值班')}`)).json).toEqual({ success: true });
  expect(codeOf(await api.call('GET', '/v1/groups/none'))).toEqual([404, 'GROUP_NOT_FOUND']);
});
