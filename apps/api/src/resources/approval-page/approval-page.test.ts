import { type RawAnswer, send } from '../../testing/http-client.ts';
import { openTask, type TestTask } from '../../testing/open-task.ts';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';

let api: TestApi;
let workflowId: string;

beforeAll(async () => {
  api = await openTestApi();
  const { json } = await api.call('POST', '/v1/workflows', { body: { name: 'Pay <b>now</b>' } });
  workflowId = (json as { id: string }).id;
});

afterAll(async () => {
  await api.close();
});

async function mailed(people: string[], given: Partial<TestTask> = {}) {
  const { json } = await api.call('POST', `/v1/workflows/${workflowId}/run`, { body: {} });
  const task = await openTask(api, { runId: (json as { runId: string }).runId, people, ...given });
  const link = async (by: string) =>
    `/approvals/${await api.database.approvals.issueToken(api.projectId, task.id, { by, level: 1 })}`;
  return { task, link, path: await link(people[0] ?? '') };
}

const browser = { accept: 'text/html,application/xhtml+xml' };
const get = (path: string, headers: Record<string, string> = browser) =>
  send(api.port, { method: 'GET', path, headers });
const submit = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  send(api.port, {
    ...{ method: 'POST', path, body: Buffer.from(new URLSearchParams(fields).toString()) },
    headers: { ...browser, 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });
const asJson = (path: string, body: object) => api.call('POST', path, { body, key: null });
const read = async (id: string) => await api.database.approvals.get(api.projectId, id);

/** Names, types and values of the page's controls. */
function controlsOf({ text }: RawAnswer): string[] {
  return [...text.matchAll(/<(?:input|select|textarea|button)[^>]*>/g)].map(([tag]) => tag);
}

test('shows the task, and nothing that reads it decides: GET and HEAD, however often', async () => {
  const { task, path } = await mailed(['amy@example.com', 'b@example.com'], {
    ...{ message: 'Pay <script>alert(1)</script>?', deadline: new Date('2999-01-01T00:00:00Z') },
  });
  await api.database.approvals.comment(api.projectId, task.id, { by: 'b@example.com', text: 'Which <i>one</i>?' });
  for (let count = 0; count < 5; count += 1) {
    for (const method of ['GET', 'HEAD', 'OPTIONS']) await send(api.port, { method, path, headers: browser });
    await send(api.port, { method: 'GET', path: `${path}?decision=approve&utm_source=scanner` });
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      expect((await send(api.port, { method, path, body: '{"decision":"approve"}' })).status).toBe(405);
    }
  }
  const page = await get(path);
  expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  expect(page.text).toContain('<form method="post"');
  expect(page.text).toMatch(/<button[^>]* name="decision" value="approve"/);
  expect(page.text).toMatch(/<button[^>]* name="decision" value="reject"/);
  expect(page.text).toMatch(/<textarea[^>]* name="comment"/);
  for (const shown of [
    'Pay &lt;script&gt;',
    'Pay &lt;b&gt;',
    'Which &lt;i&gt;',
    'amy@example.com',
    'admin@example.com',
    '2999-01-01 00:00 UTC',
  ]) {
    expect(page.text).toContain(shown);
  }
  expect(page.text).not.toMatch(/<script|onclick|javascript:/i);
  expect(await read(task.id)).toMatchObject({ status: 'pending', decisions: [] });
  expect((await asJson(path, { decision: 'approve' })).status).toBe(200);
});

test('may load, frame and run nothing, is not kept, and tells nobody its address', async () => {
  const { path } = await mailed(['amy@example.com']);
  const { headers, text } = await get(path);
  const policy = headers['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("form-action 'self'");
  expect(policy).not.toMatch(/unsafe|https?:|\*|script-src/);
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  expect(text).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
  expect(text.match(/<style>/g)).toHaveLength(1);
  expect(text).not.toMatch(/(src|href)="(?!#)/);
  expect(api.logs.join()).not.toContain(path.slice('/approvals/'.length));
});

test('speaks the reader’s language', async () => {
  const { path } = await mailed(['amy@example.com']);
  expect((await get(path, { ...browser, 'accept-language': 'zh-CN,zh;q=0.9' })).text).toMatch(
    /<html lang="zh-CN">[\s\S]*同意/,
  );
  expect((await get(path, { ...browser, 'accept-language': 'en' })).text).toMatch(/<html lang="en">[\s\S]*Approve/);
});

test('a form that is posted decides and answers a page; the link is spent then', async () => {
  const { task, path } = await mailed(['amy@example.com'], { form: null });
  const done = await submit(path, { decision: 'approve', comment: ' fine\r\nby me ' });
  expect([done.status, done.text.includes('You approved.')]).toEqual([200, true]);
  expect(await read(task.id)).toMatchObject({
    ...{ status: 'approved', decisions: [{ by: 'amy@example.com', decision: 'approve', comment: 'fine\nby me' }] },
  });
  for (const late of [await submit(path, { decision: 'reject' }), await get(path)]) {
    expect([late.status, late.headers['content-type']]).toEqual([409, 'text/html; charset=utf-8']);
    expect(late.text).toContain('amy@example.com approve');
  }
  expect((await asJson(path, { decision: 'reject' })).json).toMatchObject({ status: 409, code: 'APPROVAL_ENDED' });
});

test('JSON is answered with the task, or with a problem', async () => {
  const { task, path } = await mailed(['amy@example.com', 'b@example.com']);
  const wrong = await asJson(path, { decision: 'maybe' });
  expect(wrong.json).toMatchObject({ status: 400, errors: [{ pointer: '/decision' }] });
  const { status, json } = await asJson(path, { decision: 'approve', comment: 'ok' });
  expect([status, json]).toMatchObject([200, { id: task.id, status: 'pending', waitingFor: ['b@example.com'] }]);
  expect((await asJson(path, { decision: 'approve' })).json).toMatchObject({ status: 409, code: 'APPROVAL_DECIDED' });
  const plain = await send(api.port, {
    method: 'POST',
    path,
    body: Buffer.from('approve'),
    headers: { 'content-type': 'text/plain' },
  });
  expect(plain.status).toBe(415);
});

test('each mail has a link of its own; one decision spends them all', async () => {
  const { link, path } = await mailed(['amy@example.com', 'b@example.com']);
  const second = await link('amy@example.com');
  expect((await submit(path, { decision: 'approve' })).status).toBe(200);
  expect((await submit(second, { decision: 'reject' })).status).toBe(409);
  const other = await link('b@example.com');
  expect((await submit(other, { decision: 'reject' })).text).toContain('It is rejected');
});

test('the link of a share that was handed on is spent, and says so', async () => {
  const { task, path } = await mailed(['amy@example.com', 'b@example.com']);
  await api.database.approvals.delegate(api.projectId, task.id, ['amy@example.com'], 'heir@example.com');
  expect((await get(path)).status).toBe(410);
  expect((await asJson(path, { decision: 'approve' })).json).toMatchObject({
    status: 410,
    code: 'APPROVAL_LINK_SPENT',
  });
  expect((await read(task.id))?.decisions).toEqual([]);
});

test('a link decides no more once the deadline has passed, even if no run was there to end the task', async () => {
  const { task, path } = await mailed(['amy@example.com'], { deadline: new Date(Date.now() - 1) });
  const seen = await get(path);
  expect([seen.status, seen.text.includes('<form')]).toEqual([409, false]);
  expect(await read(task.id)).toMatchObject({ status: 'pending' });
  expect((await submit(path, { decision: 'approve' })).status).toBe(409);
  expect((await asJson(path, { decision: 'approve' })).json).toMatchObject({ code: 'APPROVAL_ENDED' });
  expect(await read(task.id)).toMatchObject({ status: 'timeout', decisions: [], wakeAt: expect.any(Date) });
});

test('whoever started the run may not decide by mail either', async () => {
  const { task, path } = await mailed(['admin@example.com'], { allowSelf: false });
  expect((await get(path)).status).toBe(403);
  expect((await submit(path, { decision: 'approve' })).status).toBe(403);
  expect((await asJson(path, { decision: 'approve' })).json).toMatchObject({ code: 'SELF_APPROVAL' });
  expect((await read(task.id))?.status).toBe('pending');
});

test('a token that nobody was mailed is unknown, whatever its shape', async () => {
  for (const token of ['x', 'A'.repeat(43), '..%2f..%2fv1', `${'A'.repeat(300)}`, '%00', "'%20or%201=1"]) {
    expect([token, (await get(`/approvals/${token}`)).status]).toEqual([token, 404]);
    expect(
      (
        await send(api.port, {
          method: 'POST',
          path: `/approvals/${token}`,
          body: '{"decision":"approve"}',
          headers: { 'content-type': 'application/json' },
        })
      ).status,
    ).toBe(404);
  }
  for (const path of ['/approvals', '/approvals/', '/approvals/x/y', '/APPROVALS/x', '//approvals/x']) {
    expect([path, (await get(path)).status]).toEqual([path, 401]);
  }
  expect((await get('/approvals/x', {})).json).toMatchObject({ code: 'APPROVAL_LINK_UNKNOWN' });
});

test('too many requests of one address are refused', async () => {
  const small = await openTestApi({ settings: { failedLoginLimitPerMinute: 3 } });
  try {
    const statuses = [];
    for (let count = 0; count < 4; count += 1) {
      statuses.push((await send(small.port, { method: 'GET', path: '/approvals/guess' })).status);
    }
    expect(statuses).toEqual([404, 404, 404, 429]);
  } finally {
    await small.close();
  }
});

describe('a form', () => {
  const form = {
    type: 'object',
    required: ['amount', 'reason'],
    properties: {
      amount: { type: 'number', title: 'Amount <EUR>', minimum: 1, default: 5 },
      count: { type: 'integer', maximum: 9 },
      reason: { type: 'string', minLength: 2, description: 'Why?' },
      due: { type: 'string', format: 'date' },
      urgent: { type: 'boolean' },
      colour: { enum: ['red', 3, null] },
      items: { type: 'array', items: { type: 'string' } },
      note: { type: 'string', maxLength: 1_000 },
    },
    additionalProperties: false,
  };

  test('becomes plain fields, each with a label', async () => {
    const { path } = await mailed(['amy@example.com'], { form });
    const page = await get(path);
    const controls = controlsOf(page).join('\n');
    expect(controls).toMatch(
      /<input type="number" step="any"[^>]* min="1"[^>]* name="form.amount" required[^>]* value="5">/,
    );
    expect(controls).toMatch(/<input type="number" step="1"[^>]* max="9"[^>]* name="form.count"/);
    expect(controls).toMatch(/<input type="text" minlength="2"[^>]* name="form.reason" required/);
    expect(controls).toMatch(/<input type="date"[^>]* name="form.due"/);
    expect(controls).toMatch(/<input type="checkbox"[^>]* name="form.urgent"/);
    expect(controls).toMatch(/<select[^>]* name="form.colour"/);
    expect(controls).toMatch(/<textarea[^>]* name="form.items"/);
    expect(controls).toMatch(/<textarea[^>]* name="form.note"/);
    expect(page.text).toContain('Amount &lt;EUR&gt;');
    for (const [, id] of page.text.matchAll(/<(?:input|select|textarea)[^>]* id="([^"]+)"/g)) {
      expect(page.text).toContain(`<label for="${id}">`);
    }
    expect(page.text).toMatch(/value="reject" formnovalidate/);
  });

  test('is read back as the values that the schema means', async () => {
    const { task, path } = await mailed(['amy@example.com'], { form });
    const fields = {
      ...{
        'form.amount': '7.5',
        'form.count': '',
        'form.reason': '<ok>',
        'form.due': '2026-07-01',
        'form.urgent': 'true',
      },
      ...{ 'form.colour': '1', 'form.items': '["a"]', 'form.note': '', comment: '', decision: 'approve' },
    };
    expect((await submit(path, fields)).status).toBe(200);
    expect((await read(task.id))?.decisions[0]).toMatchObject({
      ...{
        comment: null,
        form: { amount: 7.5, reason: '<ok>', due: '2026-07-01', urgent: true, colour: 3, items: ['a'] },
      },
    });
  });

  test('that does not fit is shown again with what was typed, and decides nothing', async () => {
    const { task, path } = await mailed(['amy@example.com'], { form });
    const fields = { 'form.amount': 'much', 'form.reason': '"', 'form.items': '{"__proto__":1}', 'form.colour': '9' };
    const page = await submit(path, { ...fields, decision: 'approve', comment: 'kept' });
    expect(page.status).toBe(400);
    expect(page.text).toContain('role="alert"');
    for (const name of ['amount', 'reason', 'items', 'colour']) {
      expect(page.text).toMatch(new RegExp(`name="form.${name}"[^>]* aria-invalid="true"`));
    }
    expect(page.text).toMatch(/name="form.amount"[^>]* value="much"/);
    expect(page.text).toContain('value="&quot;"');
    expect(page.text).toMatch(/<textarea id="comment"[^>]*>kept</);
    expect(await read(task.id)).toMatchObject({ status: 'pending', decisions: [] });
  });

  test('may stay empty to reject', async () => {
    const { task, path } = await mailed(['amy@example.com'], { form });
    expect((await submit(path, { 'form.amount': '', 'form.reason': '', decision: 'reject' })).status).toBe(200);
    expect(await read(task.id)).toMatchObject({ status: 'rejected', decisions: [{ form: null }] });
  });

  test('that is no object is one field of JSON', async () => {
    const { task, path } = await mailed(['amy@example.com'], { form: { type: 'array', minItems: 1 } });
    expect((await submit(path, { form: '[]', decision: 'approve' })).status).toBe(400);
    expect((await submit(path, { form: '[1]', decision: 'approve' })).status).toBe(200);
    expect((await read(task.id))?.decisions[0]?.form).toEqual([1]);
  });

  test('with NUL characters, or too large, is refused', async () => {
    const { task, path } = await mailed(['amy@example.com'], { form });
    expect((await submit(path, { 'form.reason': 'a\0b', 'form.amount': '1', decision: 'approve' })).status).toBe(400);
    expect((await submit(path, { comment: 'x'.repeat(300_000), decision: 'approve' })).status).toBe(413);
    expect((await submit(path, { comment: 'x'.repeat(5_000), decision: 'approve' })).status).toBe(400);
    expect((await submit(path, {})).status).toBe(400);
    expect((await submit(path, { decision: 'approve' }, { 'content-encoding': 'br' })).status).toBeGreaterThanOrEqual(
      400,
    );
    expect((await read(task.id))?.decisions).toEqual([]);
  });
});
