import { IdempotencyConflict } from '@perdura/database';
import type { JsonValue } from '@perdura/definition';
import type { Plan } from '@perdura/definition/plan';
import type { RunInput } from '@perdura/definition/run';
import { eventually, freePort } from '@perdura/testkit';
import { defaultPayloadConverter } from '@temporalio/common';
import { type Bench, openBench } from './fixtures/control-plane-bench.ts';

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});

afterAll(async () => {
  await bench.close();
});

test('fifty repeats of one key at once are one run and one execution', async () => {
  const { version } = await bench.workflow();
  const request = {
    projectId: bench.projectId,
    workflowId: version.workflowId,
    version,
    data: { behave: 'wait' },
    origin: 'api',
    idempotency: { key: 'order-1', bodyHash: 'a' },
  } as const;
  const answers = await Promise.all(Array.from({ length: 50 }, () => bench.control.startRun(request)));
  expect(new Set(answers.map(({ run }) => run.id)).size).toBe(1);
  expect(answers.filter(({ created }) => created)).toHaveLength(1);
  const run = answers[0]!.run;
  expect(await executionsOf(run.temporalWorkflowId)).toHaveLength(1);
  expect((await bench.row(run)).dispatchedAt).not.toBeNull();
  const other = { ...request, idempotency: { key: 'order-1', bodyHash: 'b' } };
  await expect(bench.control.startRun(other)).rejects.toThrow(IdempotencyConflict);
});

test('the start carries identity, plan and data, and names the workflow for people', async () => {
  const run = await bench.start('wait');
  const input = await inputOf(run.temporalWorkflowId);
  expect(input).toMatchObject({
    kind: 'opened',
    run: { id: run.id, projectId: bench.projectId, version: 1, triggeredBy: 'api', depth: 0 },
    plan: { format: 1, nodes: [] },
    trigger: { value: { behave: 'wait' } },
  });
  const description = await bench.temporal.client.workflow.getHandle(run.temporalWorkflowId).describe();
  expect(await description.staticSummary()).toBe('巡检');
  expect(description.memo).toMatchObject({ runId: run.id, workflowId: run.workflowId, projectId: bench.projectId });
});

test('a large plan does not travel, and large data travel as a blob', async () => {
  const saved = await bench.workflow({ plan: largePlan() });
  const data: JsonValue = { text: 'x'.repeat(40_000) };
  const { version } = saved;
  const { run } = await bench.control.startRun({
    projectId: bench.projectId,
    workflowId: version.workflowId,
    version,
    data,
    origin: 'api',
  });
  const input = await inputOf(run.temporalWorkflowId);
  expect(input).toMatchObject({ plan: null, trigger: { blob: expect.stringMatching(/^[0-9a-f]{64}$/) } });
  const trigger = run.triggerData;
  const blob = 'blob' in trigger ? await bench.database.blobs.get(bench.projectId, trigger.blob) : null;
  expect(JSON.parse(Buffer.from(blob?.data ?? []).toString())).toEqual(data);
});

test('a run that was accepted before a crash is started by housekeeping, once', async () => {
  const run = await bench.acceptOnly('wait');
  await expect(executionsOf(run.temporalWorkflowId)).resolves.toHaveLength(0);
  const keepers = [bench.housekeeping(), bench.housekeeping()];
  await eventually(async () => (await bench.row(run)).dispatchedAt);
  expect(await executionsOf(run.temporalWorkflowId)).toHaveLength(1);
  await Promise.all(keepers.map((keeper) => keeper.stop()));
});

test('a run is accepted while Temporal is away, without a long wait, and stays to be started', async () => {
  const away = await openBench({ address: `127.0.0.1:${await freePort()}` });
  const runs = [await away.start('complete'), await away.start('complete')];
  for (const run of runs) {
    expect(await away.row(run)).toMatchObject({ status: 'pending', dispatchedAt: null });
  }
  expect(away.temporal.seemsAway()).toBe(true);
  expect(away.complaints).toEqual([]);
  await away.close();
});

async function inputOf(temporalWorkflowId: string): Promise<RunInput> {
  const history = await bench.temporal.client.workflow.getHandle(temporalWorkflowId).fetchHistory();
  const payload = history.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0];
  return defaultPayloadConverter.fromPayload<RunInput>(payload!);
}

async function executionsOf(temporalWorkflowId: string): Promise<string[]> {
  const runIds: string[] = [];
  try {
    runIds.push((await bench.temporal.client.workflow.getHandle(temporalWorkflowId).describe()).runId);
  } catch {
    return [];
  }
  for await (const execution of bench.temporal.client.workflow.list({
    query: `WorkflowId = "${temporalWorkflowId}"`,
  })) {
    runIds.push(execution.runId);
  }
  return [...new Set(runIds)];
}

function largePlan(): Plan {
  const config = { text: 'x'.repeat(140_000) };
  return { format: 1, nodes: [{ config } as unknown as Plan['nodes'][number]], edges: [], timeoutMs: null };
}

test('a run that a step starts uses the files that its large input refers to', async () => {
  const { database, projectId } = bench;
  const parent = await bench.start('wait');
  const file = await database.blobs.put(projectId, Buffer.from('a file'), { runId: parent.id });
  const $file = { hash: file.hash, bytes: file.bytes, contentType: 'text/plain', encoding: 'text' };
  const { workflow, version } = await bench.workflow();
  const { run } = await bench.control.startRun({
    ...{ projectId, workflowId: workflow.id, version, origin: 'workflow', parentRunId: parent.id },
    data: { text: 'x'.repeat(40_000), file: { $file } },
  });
  expect(run.triggerData).toHaveProperty('blob');
  expect((await database.blobs.usedBy(projectId, run.id, [file.hash])).size).toBe(1);
});
