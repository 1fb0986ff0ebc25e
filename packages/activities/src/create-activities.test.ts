import { fileURLToPath } from 'node:url';
import { compile, definitionHash, type JsonObject, type NodeType } from '@perdura/definition';
import type { NodeActivityInput, OpenedRun, RunSnapshot } from '@perdura/definition/run';
import { createEvaluator } from '@perdura/sandbox';
import { chain, eventually, node, startTestWorker, type TestWorker } from '@perdura/testkit';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { createActivities } from './create-activities.ts';
import { answerJson, HttpPeer } from './testing/http-peer.ts';
import { contextOn, openStage, type Stage } from './testing/stage.ts';

/** How an activity ended, as the workflow of `testing/call-activity.cjs` tells it. */
interface Ending {
  output?: unknown;
  cancelled?: true;
  failure?: { name: string; code: string; message: string; nonRetryable: boolean; details: unknown[]; stack: string };
}

const evaluator = createEvaluator({ threads: 1 });
let stage: Stage;
let temporal: TestWorker;
let peer: HttpPeer;

beforeAll(async () => {
  stage = await openStage();
  const bundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./testing/call-activity.cjs', import.meta.url)),
    logger: new DefaultLogger('WARN'),
  });
  temporal = await startTestWorker({
    workflowBundle: bundle,
    activities: createActivities({ ...stage.dependencies, evaluator }),
    maxHeartbeatThrottleInterval: 500,
    shutdownGraceTime: '1s',
  });
});
afterAll(async () => {
  await temporal.shutdown();
  await evaluator.close();
  await stage.close();
});

beforeEach(async () => {
  peer = await new HttpPeer().listen();
});
afterEach(() => peer.close());

const ONCE = { startToCloseTimeout: 20_000, heartbeatTimeout: 10_000, retry: { maximumAttempts: 1 } };
const TWICE = { ...ONCE, retry: { maximumAttempts: 2, initialInterval: 60_000 } };

let calls = 0;

async function start(call: { type: string; input: unknown; local?: boolean; options?: object }, workflowId?: string) {
  return temporal.client.workflow.start('callActivity', {
    taskQueue: temporal.taskQueue,
    workflowId: workflowId ?? `call-${temporal.taskQueue}-${++calls}`,
    args: [{ options: ONCE, ...call }],
  });
}

async function call(...parameters: Parameters<typeof start>): Promise<Ending> {
  const handle = await start(...parameters);
  return handle.result() as Promise<Ending>;
}

function inputOf(type: NodeType, config: JsonObject): NodeActivityInput {
  const { run } = contextOn(stage);
  return {
    run,
    node: { id: 'probe', type, config },
    iteration: '0',
    now: new Date().toISOString(),
    scope: { trigger: { value: 5 }, nodes: {} },
  };
}

describe('nodes', () => {
  test.each([true, false])('a condition answers its label, local: %s', async (local) => {
    const { heartbeatTimeout: _, ...options } = ONCE;
    const input = inputOf('condition', { expression: 'trigger.data * 2 === 10' });
    const { output } = await call({ type: 'condition', input, local, options });
    expect(output).toMatchObject({ result: { value: true }, label: 'true', attempt: 1, warnings: [] });
  });

  test('a failure that is final carries code, times and warnings, and neither cause nor stack', async () => {
    peer.answer = (_request, response) => void response.writeHead(404).end();
    const input = inputOf('http-request', { url: `${peer.url}/{{ trigger.data.missing }}` });
    const { failure } = await call({ type: 'http-request', input, options: TWICE });
    expect(failure).toMatchObject({ name: 'ApplicationFailure', code: 'HTTP_STATUS', nonRetryable: true });
    expect(failure?.details).toEqual([
      { attempt: 1, startedAt: expect.any(String), completedAt: expect.any(String) },
      ['trigger.data.missing is missing: null was used'],
    ]);
    expect(failure?.stack).not.toContain('.ts');
    expect(peer.seen).toHaveLength(1);
  });

  test('a failure is retried when the receiver says, with the same idempotency key', async () => {
    peer.answer = (request, response) => {
      if (peer.seen.length > 1) answerJson({ ok: true })(request, response);
      else response.writeHead(503, { 'retry-after': '1' }).end();
    };
    const input = inputOf('http-request', { url: peer.url });
    const { output } = await call({ type: 'http-request', input, options: TWICE });
    expect(output).toMatchObject({ attempt: 2, result: { value: { status: 200 } } });
    const [first, second] = peer.seen.map(({ headers }) => headers['idempotency-key']);
    expect(second).toBe(first);
  });

  test('a cancelled run ends the request that is out', async () => {
    const closed = new Promise((resolve) => {
      peer.answer = (_request, response) => void response.on('close', () => resolve('closed'));
    });
    const handle = await start({ type: 'http-request', input: inputOf('http-request', { url: peer.url }) });
    await eventually(() => peer.seen.length === 1);
    await handle.cancel();
    expect(await closed).toBe('closed');
    expect(await handle.result()).toEqual({ cancelled: true });
  });

  test('an attempt beyond its limit ends, and so does its request', async () => {
    const closed = new Promise((resolve) => {
      peer.answer = (_request, response) => void response.on('close', () => resolve('closed'));
    });
    const input = inputOf('http-request', { url: peer.url });
    const options = { ...ONCE, startToCloseTimeout: 3_000 };
    const { failure } = await call({ type: 'http-request', input, options });
    expect(await closed).toBe('closed');
    // Whoever notices first, Temporal or the attempt itself.
    expect(['TimeoutFailure', 'TIMEOUT']).toContain(failure?.code ?? failure?.name);
  });
});

describe('around the nodes', () => {
  async function savedWorkflow(trigger: { type: 'manual' } | { type: 'cron'; schedule: string }) {
    const { database } = stage.dependencies;
    const user = await database.users.create({ email: `${++calls}@example.com`, name: 'Tester' });
    const definition = chain([node('check', 'condition', { expression: 'true' })], { trigger });
    const compiled = { definition, plan: compile(definition), hash: definitionHash(definition) };
    const draft = { userId: user.id, name: 'test', description: '', enabled: true, compiled, scheduleDesired: null };
    return database.workflows.create(stage.projectId, draft);
  }

  test('a run is opened with the plan of its version, and its snapshot recorded', async () => {
    const { runs } = stage.dependencies.database;
    const { workflow, version } = await savedWorkflow({ type: 'manual' });
    const { run } = await runs.create(stage.projectId, {
      workflowId: workflow.id,
      versionId: version.id,
      triggeredBy: 'api',
      triggerData: { value: { building: 'A栋' } },
    });
    const { output } = await call({ type: 'open-run', input: { runId: run.id, projectId: stage.projectId } });
    expect(output).toMatchObject({
      run: {
        id: run.id,
        projectId: stage.projectId,
        workflowId: workflow.id,
        version: 1,
        triggeredBy: 'api',
        depth: 0,
      },
      trigger: { value: { building: 'A栋' } },
      plan: { nodes: [{ id: 'check' }] },
    });
    const at = new Date().toISOString();
    const snapshot: RunSnapshot = {
      ...{ runId: run.id, projectId: stage.projectId, workflowId: workflow.id, sequence: 3, status: 'completed' },
      ...{ startedAt: at, completedAt: at, error: null, steps: [], temporalRunId: 'x' },
      ...{ result: null, response: null, paused: false },
    };
    await call({ type: 'record-run', input: snapshot });
    expect(await runs.get(stage.projectId, run.id)).toMatchObject({ status: 'completed', sequence: 3 });
  });

  test('the fire of a schedule gets one row, at the time that was meant, however often it is opened', async () => {
    const { workflow } = await savedWorkflow({ type: 'cron', schedule: '0 9 * * *' });
    const input = { projectId: stage.projectId, workflowId: workflow.id };
    const workflowId = `scheduled-${workflow.id}-2026-04-12T09:00:00Z`;
    const opened: (OpenedRun & object)[] = [];
    for (let count = 0; count < 2; count++) {
      const { output } = await call({ type: 'open-run', input }, workflowId);
      opened.push(output as OpenedRun);
    }
    expect(opened[0]).toEqual(opened[1]);
    expect(opened[0]).toMatchObject({
      run: { triggeredBy: 'cron', workflowId: workflow.id },
      trigger: { value: { scheduledAt: '2026-04-12T09:00:00.000Z' } },
    });
  });

  test('a fire for a workflow that is gone is skipped', async () => {
    const input = { projectId: stage.projectId, workflowId: 'f'.repeat(24) };
    const { output } = await call({ type: 'open-run', input });
    expect(output).toEqual({ skipped: 'the workflow was deleted' });
  });

  test('a run that does not exist is not looked for again', async () => {
    const { failure } = await call({ type: 'open-run', input: { runId: 'f'.repeat(24), projectId: stage.projectId } });
    expect(failure).toMatchObject({ code: 'RUN_NOT_FOUND', nonRetryable: true });
  });

  test('values are stored as blobs in order', async () => {
    const input = { projectId: stage.projectId, values: [{ a: 1 }, 'text', { a: 1 }] };
    const { output } = await call({ type: 'store-values', input });
    const [first, second, third] = output as { blob: string; bytes: number }[];
    expect(first).toEqual(third);
    expect(second).toEqual({ blob: expect.stringMatching(/^[0-9a-f]{64}$/), bytes: 6 });
  });

  test('a tool is tested without a run', async () => {
    await stage.dependencies.database.tools.upsert(stage.projectId, {
      name: 'probe',
      description: 'asks the peer',
      appId: null,
      inputSchema: { type: 'object' },
      execution: { type: 'http', method: 'GET', url: `${peer.url}/probe` },
    });
    peer.answer = answerJson({ ok: true });
    const { output } = await call({
      type: 'test-tool',
      input: { projectId: stage.projectId, tool: 'probe', input: {} },
    });
    expect(output).toEqual({ value: { ok: true } });
  });
});
