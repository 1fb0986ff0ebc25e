import { eventually } from '@perdura/testkit';
import { AiPeer } from './testing/ai-peer.ts';
import type { AppProcess } from './testing/app-process.ts';
import { type Arrival, arrivalsOf, effectsOf, type Peer } from './testing/arrivals.ts';
import { checkHistories } from './testing/history-check.ts';
import { HttpLedger } from './testing/http-ledger.ts';
import { McpPeer } from './testing/mcp-peer.ts';
import { report } from './testing/report.ts';
import {
  chainOf,
  createWorkflow,
  endedRun,
  type NodeSpec,
  type RunDocument,
  startRun,
  stepOf,
} from './testing/runs.ts';
import { SmtpPeer } from './testing/smtp-peer.ts';
import { type Stack, startStack } from './testing/stack.ts';

/** A step goes on elsewhere about 15 s after its worker's death; the bound leaves room for a busy machine. */
const MOVED_WITHIN_MS = 60_000;

let stack: Stack;
const ledger = new HttpLedger();
const ai = new AiPeer();
const mcp = new McpPeer();
const mail = new SmtpPeer();
const peers: (Peer & { gate: HttpLedger['gate'] })[] = [ledger, ai, mcp, mail];

beforeAll(async () => {
  await Promise.all([ledger.listen(), ai.listen(), mcp.listen(), mail.listen()]);
  stack = await startStack({ environment: { AI_BASE_URL: ai.url, AI_API_KEY: 'peer-key', SMTP_URL: mail.url } });
  await addTool('by_http', { type: 'http', method: 'POST', url: `${ledger.url}/tool`, body: { text: '{text}' } });
  const channel = { name: 'out', type: 'web', settings: { replyUrl: `${ledger.url}/reply` } };
  expect((await stack.call('POST', '/v1/channels', { body: channel })).status).toBe(201);
  await addTool('by_mcp', { type: 'mcp', url: mcp.url, tool: 'note' });
}, 180_000);

afterAll(async () => {
  await stack?.dispose();
  await Promise.all(peers.map((peer) => peer.close()));
});

interface Kind {
  name: string;
  peer: Peer;
  node: Omit<NodeSpec, 'id'>;
}

const KINDS: Kind[] = [
  {
    name: 'http-request',
    peer: ledger,
    node: { type: 'http-request', config: { url: `{{ trigger.data.ledger }}/order`, method: 'POST', body: {} } },
  },
  {
    name: 'tool-call by http',
    peer: ledger,
    node: { type: 'tool-call', config: { tool: 'by_http', input: { text: '{{ run.id }}' } } },
  },
  {
    name: 'tool-call by mcp',
    peer: mcp,
    node: { type: 'tool-call', config: { tool: 'by_mcp', input: { text: '{{ run.id }}' } } },
  },
  { name: 'ai-generate', peer: ai, node: { type: 'ai-generate', config: { prompt: 'Think of {{ run.id }}' } } },
  {
    name: 'email-send',
    peer: mail,
    node: { type: 'email-send', config: { to: 'a@example.com', subject: '{{ run.id }}', body: 'x' } },
  },
  {
    name: 'channel-reply',
    peer: ledger,
    node: { type: 'channel-reply', config: { channel: 'out', conversation: 'c-1', text: '{{ run.id }}' } },
  },
];
const POLICIES = [
  { policy: 'its own retry policy', retry: {} },
  { policy: 'one attempt allowed', retry: { retry: { attempts: 1 } } },
];
const CASES = KINDS.flatMap((kind) => POLICIES.map((policy) => ({ ...kind, ...policy })));

describe('a worker that is killed in the middle of a step', () => {
  interface Outcome {
    run: RunDocument;
    arrivals: Arrival[];
    effects: number;
    movedAfterMs: number;
  }
  const outcomes = new Map<string, Outcome>();
  const nameOf = ({ name, policy }: { name: string; policy: string }) => `${name}, ${policy}`;

  beforeAll(async () => {
    for (const { gate } of peers) gate.close();
    const started = new Map<string, string>();
    for (const each of CASES) {
      const definition = chainOf([
        { id: 'before', type: 'condition', config: { expression: 'true' } },
        { id: 'work', ...each.node, ...each.retry },
        { id: 'after', type: 'condition', config: { expression: 'work.status === "success"' } },
      ]);
      const workflowId = await createWorkflow(stack, definition);
      started.set(nameOf(each), await startRun(stack, workflowId, { ledger: ledger.url }));
    }
    const runOf = (each: (typeof CASES)[number]) => started.get(nameOf(each)) ?? '';
    await eventually(() => CASES.every((each) => arrivalsOf(each.peer, runOf(each)).length === 1), {
      timeoutMs: 60_000,
      what: 'each step to be under way',
    });
    const [first] = stack.workers as [AppProcess];
    for (const each of CASES) expect(await holderOf(runOf(each))).toBe(first.pid);

    await stack.addWorker();
    await first.kill();
    const killedAtMs = performance.now();
    await eventually(() => CASES.every((each) => arrivalsOf(each.peer, runOf(each)).length >= 2), {
      timeoutMs: 120_000,
      what: 'each step to be tried again elsewhere',
    });
    for (const { gate } of peers) gate.open();
    for (const each of CASES) {
      const run = await endedRun(stack, runOf(each));
      const arrivals = arrivalsOf(each.peer, run.id);
      const movedAfterMs = (arrivals[1]?.atMs ?? Number.POSITIVE_INFINITY) - killedAtMs;
      outcomes.set(nameOf(each), { run, arrivals, effects: effectsOf(each.peer, run.id), movedAfterMs });
    }
    await first.start();
  }, 400_000);

  test.each(CASES)('$name, $policy: goes on elsewhere, once', (each) => {
    const outcome = outcomes.get(nameOf(each));
    if (outcome === undefined) throw new Error('the fault did not come to its end');
    const { run, arrivals, effects, movedAfterMs } = outcome;
    report(`${nameOf(each)}: went on ${(movedAfterMs / 1000).toFixed(1)} s after the kill`);
    expect(movedAfterMs).toBeLessThan(MOVED_WITHIN_MS);
    expect(run).toMatchObject({ status: 'completed', error: null });
    expect(stepOf(run, 'work')).toMatchObject({ status: 'success', attempts: 2 });
    expect(stepOf(run, 'after')).toMatchObject({ status: 'success', result: true, attempts: 1 });
    expect(arrivals[0]?.key).not.toBe('');
    expect(arrivals).toHaveLength(2);
    expect(effects).toBe(1);
  });

  test('history says the same as Temporal', async () => {
    expect(await checkHistories(stack)).toEqual({ runs: CASES.length, byStatus: { completed: CASES.length } });
  });
});

describe('a worker that is killed while it computes a condition', () => {
  const EXPRESSION = 'Array.from({ length: 60000 }, (_, i) => (i * 7) % 11).filter((x) => x > 3).length > 0';
  const NODES = Array.from({ length: 4 }, (_, index) => ({
    id: `compute${index}`,
    type: 'condition',
    config: { expression: EXPRESSION },
  }));

  test('the run goes on elsewhere, with a true history', async () => {
    const workflowId = await createWorkflow(stack, chainOf(NODES));
    const { runId, killedAtMs, killed } = await killWhileComputing(workflowId);
    const run = await endedRun(stack, runId);
    report(`condition: ended ${((performance.now() - killedAtMs) / 1000).toFixed(1)} s after the kill`);
    expect(performance.now() - killedAtMs).toBeLessThan(MOVED_WITHIN_MS);
    expect(run.status).toBe('completed');
    expect(run.stepResults.map(({ status, result }) => ({ status, result }))).toEqual(
      NODES.map(() => ({ status: 'success', result: true })),
    );
    await killed.start();
    await checkHistories(stack);
  }, 240_000);

  /** Tries until the worker died within the workflow task that computes: started, and nothing of it recorded. */
  async function killWhileComputing(workflowId: string) {
    for (let tries = 0; tries < 10; tries += 1) {
      const runId = await startRun(stack, workflowId);
      const pid = await eventually(() => computingWorker(runId), { intervalMs: 2, what: 'a workflow task' });
      const killed = stack.workers.find((worker) => worker.pid === pid);
      if (killed === undefined) throw new Error(`process ${pid} is no worker of this stack`);
      await killed.kill();
      const killedAtMs = performance.now();
      if ((await computingWorker(runId)) === pid) return { runId, killedAtMs, killed };
      await killed.start();
    }
    throw new Error('no kill hit a workflow task that was computing');
  }
});

async function addTool(name: string, execution: object): Promise<void> {
  const input_schema = { type: 'object', properties: { text: { type: 'string' } } };
  const body = { name, description: 'notes a text', input_schema, execution };
  expect((await stack.call('POST', '/v1/tools', { body })).status).toBe(201);
}

/** The process that runs the step of a run, as Temporal knows it. */
async function holderOf(runId: string): Promise<number> {
  const { raw } = await stack.temporalClient.workflow.getHandle(`run-${runId}`).describe();
  expect(raw.pendingActivities).toHaveLength(1);
  return pidOf(raw.pendingActivities?.[0]?.lastWorkerIdentity);
}

/** The worker that holds the workflow task of a run, as long as nothing of that task is recorded. */
async function computingWorker(runId: string): Promise<number | null> {
  const { history } = await stack.temporalClient.workflowService.getWorkflowExecutionHistory({
    namespace: 'default',
    execution: { workflowId: `run-${runId}` },
  });
  const last = history?.events?.at(-1)?.workflowTaskStartedEventAttributes;
  return last ? pidOf(last.identity) : null;
}

function pidOf(identity: string | null | undefined): number {
  return Number(/^(\d+)@/.exec(identity ?? '')?.[1] ?? Number.NaN);
}
