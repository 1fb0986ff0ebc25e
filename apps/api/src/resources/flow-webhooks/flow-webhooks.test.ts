import { randomUUID } from 'node:crypto';
import { storedId, wireId } from '@perdura/definition';
import { eventually } from '@perdura/testkit';
import { checkProblem } from '../../testing/answer-check.ts';
import { catchWebhook, codeStep, flowCalls } from '../../testing/flow-calls.ts';
import { type RawAnswer, send } from '../../testing/http-client.ts';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';

let api: TestApi;
const { drafted, published, operate, request } = flowCalls(() => api);
const STEP = codeStep('step_1', 'export const code = () => 1');

beforeAll(async () => {
  api = await openTestApi({ worker: true, settings: { bodyLimitBytes: 100_000, flowWaitSeconds: 4 } });
});

afterAll(async () => {
  await api.close();
});

interface FlowRun {
  status: string;
  environment: string;
  flowId: string;
  steps: { trigger: { output: { body: unknown; headers: Record<string, string> } } };
}

async function runOf(answer: RawAnswer): Promise<FlowRun> {
  const id = answer.headers['x-run-id'];
  expect(id).toMatch(/^[0-9A-Za-z]{21}$/);
  const shown = await api.call('GET', `/v1/flow-runs/${id}`);
  expect(shown.status).toBe(200);
  return shown.json as FlowRun;
}

const codeOf = ({ status, json }: RawAnswer) => [status, (json as { code?: string } | undefined)?.code];

describe('what a flow sees of a request', () => {
  test('is method, headers, body, raw body and query, without any credential of the platform', async () => {
    const { id } = await published();
    const answer = await request(`${id}?a=1&b=2&a=3`, {
      method: 'PUT',
      body: { total: 7, key: api.apiKey },
      headers: {
        'X-Custom': 'yes',
        authorization: `Bearer ${api.apiKey}`,
        cookie: 'session=1',
        'x-api-key': api.apiKey,
      },
    });
    expect([answer.status, answer.json]).toEqual([200, {}]);
    expect(answer.headers['x-webhook-id']).toBe(answer.headers['x-run-id']);
    const { output } = (await runOf(answer)).steps.trigger;
    expect(output).toMatchObject({
      ...{ method: 'PUT', queryParams: { a: ['1', '3'], b: '2' }, headers: { 'x-custom': 'yes' } },
      ...{ body: { total: 7, key: '***' }, rawBody: '{"total":7,"key":"***"}' },
    });
    expect(Object.keys(output.headers)).not.toEqual(expect.arrayContaining(['authorization', 'cookie', 'x-api-key']));
    expect(JSON.stringify(output)).not.toContain(api.apiKey);
  });

  test.each([
    ['application/x-www-form-urlencoded', 'a=1&b=%E9%9B%AA&a=2', { a: ['1', '2'], b: '雪' }],
    ['text/plain', 'hello', 'hello'],
    ['application/json', '[1,2]', [1, 2]],
  ])('reads %s', async (type, body, expected) => {
    const { id } = await published();
    const answer = await request(id, { body: Buffer.from(body), headers: { 'content-type': type } });
    expect((await runOf(answer)).steps.trigger.output).toMatchObject({ body: expected, rawBody: body });
  });

  test('keeps files of forms, and bodies that are files, and says where they are', async () => {
    const { id } = await published();
    const form = new FormData();
    form.set('name', 'snow');
    form.set('photo', new Blob(['pixels'], { type: 'image/png' }), 'snow.png');
    const encoded = new Response(form);
    const type = encoded.headers.get('content-type') ?? '';
    const body = Buffer.from(await encoded.arrayBuffer());
    const answer = await request(id, { body, headers: { 'content-type': type } });
    const { photo, ...fields } = (await runOf(answer)).steps.trigger.output.body as { photo: string };
    expect(fields).toEqual({ name: 'snow' });
    const file = await send(api.port, { method: 'GET', path: new URL(photo).pathname });
    expect([file.status, file.headers['content-type'], file.text]).toEqual([200, 'image/png', 'pixels']);
    const binary = await request(id, { body: Buffer.from([1, 2, 3]), headers: { 'content-type': 'application/pdf' } });
    expect((await runOf(binary)).steps.trigger.output.body).toEqual({
      fileUrl: expect.stringContaining('/v1/piece-files/'),
    });
  });
});

describe('a flow that is asked', () => {
  test('but does not exist, is disabled, or is asked too much says so', async () => {
    const { id } = await drafted();
    const gone = await request(wireId('0123456789abcdef01234567'));
    expect(codeOf(gone)).toEqual([410, 'FLOW_GONE']);
    checkProblem('unknown', gone);
    for (const unlike of ['nothing', 'flow_id', randomUUID(), 'does-not-exist', '%2F%zz', '..', 'x'.repeat(5_000)]) {
      for (const way of ['', '/sync', '/draft', '/draft/sync', '/test', '?a=/b']) {
        const path = `/activepieces/v1/webhooks/${unlike}${way}`;
        expect(codeOf(await request(`${unlike}${way}`))).toEqual([410, 'FLOW_GONE']);
        expect(codeOf(await send(api.port, { method: 'GET', path }))).toEqual([410, 'FLOW_GONE']);
      }
    }
    expect(codeOf(await request('flow_id/other'))).toEqual([401, 'UNAUTHENTICATED']);
    expect(codeOf(await request(id))).toEqual([404, 'FLOW_DISABLED']);
    await operate(id, 'LOCK_AND_PUBLISH', {});
    expect(codeOf(await request(id, { body: 'x'.repeat(100_001) }))).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    await operate(id, 'CHANGE_STATUS', { status: 'DISABLED' });
    expect(codeOf(await request(`${id}/sync`))).toEqual([404, 'FLOW_DISABLED']);
  });

  test('answers at both places, whatever the method, with either spelling of its id', async () => {
    const { id } = await published();
    for (const path of [`/activepieces/v1/webhooks/${id}`, `/v1/webhooks/${id}`]) {
      expect((await send(api.port, { method: 'GET', path })).status).toBe(200);
    }
    expect((await send(api.port, { method: 'DELETE', path: `/v1/webhooks/${id}` })).status).toBe(200);
  });

  test('makes repeats of a delivery one run, and answers them alike', async () => {
    const { id } = await published();
    const once = { body: { respond: { status: 201, body: { n: 1 } } }, headers: { 'idempotency-key': 'k' } };
    const [first, second] = [await request(`${id}/sync`, once), await request(`${id}/sync`, once)];
    expect([second.status, second.json, second.headers['x-run-id']]).toEqual([
      201,
      { n: 1 },
      first.headers['x-run-id'],
    ]);
    const other = await request(`${id}/sync`, { ...once, body: { other: true } });
    expect(codeOf(other)).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  test('as a draft runs to be tried, keeps a sample, and stays out of the lists of runs', async () => {
    const { id, version } = await drafted();
    const answer = await request(`${id}/draft/sync`, { body: { respond: { body: 'tried' } } });
    expect([answer.status, answer.text]).toEqual([200, 'tried']);
    expect(await runOf(answer)).toMatchObject({ environment: 'TESTING', flowId: id });
    const kept = await request(`${id}/test`, { body: { only: 'kept' } });
    expect([kept.status, kept.headers['x-run-id']]).toEqual([200, undefined]);
    const listed = await api.call('GET', `/v1/flow-runs?flowId=${id}`);
    expect((listed.json as { data: unknown[] }).data).toEqual([]);
    const trying = await api.call('GET', `/v1/flow-runs?flowId=${id}&environment=TESTING`);
    expect((trying.json as { data: unknown[] }).data).toHaveLength(1);
    expect(version.id).toMatch(/^[0-9A-Za-z]{21}$/);
  });
});

describe('a synchronous caller', () => {
  test('is answered what the flow responds, while it goes on', async () => {
    const { id } = await published();
    const respond = { status: 302, headers: { location: 'https://example.com', 'set-cookie': 'a=b' }, body: '' };
    const answer = await request(`${id}/sync`, { body: { respond, wait: true } });
    expect([answer.status, answer.headers.location]).toEqual([302, 'https://example.com']);
    expect(answer.headers).not.toHaveProperty('set-cookie');
    expect(answer.headers['content-security-policy']).toBe('sandbox');
    const runId = answer.headers['x-run-id'];
    expect((await api.call('POST', `/v1/flow-runs/${runId}/cancel`)).status).toBe(200);
    await eventually(async () => ((await runOf(answer)).status === 'CANCELED' ? true : undefined));
  });

  test('is answered nothing on success without a response', async () => {
    const { id } = await published();
    const answer = await request(`${id}/sync`, { body: {} });
    expect([answer.status, answer.headers['content-length']]).toEqual([204, '0']);
  });

  test('learns which run failed, at which step and why', async () => {
    const { id } = await published();
    const answer = await request(`${id}/sync`, { body: { fail: 'PIECE_TIMEOUT' } });
    expect(codeOf(answer)).toEqual([500, 'FLOW_RUN_FAILED']);
    expect(answer.json).toMatchObject({
      ...{ runId: answer.headers['x-run-id'], step: 'fetch' },
      cause: { code: 'PIECE_TIMEOUT', message: 'It failed with PIECE_TIMEOUT' },
    });
    expect(await runOf(answer)).toMatchObject({ status: 'TIMEOUT' });
  });

  test('who waited too long gets the id of the run, which goes on', async () => {
    const { id } = await published();
    const answer = await request(`${id}/sync`, { body: { wait: true } });
    expect(codeOf(answer)).toEqual([408, 'RUN_UNANSWERED']);
    expect(answer.json).toMatchObject({ runId: answer.headers['x-run-id'] });
    expect((await runOf(answer)).status).toBe('RUNNING');
    await api.call('POST', `/v1/flow-runs/${answer.headers['x-run-id']}/cancel`);
  });
});

describe('a synchronous caller of a trigger that decides on runs', () => {
  const settings = {
    pieceName: '@activepieces/piece-triggers',
    pieceVersion: '1.0.0',
    triggerName: 'hooked',
    input: {},
  };
  const hooked = { ...catchWebhook({}, STEP), settings: { ...settings, propertySettings: {} } };

  test('is told that it found nothing, that it failed, or that it has not said yet', async () => {
    const { id } = await published(hooked);
    const nothing = await request(`${id}/sync`, { body: {} });
    expect([nothing.status, nothing.json]).toEqual([200, {}]);
    const failing = { body: { fail: 'PIECE_FAILED' }, headers: { 'idempotency-key': 'f' } };
    for (const failed of [await request(`${id}/sync`, failing), await request(`${id}/sync`, failing)]) {
      expect(codeOf(failed)).toEqual([500, 'FLOW_RUN_FAILED']);
      const cause = { code: 'PIECE_FAILED', message: 'It failed with PIECE_FAILED' };
      expect(failed.json).toMatchObject({ step: 'trigger', cause, detail: expect.stringContaining(cause.message) });
    }
    const late = await request(`${id}/sync`, { body: { wait: true } });
    expect(codeOf(late)).toEqual([408, 'RUN_UNANSWERED']);
    expect(late.headers['x-webhook-id']).toMatch(/^[0-9A-Za-z]{21}$/);
    for (const answer of [nothing, late]) expect(answer.headers).not.toHaveProperty('x-run-id');
  });

  test('who does not wait is told that it is taken, whatever comes of it', async () => {
    const { id } = await published(hooked);
    const answer = await request(id, { body: { fail: 'PIECE_FAILED' } });
    expect([answer.status, answer.json]).toEqual([200, {}]);
  });
});

describe('a webhook that asks for a credential', () => {
  const basic = catchWebhook({ authType: 'basic', authFields: { username: 'ann', password: 'p:w' } }, STEP);
  const header = catchWebhook({ authType: 'header', authFields: { headerName: 'X-Token', headerValue: 's3' } }, STEP);
  const encoded = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });

  test.each([
    ['basic', basic, encoded('ann:p:w'), [{}, encoded('ann:wrong'), encoded('ann'), { authorization: 'Basic' }]],
    ['header', header, { 'x-token': 's3' }, [{}, { 'x-token': 's' }, { 'x-token': '' }]],
  ])('lets in who has it (%s), and nobody else', async (_kind, trigger, right, wrong) => {
    const { id } = await published(trigger);
    for (const headers of wrong) {
      expect(codeOf(await request(id, { headers: headers as Record<string, string> }))).toEqual([
        401,
        'WEBHOOK_UNAUTHENTICATED',
      ]);
    }
    expect((await request(id, { headers: right })).status).toBe(200);
  });

  test.each([{ authType: 'basic' }, { authType: 'header', authFields: { headerName: 'x' } }, { authType: 'unknown' }])(
    'is set halfway (%j), and lets nobody in',
    async (input) => {
      const { id } = await drafted(catchWebhook(input, STEP));
      const headers = { x: 'undefined', ...encoded('undefined:undefined') };
      expect(codeOf(await request(`${id}/draft`, { headers }))).toEqual([401, 'WEBHOOK_UNAUTHENTICATED']);
    },
  );
});

test('an address at which no piece waits is unknown, however its ids are written', async () => {
  for (const unlike of ['run_id', randomUUID(), '%2F%zz', 'x'.repeat(5_000)]) {
    for (const path of [
      `/v1/flow-runs/${unlike}/requests/${unlike}`,
      `/activepieces/v1/flow-runs/a/requests/${unlike}/sync`,
    ]) {
      expect(codeOf(await send(api.port, { method: 'GET', path }))).toEqual([404, 'RESUME_UNKNOWN']);
    }
  }
});

test('a link that decides shows a page to browsers, and mail scanners; its button resumes the flow', async () => {
  const { id } = await published(catchWebhook({}, STEP));
  const runId = (await request(id, { body: { wait: true } })).headers['x-run-id'] ?? '';
  const place = { runId: storedId(runId) ?? '', nodeId: 'step_1', iteration: '0', after: null, ordinal: 0 };
  const wait = await api.database.pieceWaits.open(api.projectId, place, { kind: 'webhook', until: null });
  const path = `/v1/flow-runs/${runId}/requests/${wait?.requestId}?action=approve`;
  const opened = await send(api.port, { method: 'GET', path, headers: { accept: 'text/html,*/*;q=0.8' } });
  expect([opened.status, opened.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  expect(opened.text).toContain('<form method="post">');
  expect(opened.headers['content-security-policy']).toContain("form-action 'self'");
  const confirmed = await send(api.port, { method: 'POST', path });
  expect([confirmed.status, confirmed.json]).toEqual([200, { runId, resumed: true }]);
});
