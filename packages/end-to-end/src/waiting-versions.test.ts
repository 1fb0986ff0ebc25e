import { eventually } from '@perdura/testkit';
import { approvalsOf, decide } from './testing/approvals.ts';
import { publishEvent } from './testing/events.ts';
import { checkHistories } from './testing/history-check.ts';
import { ownAddress } from './testing/people.ts';
import { createWorkflow, endedRun, startRun } from './testing/runs.ts';
import { type Stack, startStack } from './testing/stack.ts';

const RUNS = 100;
const DECIDED_AT_ONCE = 8;

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ sharedStores: true, environment: { MAX_CACHED_WORKFLOWS: '30' } });
}, 180_000);

afterAll(async () => {
  await stack?.dispose();
});

/** Waits for a person and for an event, then says which version it is. */
async function definition(version: string): Promise<object> {
  const approvers = [await ownAddress(stack)];
  return {
    nodes: [
      { id: 'sign', type: 'approval', config: { approvers, allowSelf: true } },
      { id: 'word', type: 'wait-for-event', config: { event: 'version.go' } },
      { id: 'tell', type: 'transform', config: { expression: `{ says: '${version}', told: word.result.data.told }` } },
    ],
    edges: [
      { from: 'sign', to: 'tell' },
      { from: 'word', to: 'tell' },
    ],
  };
}

test('runs that wait while a new version is published end on the version that they began with', async () => {
  const workflowId = await createWorkflow(stack, await definition('one'));
  const runIds = await Promise.all(Array.from({ length: RUNS }, () => startRun(stack, workflowId)));
  const pending = () => approvalsOf(stack, { workflowId, status: 'pending' });
  await eventually(async () => (await pending()).length === RUNS && (await waiting(workflowId)) === RUNS, {
    timeoutMs: 60_000,
    what: 'all runs to wait',
  });
  const second = await definition('two');
  const published = await stack.call('PUT', `/v1/workflows/${workflowId}`, { body: second });
  expect(published.status).toBe(200);
  const newer = await startRun(stack, workflowId);
  await eventually(async () => (await pending()).length === RUNS + 1 && (await waiting(workflowId)) === RUNS + 1, {
    timeoutMs: 60_000,
    what: 'the newer run to wait',
  });

  await publishEvent(stack, { type: 'version.go', data: { told: 'all' } });
  const undecided = await pending();
  const decideAll = async (): Promise<void> => {
    for (let task = undecided.pop(); task !== undefined; task = undecided.pop()) {
      expect((await decide(stack, task.id)).status).toBe(200);
    }
  };
  await Promise.all(Array.from({ length: DECIDED_AT_ONCE }, decideAll));
  const ends = await Promise.all(runIds.map((runId) => endedRun(stack, runId)));
  const said = ends.map(({ status, version, result }) => ({ status, version, result }));
  const expected = (version: number, says: string) => ({ status: 'completed', version, result: { says, told: 'all' } });
  expect(said).toEqual(ends.map(() => expected(1, 'one')));
  expect(await endedRun(stack, newer)).toMatchObject(expected(2, 'two'));
  await checkHistories(stack);
}, 180_000);

/** How many runs of a workflow wait, by what the search says. */
async function waiting(workflowId: string): Promise<number> {
  const { body } = await stack.call<{ total: number }>(
    'GET',
    `/v1/runs?workflowId=${workflowId}&status=waiting&limit=1`,
  );
  return body.total;
}

describe('a loop over 300 items with four steps each', () => {
  const NODES = ['first', 'second', 'third', 'fourth'];
  const FAILED = 123;
  let runId: string;

  beforeAll(async () => {
    const transform = (id: string, expression: string) => ({ id, type: 'transform', config: { expression } });
    const body = {
      nodes: [
        transform('first', '({ at: index, text: "x".repeat(1000) })'),
        transform('second', 'first.result.at'),
        transform('third', `second.result === ${FAILED} ? null.broken : item`),
        transform('fourth', 'third.result * 2'),
      ],
      edges: NODES.slice(1).map((to, index) => ({ from: NODES[index], to })),
    };
    const config = { items: 'trigger.data.items', body, concurrency: 10, onItemError: 'continue' };
    const workflowId = await createWorkflow(stack, { nodes: [{ id: 'loop', type: 'for-each', config }], edges: [] });
    runId = await startRun(stack, workflowId, { items: Array.from({ length: 300 }, (_, index) => index) });
    await endedRun(stack, runId);
  });

  test('is told in pages, each round of each node once and in order', async () => {
    for (const nodeId of NODES) {
      const { iterations, pages, total } = await pagesOf(nodeId);
      expect({ pages, total }).toEqual({ pages: 3, total: 300 });
      expect(iterations.map(({ iteration }) => iteration)).toEqual(
        Array.from({ length: 300 }, (_, index) => String(index)),
      );
    }
    const { iterations } = await pagesOf('third', '&status=failed');
    expect(iterations).toMatchObject([{ iteration: String(FAILED), error: { code: 'EXPRESSION_FAILED' } }]);
  });

  test('is a document of bounded size that shows what failed and counts the rest', async () => {
    const { body } = await stack.call<BoundedRun>('GET', `/v1/runs/${runId}`);
    expect(body).toMatchObject({ status: 'completed', moreSteps: true });
    expect(body.stepResults.length).toBeLessThanOrEqual(1_000);
    expect(body.iterations.third).toMatchObject({ total: 300, success: 299, failed: 1 });
    expect(body.stepResults).toContainEqual(
      expect.objectContaining({ nodeId: 'third', iteration: String(FAILED), status: 'failed' }),
    );
    expect(JSON.stringify(body).length).toBeLessThan(1024 * 1024);
    expect(body.result).toHaveLength(300);
    expect((body.result as unknown[])[299]).toBe(598);
    expect((body.result as unknown[])[FAILED]).toMatchObject({ error: { code: 'EXPRESSION_FAILED' } });
  });

  async function pagesOf(nodeId: string, filter = ''): Promise<StepDetail & { pages: number }> {
    const iterations: StepDetail['iterations'] = [];
    let cursor = '';
    for (let pages = 1; ; pages += 1) {
      const path = `/v1/runs/${runId}/steps/${nodeId}?limit=100${filter}${cursor}`;
      const { status, body } = await stack.call<StepDetail>('GET', path);
      expect(status).toBe(200);
      iterations.push(...body.iterations);
      if (body.nextCursor === null) return { ...body, iterations, pages };
      cursor = `&cursor=${body.nextCursor}`;
    }
  }
});

interface StepDetail {
  total: number;
  iterations: { iteration: string; status: string; error: unknown }[];
  nextCursor: string | null;
}

interface BoundedRun {
  stepResults: { nodeId: string; iteration: string; status: string }[];
  iterations: Record<string, object>;
  result: unknown;
}
