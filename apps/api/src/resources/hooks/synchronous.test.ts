import { connect } from 'node:net';
import { eventually } from '@perdura/testkit';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';
import { runIdOf, webhookCalls } from '../../testing/webhook-calls.ts';

let api: TestApi;
const { hooked, deliver, goingOf, runOf, runsOf } = webhookCalls(() => api);

beforeAll(async () => {
  api = await openTestApi({ worker: true });
});

afterAll(async () => {
  await api.close();
});

describe('synchronous', () => {
  const sync = (waitMs = 60_000) => hooked({ respond: 'sync', waitMs });

  test('answers what the run responded, though it goes on', async () => {
    const { path } = await sync();
    const respond = {
      status: 201,
      headers: {
        'x-team': 'ops',
        location: '/tickets/7',
        'set-cookie': 'a=b',
        connection: 'upgrade',
        'content-length': '1',
      },
      body: { accepted: true },
    };
    const answer = await deliver(path, { body: { respond, wait: true } });
    expect([answer.status, answer.json]).toEqual([201, { accepted: true }]);
    expect(answer.headers).toMatchObject({
      ...{ 'x-team': 'ops', location: '/tickets/7', 'content-security-policy': 'sandbox' },
      ...{ 'x-content-type-options': 'nosniff', 'x-run-id': expect.stringMatching(/^[0-9a-f]{24}$/) },
    });
    expect(answer.headers).not.toHaveProperty('set-cookie');
  });

  test.each([
    [{ body: '<h1>hi</h1>', headers: { 'Content-Type': 'text/html' } }, [200, 'text/html', '<h1>hi</h1>']],
    [{ body: 'plain' }, [200, 'text/plain; charset=utf-8', 'plain']],
    [{ status: 204, body: 'never' }, [204, undefined, '']],
    [{ status: 503, body: { busy: true } }, [503, 'application/json; charset=utf-8', '{"busy":true}']],
    [
      { body: [1, 2], headers: { 'content-type': 'application/vnd.api+json' } },
      [200, 'application/vnd.api+json', '[1,2]'],
    ],
  ])('answers %j as it is', async (respond, expected) => {
    const { path } = await sync();
    const { status, headers, text } = await deliver(path, { body: { respond } });
    expect([status, headers['content-type'], text]).toEqual(expected);
    expect(headers['content-security-policy']).toBe('sandbox');
  });

  test('without a response the last result is the answer', async () => {
    const { path } = await sync();
    const answer = await deliver(path, { body: { result: { sum: 7 } } });
    expect([answer.status, answer.json]).toEqual([200, { sum: 7 }]);
    expect((await deliver(path, { body: {} })).text).toBe('null');
  });

  test('a failure is told the moment it happens', async () => {
    const { path } = await sync();
    const answer = await deliver(path, { body: { fail: 'ORDER_REJECTED' } });
    expect([answer.status, answer.json]).toEqual([
      500,
      {
        runId: answer.headers['x-run-id'],
        error: { code: 'ORDER_REJECTED', message: 'It failed with ORDER_REJECTED', nodeId: 'fetch' },
      },
    ]);
  });

  test('when the wait runs out the run goes on', async () => {
    const { path } = await sync(300);
    const answer = await deliver(path, { body: { wait: true } });
    await eventually(async () => (await runOf(answer)).status === 'running');
    expect(answer.headers.location).toBe(`/v1/runs/${runIdOf(answer)}`);
  });

  test('repeats are answered alike, at once and later', async () => {
    const { path, id } = await sync();
    const request = { body: { respond: { body: { n: 1 } } }, headers: { 'webhook-id': 'again' } };
    const answers = await Promise.all(Array.from({ length: 20 }, () => deliver(path, request)));
    answers.push(await deliver(path, request));
    await eventually(async () => (await api.call('GET', `/v1/workflows/${id}/runs`)).text.match(/completed/));
    answers.push(await deliver(path, request));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`))).toEqual(new Set(['200 {"n":1}']));
    expect(await runsOf(id)).toBe(1);
  });

  test('a run that is cancelled, or terminated, is told as well', async () => {
    const { path, id } = await sync();
    for (const how of ['cancel', 'terminate']) {
      const waiting = deliver(path, { body: { wait: true } });
      const runId = await goingOf(id);
      await api.call('POST', `/v1/runs/${runId}/${how}`);
      const answer = await waiting;
      expect([answer.status, answer.json]).toMatchObject([500, { runId, error: { nodeId: null } }]);
    }
  });

  test('a queued run is answered once it had its turn', async () => {
    const { path, id } = await hooked({ respond: 'sync' }, { concurrency: { limit: 1 } });
    const first = deliver(path, { body: { wait: true }, headers: { 'webhook-id': 'first' } });
    const runId = await goingOf(id);
    const second = deliver(path, { body: { result: 'second' } });
    await eventually(async () => (await runsOf(id)) === 2);
    await api.call('POST', `/v1/runs/${runId}/cancel`);
    expect((await first).status).toBe(500);
    expect((await second).json).toBe('second');
  });

  test('a caller who hangs up leaves the run alone', async () => {
    const { path, id } = await sync();
    const socket = connect(api.port, '127.0.0.1');
    const body = '{"wait":true}';
    socket.write(
      `POST /v1/hooks/${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    const runId = await goingOf(id);
    socket.destroy();
    // Another caller of the same run shows that it still goes.
    expect((await api.call('POST', `/v1/runs/${runId}/pause`)).status).toBe(202);
    expect((await api.call('GET', `/v1/runs/${runId}`)).json).toMatchObject({ status: 'waiting', paused: true });
  });
});
