import type { FlowNodeType, JsonObject } from '@perdura/definition';
import type { NodeActivityInput, RunIdentity } from '@perdura/definition/run';
import { attemptOn, type NodeCallOptions, nodeInput, succeeded } from '../testing/node-call.ts';
import { newStageRun } from '../testing/stage-run.ts';
import { openPieceStage, type PieceStage } from './testing/piece-stage.ts';

let pieces: PieceStage;
let run: RunIdentity;
beforeAll(async () => {
  pieces = await openPieceStage();
  run = { ...(await newStageRun(pieces.stage)), flow: { versionId: '66a000000000000000000abc' } };
});
afterAll(async () => {
  await pieces.close();
});

function stepInput(type: FlowNodeType, config: object, options: NodeCallOptions = {}): NodeActivityInput {
  const input = nodeInput(pieces.stage, type, config as JsonObject, { id: 'step_1', ...options });
  return { ...input, run };
}

const attempt = (type: FlowNodeType, config: object, options?: NodeCallOptions) =>
  attemptOn(stepInput(type, config, options), pieces.dependencies);

const body = (value: JsonObject) => ({ scope: { trigger: { value: { body: value } } } });

describe('a router', () => {
  const isVip = { firstValue: '{{trigger.body.kind}}', operator: 'TEXT_EXACTLY_MATCHES', secondValue: 'vip' };
  const config = {
    executionType: 'EXECUTE_ALL_MATCH',
    branches: [
      { branchType: 'CONDITION', branchName: '{{vip}}', conditions: [[isVip]] },
      {
        branchType: 'CONDITION',
        branchName: 'any',
        conditions: [[{ firstValue: '{{trigger.body}}', operator: 'EXISTS' }]],
      },
      { branchType: 'FALLBACK', branchName: 'else' },
    ],
  };

  test('says which branches hold, and takes those', async () => {
    const { output, notes } = await attempt('router', config, body({ kind: 'VIP' }));
    expect(output).toMatchObject({
      label: '1,2',
      result: {
        value: {
          branches: [
            { branchName: '{{vip}}', branchIndex: 1, evaluation: true },
            { branchName: 'any', branchIndex: 2, evaluation: true },
            { branchName: 'else', branchIndex: 3, evaluation: false },
          ],
        },
      },
    });
    expect(notes.at(-1)?.input).toMatchObject({ branches: [{ conditions: [[{ firstValue: 'VIP' }]] }, {}, {}] });
  });

  test('may take none', async () => {
    const branches = config.branches.slice(0, 1);
    expect((await attempt('router', { ...config, branches }, body({}))).output?.label).toBe('none');
  });
});

describe('a loop', () => {
  test.each([
    ['a list', '{{trigger.body.items}}', { items: [1, { a: 2 }] }],
    ['the JSON of a list', ' [1, {"a": {{trigger.body.two}}}]', { two: 2 }],
  ])('lays out %s', async (_, items, given) => {
    const { output } = await attempt('loop', { items, gathers: true }, body(given));
    const page = { items: { value: [1, { a: 2 }] }, from: 0, count: 2 };
    expect(output).toMatchObject({
      result: { value: null },
      opening: { type: 'loop', pages: [page], count: 2, gathers: true },
    });
  });

  test.each([
    ['{{trigger.body.missing}}', 'an empty text'],
    ['{{trigger.body}}', 'an object'],
    ['[1, 2', 'a text ("[1, 2")'],
  ])('of %s fails for good', async (items, found) => {
    const { failed } = await attempt('loop', { items, gathers: false }, body({}));
    expect(failed?.failure).toMatchObject({ code: 'CONFIG_INVALID', retryable: false });
    expect(failed?.failure.message).toBe(`The items of a loop are a list; found ${found}.`);
  });
});

describe('a code step', () => {
  const step = (code: string, fields: object = {}) => ({ code, packageJson: '{}', input: {}, retry: false, ...fields });

  test('is given its input rendered, and its console is the log of the step', async () => {
    const code = `export const code = async (inputs: { n: number }) => { console.log('n is', inputs.n); return inputs; };`;
    const input = {
      n: '{{step_0.n}}',
      sum: '{{step_0.n + loop.index}}',
      text: 'a {{step_0}} {{loop.item}}{{no.such}}',
    };
    const scope = { nodes: { step_0: succeeded({ n: 7 }) }, loops: { loop: { item: { value: 'x' }, index: 3 } } };
    const { output, notes } = await attempt('code-step', step(code, { input }), { scope });
    const rendered = { n: 7, sum: 10, text: 'a {"n":7} x' };
    expect(output?.result).toEqual({ value: rendered });
    expect(notes.at(-1)).toMatchObject({ input: rendered, log: [{ level: 'info', message: 'n is 7' }] });
  });

  test.each([
    [false, false],
    [true, true],
  ])('that fails is tried again only where its author wants that: %s', async (retry, retryable) => {
    const { failed } = await attempt(
      'code-step',
      step('export const code = async () => { throw new Error("no"); };', { retry }),
    );
    expect(failed?.failure).toMatchObject({ code: 'CODE_FAILED', retryable });
    expect(failed?.failure.message).toContain('no');
  });
});

describe('a piece', () => {
  const piece = (name: string, actionName: string, input: JsonObject, fields: object = {}) => ({
    ...{
      pieceName: `@activepieces/piece-${name}`,
      pieceVersion: '~0.1.0',
      actionName,
      input,
      propertySettings: {},
      retry: false,
    },
    ...fields,
  });
  const NEWEST = { pieceVersion: '>=0.0.0' };

  test('runs an action', async () => {
    const mapping = { name: '{{trigger.body.name}}', list: ['{{trigger.body}}'] };
    const { output, failed } = await attempt(
      'piece',
      piece('data-mapper', 'advanced_mapping', { mapping }, NEWEST),
      body({ name: '甲' }),
    );
    expect(failed).toBeNull();
    expect(output?.result).toEqual({ value: { name: '甲', list: [{ name: '甲' }] } });
  });

  test('keeps values between runs, for its flow alone', async () => {
    const put = piece('store', 'put', { key: 'k', value: 'v', store_scope: 'FLOW' }, NEWEST);
    expect((await attempt('piece', put)).failed).toBeNull();
    const get = piece('store', 'get', { key: 'k', store_scope: 'FLOW' }, NEWEST);
    expect((await attempt('piece', get)).output?.result).toEqual({ value: 'v' });
    const other = { ...get, input: { key: 'k', store_scope: 'COLLECTION' } };
    expect((await attempt('piece', other)).output?.result).toEqual({ value: null });
  });

  test('answers who waits, and ends the run', async () => {
    const input = {
      responseType: 'json',
      fields: { status: 201, headers: { 'x-a': 'b' }, body: { ok: true } },
      respond: 'stop',
    };
    const { output } = await attempt('piece', piece('webhook', 'return_response', input));
    expect(output).toMatchObject({ stop: true, response: { value: { status: 201, body: { ok: true } } } });
  });

  test('says which version stood in for one that does not exist', async () => {
    const config = piece(
      'webhook',
      'return_response',
      { responseType: 'json', fields: { body: {} } },
      { pieceVersion: '0.1.24' },
    );
    expect((await attempt('piece', config)).output?.warnings).toEqual([
      '@activepieces/piece-webhook has no version 0.1.24: 0.1.25 was used.',
    ]);
  });

  test('that there is not fails for good', async () => {
    const { failed } = await attempt('piece', piece('no-such-piece-at-all', 'x', {}, { retry: true }));
    expect(failed?.failure).toMatchObject({ retryable: false });
    expect(failed?.failure.code).toMatch(/^PIECE_NOT_(?:FOUND|INSTALLED)$/);
  });

  test('waits for a time, which a repeated attempt does not put off', async () => {
    const config = piece('delay', 'delayFor', { unit: 'hours', delayFor: 1 }, NEWEST);
    const first = (await attempt('piece', config, { iteration: '1' })).output?.opening;
    expect(first).toMatchObject({ type: 'piece', requestId: expect.stringMatching(/^\w{21}$/) });
    expect((await attempt('piece', config, { iteration: '1' })).output?.opening).toEqual(first);
  });

  test('waits for a request, and goes on with what it brings', async () => {
    const config = piece('approval', 'wait_for_approval', {}, NEWEST);
    const { output, failed } = await attempt('piece', config);
    expect(failed).toBeNull();
    const { opening } = output ?? {};
    if (opening?.type !== 'piece') throw new Error('the piece does not wait');
    expect(opening.until).toBeNull();
    const address = `/v1/flow-runs/[0-9A-Za-z]{21}/requests/${opening.requestId}`;
    expect(output?.result).toMatchObject({ value: { approvalLink: expect.stringMatching(address) } });
    expect((await attempt('piece', config)).output?.opening).toEqual(opening);

    const payload = { value: { body: {}, headers: {}, queryParams: { action: 'approve' } } };
    const resumed = { ...stepInput('piece', config), resume: { requestId: opening.requestId, payload } };
    const { output: end } = await attemptOn(resumed, pieces.dependencies);
    expect(end).toMatchObject({ result: { value: { approved: true } } });
    expect(end?.opening).toBeUndefined();
    // Its wait is over: whoever starts anew waits anew.
    expect((await attempt('piece', config)).output?.opening).not.toEqual(opening);
  });

  test('waits for the links that a step before made', async () => {
    const links = piece('approval', 'create_approval_links', {}, NEWEST);
    const { output: made } = await attempt('piece', links, { id: 'links', iteration: '7' });
    expect(made?.opening).toBeUndefined();
    const wait = piece('approval', 'wait_for_approval', {}, NEWEST);
    const { opening } = (await attempt('piece', wait, { id: 'wait', iteration: '7' })).output ?? {};
    if (opening?.type !== 'piece') throw new Error('the piece does not wait');
    expect(JSON.stringify(made?.result)).toContain(`/requests/${opening.requestId}?action=approve`);
    expect((await attempt('piece', wait, { id: 'wait', iteration: '7' })).output?.opening).toEqual(opening);
  });
});
