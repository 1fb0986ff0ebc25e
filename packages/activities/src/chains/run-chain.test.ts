import type {
  ChainInput,
  ChainLink,
  ChainProgress,
  NodeActivityInput,
  NodeActivityOutput,
  RunIdentity,
} from '@perdura/definition/run';
import { type Reaching, runChain, runWithBehind } from './run-chain.ts';

const RUN: RunIdentity = {
  id: 'run',
  projectId: 'project',
  workflowId: 'workflow',
  version: 1,
  depth: 0,
  triggeredBy: 'api',
  createdAt: '2026-01-01T00:00:00.000Z',
};

/** What each node answers; one without an answer fails. */
type Answers = Record<string, Partial<NodeActivityOutput>>;

function link(id: string, after: number, given: Partial<ChainLink> = {}): ChainLink {
  return {
    ...{ node: { id, type: 'transform', config: {} }, after, condition: null, exclusiveLabels: [] },
    ...{ uses: [], usesLocals: [], usesTrigger: false, timeoutMs: 1_000 },
    ...given,
  };
}

async function play(answers: Answers, links: ChainLink[], scope: Partial<ChainInput['scope']> = {}) {
  const first: NodeActivityInput = {
    ...{ run: RUN, node: { id: 'first', type: 'transform', config: {} }, iteration: '2', now: RUN.createdAt },
    scope: { trigger: { value: null }, nodes: {} },
  };
  const calls: { input: NodeActivityInput; timeoutMs: number }[] = [];
  const chain = { first, links, scope: { trigger: { value: 7 }, nodes: {}, ...scope } };
  const outputs = await runChain(chain, 60_000 + links.length * 1_000, async (input, timeoutMs) => {
    calls.push({ input, timeoutMs });
    const answer = answers[input.node.id];
    if (answer === undefined) throw new Error(`${input.node.id} fails`);
    const timing = { attempt: 1, startedAt: '', completedAt: '' };
    return { ...timing, result: { value: input.node.id }, warnings: [], label: null, ...answer };
  });
  return { calls, ran: outputs.map(({ at }) => at) };
}

test('nodes run one behind the other, each seeing the trigger, the locals and the outcomes that it uses', async () => {
  const before = { status: 'success', result: { value: 'old' }, error: null } as const;
  const links = [
    link('second', 0, { uses: ['first', 'before'], usesTrigger: true }),
    link('third', 1, { uses: ['second'], usesLocals: ['item'] }),
  ];
  const { calls, ran } = await play({ first: {}, second: {}, third: {} }, links, {
    nodes: { before },
    locals: { item: { value: 5 }, index: { value: 0 } },
  });
  expect(ran).toEqual([0, 1, 2]);
  expect(calls.map(({ timeoutMs }) => timeoutMs)).toEqual([60_000, 1_000, 1_000]);
  expect(calls[1]?.input).toMatchObject({ iteration: '2', scope: { trigger: { value: 7 } } });
  expect(calls[1]?.input.scope.nodes).toEqual({ before, first: { ...before, result: { value: 'first' } } });
  expect(calls[2]?.input.scope).toEqual({
    trigger: { value: null },
    nodes: { second: { ...before, result: { value: 'second' } } },
    locals: { item: { value: 5 } },
  });
});

test('only the edges that the outcome takes are followed', async () => {
  const links = [
    link('yes', 0, { condition: 'true' }),
    link('no', 0, { condition: 'false' }),
    link('plain', 0),
    link('afterNo', 2),
  ];
  const { ran } = await play({ first: { label: 'true' }, yes: {}, no: {}, plain: {}, afterNo: {} }, links);
  expect(ran).toEqual([0, 1, 3]);
});

test('an exclusive label takes no plain edge, and what was passed over takes no other', async () => {
  const exclusive = [link('plain', 0, { exclusiveLabels: ['late'] }), link('late', 0, { condition: 'late' })];
  expect((await play({ first: { label: 'late' }, plain: {}, late: {} }, exclusive)).ran).toEqual([0, 2]);
  const skipped = await play({ first: { skipped: true }, plain: {}, late: {} }, exclusive);
  expect(skipped.ran).toEqual([0, 1]);
});

test('the first failure is the failure of the call, a later one just ends it', async () => {
  await expect(play({}, [link('second', 0)])).rejects.toThrow('first fails');
  expect((await play({ first: {} }, [link('second', 0), link('third', 0)])).ran).toEqual([0]);
});

test('nothing runs behind a node that waits, or once the results are large', async () => {
  const opening = { type: 'delay', until: '2026-01-01T00:00:00.000Z' } as const;
  expect((await play({ first: { opening }, second: {} }, [link('second', 0)])).ran).toEqual([0]);
  const large = { value: 'x'.repeat(70_000) };
  expect((await play({ first: { result: large }, second: {} }, [link('second', 0)])).ran).toEqual([0]);
});

test('nothing runs behind a node that ends the run', async () => {
  expect((await play({ first: { stop: true }, second: {} }, [link('second', 0)])).ran).toEqual([0]);
});

test('the output of a node has those of what ran behind it, where something may', async () => {
  const done = { attempt: 1, startedAt: '', completedAt: '', warnings: [], label: null };
  const input: NodeActivityInput = {
    ...{ run: RUN, node: { id: 'first', type: 'code-step', config: {} }, iteration: '0', now: RUN.createdAt },
    scope: { trigger: { value: null }, nodes: {} },
  };
  const calls: [string, number, boolean][] = [];
  const run = (behind: Pick<NodeActivityInput, 'behind'>) =>
    runWithBehind({ ...input, ...behind }, 5_000, async ({ node, ...rest }, timeoutMs, isBehind) => {
      calls.push([node.id, timeoutMs, isBehind]);
      expect(rest).not.toHaveProperty('behind');
      return { ...done, result: { value: node.id } };
    });
  expect(await run({})).toEqual({ ...done, result: { value: 'first' } });
  expect(await run({ behind: { links: [link('second', 0)], scope: input.scope } })).toEqual({
    ...{ ...done, result: { value: 'first' } },
    behind: [{ at: 1, output: { ...done, result: { value: 'second' } } }],
  });
  expect(calls).toEqual([
    ['first', 5_000, false],
    ['first', 4_000, false],
    ['second', 1_000, true],
  ]);
});

describe('behind a node, those that reach out', () => {
  const done = { attempt: 1, startedAt: '', completedAt: '', warnings: [], label: null };
  const failure = { code: 'HTTP_STATUS', message: 'It answered 503.', retryable: true, timing: done, warnings: [] };
  const links = [link('second', 0, { reaches: true }), link('third', 1), link('fourth', 2, { reaches: true })];

  /** Plays three nodes behind the first; `refused` is not allowed, `failing` fails. */
  async function reach(given: { refused?: string; failing?: string; progress?: ChainProgress } = {}) {
    const ran: string[] = [];
    const kept: [ids: number[], under: number][] = [];
    const output = (id: string) => ({ ...done, result: { value: id } });
    const reaching: Reaching = {
      progress: given.progress ?? null,
      heartbeat: () => undefined,
      allows: ({ node }) => node.id !== given.refused,
      attempt: async ({ node }) => {
        ran.push(node.id);
        return node.id === given.failing ? { failure } : { output: output(node.id) };
      },
      keep: ({ ends, under }) => {
        kept.push([ends.map(({ at }) => at), under]);
        return () => kept.push([[], under]);
      },
    };
    const first: NodeActivityInput = {
      ...{ run: RUN, node: { id: 'first', type: 'http-request', config: {} }, iteration: '0', now: RUN.createdAt },
      scope: { trigger: { value: null }, nodes: {} },
    };
    const run = async ({ node }: NodeActivityInput) => {
      ran.push(node.id);
      return output(node.id);
    };
    const ends = await runChain({ first, links, scope: first.scope }, 60_000, run, reaching);
    return { ran, kept, ends: ends.map((end) => [end.at, 'output' in end ? end.output.result : end.failure]) };
  }

  test('run while each is allowed, and what was done is kept while one is under way', async () => {
    const { ran, kept } = await reach();
    expect(ran).toEqual(['first', 'second', 'third', 'fourth']);
    expect(kept).toEqual([
      [[0], 1],
      [[], 1],
      [[0, 1, 2], 3],
      [[], 3],
    ]);
    expect((await reach({ refused: 'second' })).ran).toEqual(['first']);
    expect((await reach({ refused: 'fourth' })).ran).toEqual(['first', 'second', 'third']);
  });

  test('are told of when they fail, and end the call', async () => {
    const { ran, ends } = await reach({ failing: 'second' });
    expect(ran).toEqual(['first', 'second']);
    expect(ends).toEqual([
      [0, { value: 'first' }],
      [1, failure],
    ]);
  });

  test('are not run again by a call that takes the place of one; what was under way then is told as cut off', async () => {
    const ended = (at: number, id: string) => ({ at, output: { ...done, result: { value: id } } });
    const { ran, ends } = await reach({ progress: { ends: [ended(0, 'first')], under: 1 } });
    expect([ran, ends]).toEqual([
      [],
      [
        [0, { value: 'first' }],
        [1, null],
      ],
    ]);
  });

  test('run in no call that does not know how', async () => {
    const first = { run: RUN, node: { id: 'first', type: 'http-request' as const, config: {} }, iteration: '0' };
    const scope = { trigger: { value: null }, nodes: {} };
    const input = { ...first, now: RUN.createdAt, scope };
    const ends = await runChain({ first: input, links, scope }, 60_000, async () => ({
      ...done,
      result: { value: 1 },
    }));
    expect(ends.map(({ at }) => at)).toEqual([0]);
  });
});
