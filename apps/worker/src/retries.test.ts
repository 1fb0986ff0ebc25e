import type { ControlPlane, RetryRequest } from '@perdura/control-plane';
import type { Database, RunRow, StepRow, VersionRow } from '@perdura/database';
import {
  compile,
  type Definition,
  definitionHash,
  type JsonObject,
  type JsonValue,
  type NodeDefinition,
} from '@perdura/definition';
import { body, chain, definition, edge, eventually, forEach, node, queryDatabase } from '@perdura/testkit';
import { openWorkerBench, type WorkerBench } from './fixtures/worker-bench.ts';

const WAIT_MS = 60_000;

let bench: WorkerBench;
let database: Database;
let control: ControlPlane;
let projectId: string;

beforeAll(async () => {
  bench = await openWorkerBench('retries');
  ({ database, control, projectId } = bench);
});

afterAll(() => bench.close());

const value = (id: string, expression: string, rest: Partial<NodeDefinition> = {}) =>
  node(id, 'transform', { expression }, rest);
/** Fails until the trigger's data say that all is well. */
const gateNode = node('gate', 'code', {
  code: 'if (!input) throw new Error("closed"); return "open"',
  input: '{{ trigger.data.ok }}',
});

const start = (of: Definition | VersionRow, data: JsonObject = {}) => bench.start(of, data);

const ended = (run: RunRow) => control.waitForRun(run, WAIT_MS);

async function failed(of: Definition | VersionRow, data: JsonObject = {}): Promise<RunRow> {
  const run = await ended(await start(of, data));
  expect(run.status).toBe('failed');
  return run;
}

async function retried(run: RunRow, request: Partial<RetryRequest> = {}): Promise<RunRow> {
  const answer = await control.retryRun(projectId, run.id, { startedBy: null, ...request });
  if (answer.kind !== 'accepted') throw new Error(JSON.stringify(answer));
  return await ended(answer.run);
}

const OPEN = { data: { ok: true } };

const stepsOf = (run: RunRow) => database.steps.ofRun(projectId, run.id);

async function nodesOf(run: RunRow, which: (step: StepRow) => boolean): Promise<string[]> {
  return (await stepsOf(run)).filter(which).map(({ nodeId }) => nodeId);
}

/** The steps that a run did itself. */
const ran = (run: RunRow) => nodesOf(run, (step) => step.carriedFrom === null && step.status !== 'skipped');
const carried = (run: RunRow) => nodesOf(run, (step) => step.carriedFrom !== null);

async function resultOf(run: RunRow): Promise<JsonValue> {
  if (run.result === null) return null;
  if ('value' in run.result) return run.result.value;
  const blob = await database.blobs.get(projectId, run.result.blob);
  return blob === null ? null : JSON.parse(new TextDecoder().decode(blob.data));
}

test('what has finished is carried over, what failed runs again, and the earlier run stays as it is', async () => {
  const run = await failed(
    chain([value('first', 'trigger.data.n + 1'), gateNode, value('last', '[first.result, gate.result]')]),
    { n: 4 },
  );
  const before = await stepsOf(run);
  const retry = await retried(run, { data: { ok: true, n: 100 } });
  expect([retry.status, retry.retryOf, retry.resumes, await resultOf(retry)]).toEqual([
    'completed',
    run.id,
    true,
    [5, 'open'],
  ]);
  expect([await carried(retry), await ran(retry)]).toEqual([['first'], ['gate', 'last']]);
  expect((await stepsOf(retry)).map(({ position }) => position)).toEqual([0, 1, 2]);
  expect(await stepsOf(run)).toEqual(before);
  expect(await database.runs.get(projectId, run.id)).toEqual(run);
});

test('from the start, everything runs again', async () => {
  const run = await failed(chain([value('first', 'trigger.data.n'), gateNode, value('last', 'first.result')]), {
    n: 4,
  });
  const retry = await retried(run, { from: 'start', data: { ok: true, n: 5 } });
  expect([retry.status, retry.resumes, await resultOf(retry), await carried(retry)]).toEqual([
    'completed',
    false,
    5,
    [],
  ]);
});

test('from a node, that node and all behind it run again, and what is beside it does not', async () => {
  const nodes = [value('a', '1'), value('left', 'trigger.data.n'), value('right', 'trigger.data.n'), gateNode];
  const edges = [edge('a', 'left'), edge('a', 'right'), edge('left', 'gate'), edge('right', 'gate')];
  const run = await failed(
    definition([...nodes, value('last', '[left.result, right.result]')], { edges: [...edges, edge('gate', 'last')] }),
    { n: 1 },
  );
  const retry = await retried(run, { from: 'left', data: { ok: true, n: 2 } });
  expect(await resultOf(retry)).toEqual([2, 1]);
  expect([await carried(retry), await ran(retry)]).toEqual([
    ['a', 'right'],
    ['left', 'gate', 'last'],
  ]);
});

describe('a step that is carried over picks the same edges', () => {
  /** The edge that is taken, and one that is not. */
  const cases: [string, NodeDefinition, string, string | undefined][] = [
    ['condition that held', node('choose', 'condition', { expression: '1 > 0' }), 'true', 'false'],
    ['condition that did not', node('choose', 'condition', { expression: '1 < 0' }), 'false', 'true'],
    ['switch with a label', node('choose', 'switch', { expression: '"a"' }), 'a', 'default'],
    ['switch without one', node('choose', 'switch', { expression: '17' }), 'default', 'a'],
    ['failure with an edge', node('choose', 'fail', { message: 'as foreseen' }), 'error', undefined],
    [
      'time-out with an edge',
      node('choose', 'wait-for-event', { event: 'never.comes', timeout: '1s', onTimeout: 'branch' }),
      'timeout',
      undefined,
    ],
  ];
  test.each(cases)('%s', async (_name, choose, label, other) => {
    const nodes = [
      choose,
      value('yes', '"yes"'),
      value('no', '"no"'),
      gateNode,
      value('last', '[yes.result, no.result]'),
    ];
    const edges = [
      ...[edge('choose', 'yes', label), edge('choose', 'no', other)],
      ...[edge('yes', 'gate'), edge('no', 'gate'), edge('gate', 'last')],
    ];
    const run = await failed(definition(nodes, { edges }));
    const retry = await retried(run, OPEN);
    expect([retry.status, await resultOf(retry)]).toEqual(['completed', ['yes', null]]);
    expect([await carried(retry), await ran(retry)]).toEqual([
      ['choose', 'yes'],
      ['gate', 'last'],
    ]);
    const behind = await retried(run, { ...OPEN, from: 'yes' });
    expect([await carried(behind), await ran(behind)]).toEqual([['choose'], ['yes', 'gate', 'last']]);
  });

  test('passed over by its expression', async () => {
    const over = value('over', '1', { skip: 'trigger.data.ok !== true' });
    const run = await failed(
      chain([over, value('next', '"ran"'), gateNode, value('last', '[over.result, next.result]')]),
    );
    const retry = await retried(run, OPEN);
    expect([await resultOf(retry), await carried(retry)]).toEqual([
      [null, 'ran'],
      ['over', 'next'],
    ]);
  });

  test('failed where it was to go on', async () => {
    const broken = node('broken', 'fail', { message: 'no', code: 'NO' }, { onError: 'continue' });
    const run = await failed(chain([broken, gateNode, value('last', 'broken.error.code')]));
    const retry = await retried(run, OPEN);
    expect([await resultOf(retry), await carried(retry)]).toEqual(['NO', ['broken']]);
  });

  test.each(['approve', 'reject'] as const)('approval by %s', async (decision) => {
    const ask = node('ask', 'approval', { approvers: ['retries@example.com'], allowSelf: true });
    await database.users.addMember(projectId, { userId: bench.userId, role: 'owner' }).catch(() => undefined);
    const edges = [
      edge('ask', 'yes', 'approved'),
      edge('ask', 'no', 'rejected'),
      edge('yes', 'gate'),
      edge('no', 'gate'),
    ];
    const nodes = [
      ask,
      value('yes', '"yes"'),
      value('no', '"no"'),
      gateNode,
      value('last', '[yes.result, no.result, ask.result.decision]'),
    ];
    const started = await start(definition(nodes, { edges: [...edges, edge('gate', 'last')] }));
    const task = await eventually(async () => {
      const { items } = await database.approvals.list(projectId, { runId: started.id }, { limit: 1 });
      return items[0] ?? null;
    });
    await database.approvals.decide(projectId, task.id, ['retries@example.com'], {
      decision,
      comment: null,
      form: null,
    });
    const decided = await database.approvals.get(projectId, task.id);
    if (decided !== null) await control.tellApproval(decided);
    const run = await ended(started);
    expect(run.status).toBe('failed');
    const retry = await retried(run, OPEN);
    const expected = decision === 'approve' ? ['yes', null, 'approved'] : [null, 'no', 'rejected'];
    expect([await resultOf(retry), await carried(retry)]).toEqual([
      expected,
      ['ask', decision === 'approve' ? 'yes' : 'no'],
    ]);
    const taken = decision === 'approve' ? 'yes' : 'no';
    expect(await ran(await retried(run, { ...OPEN, from: taken }))).toEqual([taken, 'gate', 'last']);
  });
});

describe('compensation', () => {
  const undo = { type: 'code', config: { code: 'return input', input: '{{ book.result }}' } } as const;
  const book = value('book', '"seat"', { compensate: undo });

  test('what was undone runs again, with all behind it', async () => {
    const run = await failed(chain([value('first', '1'), book, value('between', '2'), gateNode]));
    expect(await nodesOf(run, ({ nodeId }) => nodeId === 'book:compensate')).toHaveLength(1);
    const retry = await retried(run, OPEN);
    expect([retry.status, await carried(retry), await ran(retry)]).toEqual([
      'completed',
      ['first'],
      ['book', 'between', 'gate'],
    ]);
  });

  test('what was not undone is carried over, and undone when the retry fails', async () => {
    const hold = node('hold', 'delay', { duration: '1h' });
    const started = await start(chain([book, hold, value('last', '1')]));
    await eventually(async () => (await control.liveRun(started))?.status === 'waiting');
    await control.terminateRun(projectId, started.id);
    const run = await ended(started);
    const retry = await retried(run, { results: { hold: 'over' }, from: 'failed' });
    expect([retry.status, await carried(retry), await ran(retry)]).toEqual(['completed', ['book'], ['last']]);
    const again = await control.retryRun(projectId, run.id, { startedBy: null });
    if (again.kind !== 'accepted') throw new Error('refused');
    await eventually(async () => (await control.liveRun(again.run))?.status === 'waiting');
    await control.cancelRun(projectId, again.run.id);
    const cancelled = await ended(again.run);
    expect([cancelled.status, await carried(cancelled)]).toEqual(['cancelled', ['book']]);
    const undone = (await stepsOf(cancelled)).find(({ nodeId }) => nodeId === 'book:compensate');
    expect(undone).toMatchObject({ status: 'success', result: { value: 'seat' } });
    const third = await retried(cancelled, { results: { hold: 'over' } });
    expect([await carried(third), await ran(third)]).toEqual([[], ['book', 'last']]);
  });
});

describe('loops', () => {
  const round = value('double', 'item * 2');

  test('one that is carried over shows its rounds', async () => {
    const run = await failed(
      chain([forEach('loop', '[1, 2, 3]', body([round])), gateNode, value('last', 'loop.result')]),
    );
    const retry = await retried(run, OPEN);
    expect(await resultOf(retry)).toEqual([2, 4, 6]);
    expect((await carried(retry)).sort()).toEqual(['double', 'double', 'double', 'loop']);
    const positions = (await stepsOf(retry)).map(({ position }) => position);
    expect(positions).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('one that failed is run again as a whole', async () => {
    const inner = node('inner', 'code', {
      code: 'if (input[0] === 2 && !input[1]) throw new Error("no"); return input[0]',
      input: ['{{ item }}', '{{ trigger.data.ok }}'],
    });
    const run = await failed(chain([value('first', '1'), forEach('loop', '[1, 2, 3]', body([inner]))]));
    const retry = await retried(run, OPEN);
    expect([retry.status, await resultOf(retry), await carried(retry)]).toEqual(['completed', [1, 2, 3], ['first']]);
    expect((await ran(retry)).filter((id) => id === 'inner')).toHaveLength(3);
  });
});

describe('given results', () => {
  test('a node gets its result instead of being run, and what is behind it reads it', async () => {
    const run = await failed(chain([value('first', '1'), gateNode, value('last', 'gate.result.key')]));
    const large = { key: 'k'.repeat(50_000) };
    const retry = await retried(run, { results: { gate: large } });
    expect([retry.status, await resultOf(retry), await ran(retry)]).toEqual(['completed', large.key, ['last']]);
    expect((await stepsOf(retry)).map(({ nodeId, status }) => [nodeId, status])).toEqual([
      ['first', 'success'],
      ['gate', 'skipped'],
      ['last', 'success'],
    ]);
  });

  test('one above the failure makes all behind it run again', async () => {
    const run = await failed(chain([value('a', '1'), value('b', 'a.result + 1'), gateNode, value('last', 'b.result')]));
    const retry = await retried(run, { results: { a: 41 }, ...OPEN });
    expect([await resultOf(retry), await ran(retry)]).toEqual([42, ['b', 'gate', 'last']]);
  });

  test('a node waits for those before it, although its result is known', async () => {
    const run = await failed(chain([gateNode, value('b', '"computed"'), value('last', '[gate.result, b.result]')]));
    const retry = await retried(run, { results: { b: 'given' }, ...OPEN });
    expect([await resultOf(retry), await ran(retry)]).toEqual([
      ['open', 'given'],
      ['gate', 'last'],
    ]);
  });

  test('a condition that is given its result picks the edge', async () => {
    const nodes = [
      gateNode,
      node('choose', 'condition', { expression: 'true' }),
      value('yes', '"yes"'),
      value('no', '"no"'),
    ];
    const edges = [edge('gate', 'choose'), edge('choose', 'yes', 'true'), edge('choose', 'no', 'false')];
    const run = await failed(definition(nodes, { edges }));
    expect(await resultOf(await retried(run, { results: { choose: false }, ...OPEN }))).toBe('no');
  });

  test('a run of which nothing is left to do completes at once', async () => {
    const run = await failed(chain([value('first', '1'), gateNode]));
    const retry = await retried(run, { results: { gate: 'given' } });
    expect([retry.status, await resultOf(retry), await ran(retry)]).toEqual(['completed', 'given', []]);
  });
});

describe('the newest version', () => {
  async function changed(version: VersionRow, to: Definition): Promise<void> {
    const compiled = { definition: to, plan: compile(to), hash: definitionHash(to) };
    await database.workflows.update(projectId, version.workflowId, { userId: bench.userId, compiled });
  }

  test('carries over what has not changed, and runs what has, with all behind it', async () => {
    const first = value('first', '1');
    const version = await bench.save(chain([first, value('second', '2'), gateNode]));
    const run = await failed(version);
    await changed(
      version,
      chain([{ ...first, name: 'Renamed' }, value('second', '22'), value('new', '[first.result, second.result]')]),
    );
    const retry = await retried(run, { version: 'latest' });
    expect([retry.version, await resultOf(retry), await carried(retry)]).toEqual([2, [1, 22], ['first']]);
    const pinned = await retried(run, OPEN);
    expect([pinned.version, await carried(pinned)]).toEqual([1, ['first', 'second']]);
  });

  test('is what a run once more gets', async () => {
    const version = await bench.save(chain([value('only', 'trigger.data.n')]));
    const run = await ended(await start(version, { n: 3 }));
    await changed(version, chain([value('only', 'trigger.data.n * 2')]));
    const answer = await control.rerunRun(projectId, run.id, { startedBy: null });
    if (answer.kind !== 'accepted') throw new Error('refused');
    const rerun = await ended(answer.run);
    expect([rerun.retryOf, rerun.version, rerun.resumes, await resultOf(rerun)]).toEqual([run.id, 2, false, 6]);
    expect(await control.retryRun(projectId, run.id, { startedBy: null })).toMatchObject({
      kind: 'refused',
      code: 'RUN_STATE',
    });
  });
});

test('a retry of a retry carries on what the first did, also when that is gone', async () => {
  const version = await bench.save(
    chain([value('first', '"f".repeat(50_000)'), gateNode, value('last', 'first.result.length')]),
  );
  const run = await failed(version, { file: 'x'.repeat(40_000) });
  const second = await retried(run);
  expect([second.status, await carried(second), await ran(second)]).toEqual(['failed', ['first'], ['gate']]);
  await database.workflows.update(projectId, version.workflowId, {
    userId: bench.userId,
    compiled: { definition: version.definition, plan: version.plan, hash: version.hash },
  });
  expect(await database.lineage.of(projectId, run.id, 10)).toMatchObject({ retries: [{ id: second.id }], retryOf: [] });
  await queryDatabase(bench.databaseUrl, 'DELETE FROM runs WHERE id = $1', [run.id]);
  const third = await retried(second, { data: { ok: true } });
  expect([third.status, await resultOf(third), await carried(third)]).toEqual(['completed', 50_000, ['first']]);
  expect((await stepsOf(third))[0]?.carriedFrom).toBe(run.id);
  expect(await database.lineage.of(projectId, third.id, 10)).toMatchObject({
    retryOf: [{ id: second.id }],
    retries: [],
  });
});

test('tags and business key of whoever started the run stay with it; those of the version are rendered anew', async () => {
  const of = chain([gateNode], { tags: ['n-{{ trigger.data.n }}'], businessKey: 'key-{{ trigger.data.n }}' });
  const version = await bench.save(of);
  const { workflowId } = version;
  const start = { projectId, workflowId, version, data: { n: 1 }, origin: 'api' } as const;
  const { run } = await control.startRun({ ...start, tags: ['mine'] });
  const retry = await retried(await ended(run), { data: { n: 2 } });
  expect([retry.tags.sort(), retry.businessKey]).toEqual([['mine', 'n-2'], 'key-2']);
  const named = await control.startRun({ ...start, businessKey: 'own' });
  expect((await retried(await ended(named.run), { data: { n: 2 } })).businessKey).toBe('own');
});

test('a repeat of the key is answered with the same run, and refused with another request', async () => {
  const run = await failed(chain([gateNode]));
  const request = { startedBy: null, idempotencyKey: 'again', data: { ok: true } };
  const answers = await Promise.all(Array.from({ length: 5 }, () => control.retryRun(projectId, run.id, request)));
  expect(new Set(answers.map((answer) => (answer.kind === 'accepted' ? answer.run.id : answer.kind))).size).toBe(1);
  const other = await control.retryRun(projectId, run.id, { ...request, from: 'start' });
  expect(other).toMatchObject({ kind: 'refused', code: 'IDEMPOTENCY_KEY_REUSED' });
});

test.each([
  [{ from: 'nobody' }, '/from', 'retryNodeUnknown'],
  [{ from: 'double' }, '/from', 'retryNodeInLoop'],
  [{ from: 'no' }, '/from', 'retryNodeNotReached'],
  [{ results: { 'a/b': 1 } }, '/results/a~1b', 'retryNodeUnknown'],
  [{ results: { double: 1 } }, '/results/double', 'retryNodeInLoop'],
  [{ results: { ask: { decision: 'perhaps' } } }, '/results/ask', 'retryDecisionMissing'],
])('%j is refused at %s', async (request, pointer, reason) => {
  const nodes = [
    node('choose', 'condition', { expression: 'true' }),
    ...[value('yes', '1'), value('no', '1'), gateNode],
    ...[
      forEach('loop', '[1]', body([value('double', 'item')])),
      node('ask', 'approval', { approvers: ['retries@example.com'] }),
    ],
  ];
  const edges = [
    edge('choose', 'yes', 'true'),
    edge('choose', 'no', 'false'),
    edge('yes', 'gate'),
    edge('gate', 'loop'),
    edge('loop', 'ask'),
  ];
  const run = await failed(definition(nodes, { edges }));
  const answer = await control.retryRun(projectId, run.id, { startedBy: null, ...request });
  expect(answer).toMatchObject({ kind: 'refused', code: 'VALIDATION_FAILED', faults: [{ pointer, reason }] });
});

test('live runs, and those of workflows that are disabled or deleted, are not repeated', async () => {
  const retry = async (run: RunRow) => {
    const answer = await control.retryRun(projectId, run.id, { startedBy: null });
    return answer.kind === 'refused' ? answer.code : answer.kind;
  };
  const live = await start(chain([node('hold', 'delay', { duration: '1h' })]));
  expect(await retry(live)).toBe('RUN_STATE');
  const run = await failed(chain([gateNode]));
  const { workflowId } = run;
  await database.workflows.update(projectId, workflowId, { userId: bench.userId, enabled: false, keepVersion: true });
  expect(await retry(run)).toBe('WORKFLOW_DISABLED');
  await database.workflows.remove(projectId, workflowId);
  expect(await retry(run)).toBe('RUN_STATE');
  expect(await retry({ ...run, id: 'f'.repeat(24) })).toBe('not-found');
});
