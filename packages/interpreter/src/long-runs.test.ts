import type { Plan } from '@perdura/definition/plan';
import type { RunSnapshot, StepSnapshot } from '@perdura/definition/run';
import { type Harness, type PlayedRun, startHarness } from '../test/interpreter-harness.ts';
import { modelOf } from '../test/model.ts';
import { type EdgeSketch, type NodeSketch, planOf } from '../test/plan-builder.ts';

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});

afterAll(() => harness.shutdown());

const KILOBYTE = 1024;

test('a run whose history is full continues as new and ends as if it had not', async () => {
  const plan = chainOf(30, { config: { failures: 0, fatal: false, label: null } });
  const played = await harness.play(plan, { limits: { historyEvents: 14 } });
  expect(played.status).toBe('COMPLETED');
  expect((await partsOf(played)).length).toBeGreaterThan(3);
  const steps = recordedSteps(played.runId);
  expect(steps.map((step) => [step.nodeId, step.status])).toEqual(plan.nodes.map((node) => [node.id, 'success']));
  expect(steps.map((step) => ('value' in step.result ? step.result.value : null))).toEqual(
    modelOf(plan).steps.map((step) => step.result),
  );
  expect(steps.map((step) => step.position)).toEqual(plan.nodes.map((_, index) => index));
});

test('continuing as new keeps labels, skips and joins', async () => {
  const plan = planOf(
    [
      ...Array.from({ length: 10 }, (_, index) => ({ id: `c${index}` })),
      { id: 'if', config: { label: 'true' } },
      { id: 'yes' },
      { id: 'no' },
      { id: 'tail' },
      { id: 'join' },
    ],
    [
      ...chainEdges(10),
      ['c9', 'tail'],
      ['if', 'yes', 'true'],
      ['if', 'no', 'false'],
      ['yes', 'join'],
      ['no', 'join'],
      ['tail', 'join'],
    ],
  );
  const played = await harness.play(plan, { limits: { historyEvents: 25 } });
  const statuses = new Map(recordedSteps(played.runId).map((step) => [step.nodeId, step.status]));
  expect((await partsOf(played)).length).toBeGreaterThan(1);
  expect(statuses.get('no')).toBe('skipped');
  expect(statuses.get('join')).toBe('success');
  expect(statuses.size).toBe(plan.nodes.length);
});

test('the sequence and the start of a run rise on and stay across its parts', async () => {
  const played = await harness.play(chainOf(12), { limits: { historyEvents: 25 } });
  const records = harness.activities.recorded.filter((record) => record.runId === played.runId);
  expect(records.length).toBeGreaterThan(1);
  expect(records.map((record) => record.sequence)).toEqual(
    [...new Set(records.map((record) => record.sequence))].sort((one, other) => one - other),
  );
  expect(new Set(records.map((record) => record.startedAt)).size).toBe(1);
  expect(records.map((record) => record.status)).toEqual([...records.slice(1).map(() => 'running'), 'completed']);
});

test('a long chain of large results stays far below the limits of a history', async () => {
  const plan = chainOf(120, { config: { bytes: 30 * KILOBYTE } });
  const played = await harness.play(plan);
  expect(played.status).toBe('COMPLETED');
  for (const part of await partsOf(played)) {
    expect(part.bytes).toBeLessThan(4 * KILOBYTE * KILOBYTE);
    expect(part.events).toBeLessThan(4_096);
  }
});

test('a join over more than one payload can carry gets its inputs as blobs', async () => {
  const fan = Array.from({ length: 100 }, (_, index) => ({ id: `f${index}`, config: { bytes: 30 * KILOBYTE } }));
  const plan = planOf(
    [...fan, { id: 'join', uses: fan.map((node) => node.id) }, { id: 'after', uses: ['f0'] }],
    [...fan.map((node): EdgeSketch => [node.id, 'join']), ['join', 'after']],
  );
  const played = await harness.play(plan);
  expect(played.status).toBe('COMPLETED');
  const input = harness.activities.inputs.find(({ run, node }) => run.id === played.runId && node.id === 'join');
  const results = Object.values(input?.scope.nodes ?? {}).map((outcome) => outcome.result);
  expect(results).toHaveLength(100);
  expect(results.filter((result) => 'blob' in result)).toHaveLength(100);
  for (const part of await partsOf(played)) expect(part.bytes).toBeLessThan(4 * KILOBYTE * KILOBYTE);
});

test('a wide fan is bounded in flight and runs all the same', async () => {
  const plan = planOf(Array.from({ length: 60 }, (_, index) => ({ id: `f${index}` })));
  const { record, runId } = await harness.play(plan, { limits: { inFlight: 7 } });
  expect(record.steps.filter((step) => step.status === 'success')).toHaveLength(60);
  expect(mostAtOnce(runId)).toBeLessThanOrEqual(7);
});

test('large inputs of many ready nodes are spread over several workflow tasks', async () => {
  const plan = planOf(
    Array.from({ length: 8 }, (_, index) => ({ id: `f${index}`, config: { ballast: 'x'.repeat(50_000) } })),
  );
  const { handle, status } = await harness.play(plan, { limits: { taskBytes: 120_000 } });
  const { events } = await handle.fetchHistory();
  const scheduled = (events ?? []).filter((event) => event.activityTaskScheduledEventAttributes);
  const tasks = new Set(
    scheduled.map((event) => String(event.activityTaskScheduledEventAttributes?.workflowTaskCompletedEventId)),
  );
  expect(status).toBe('COMPLETED');
  expect(tasks.size).toBeGreaterThan(2);
});

test('a run of 1,000 nodes completes', async () => {
  const plan = planOf(
    Array.from({ length: 1_000 }, (_, index) => ({ id: `n${index}`, lane: index % 10 === 0 ? 'local' : 'remote' })),
    Array.from({ length: 900 }, (_, index): EdgeSketch => [`n${index}`, `n${index + 100}`]),
  );
  const played = await harness.play(plan);
  expect(played.status).toBe('COMPLETED');
  expect(new Set(recordedSteps(played.runId).map((step) => step.nodeId)).size).toBe(1_000);
  for (const part of await partsOf(played)) expect(part.events).toBeLessThan(4_096);
});

function chainOf(length: number, sketch: Partial<NodeSketch> = {}): Plan {
  const nodes = Array.from({ length }, (_, index) => ({
    ...sketch,
    id: `c${index}`,
    uses: index === 0 ? [] : [`c${index - 1}`],
  }));
  return planOf(nodes, chainEdges(length));
}

function chainEdges(length: number): EdgeSketch[] {
  return Array.from({ length: length - 1 }, (_, index): EdgeSketch => [`c${index}`, `c${index + 1}`]);
}

/** What history holds of a run: each record laid over the ones before. */
function recordedSteps(runId: string): StepSnapshot[] {
  const steps = new Map<string, StepSnapshot>();
  const mine = (record: RunSnapshot) => record.runId === runId;
  for (const record of harness.activities.recorded.filter(mine)) {
    for (const step of record.steps) steps.set(step.nodeId, step);
  }
  return [...steps.values()].sort((one, other) => one.position - other.position);
}

interface Part {
  events: number;
  bytes: number;
}

/** The Temporal runs that a run took, from the first to the last. */
async function partsOf({ runId, handle }: PlayedRun): Promise<Part[]> {
  const parts: Part[] = [];
  const query = `WorkflowId = '${handle.workflowId}'`;
  for await (const execution of harness.client.workflow.list({ query })) {
    const { historyLength, historySize } = await harness.client.workflow
      .getHandle(`run-${runId}`, execution.runId)
      .describe();
    parts.push({ events: historyLength, bytes: historySize ?? 0 });
  }
  return parts;
}

function mostAtOnce(runId: string): number {
  const effects = harness.activities.effectsOf(runId);
  return Math.max(
    ...effects.map(
      ({ startedAt }) =>
        effects.filter(
          (other) => other.startedAt <= startedAt && (other.endedAt ?? Number.POSITIVE_INFINITY) > startedAt,
        ).length,
    ),
  );
}
