import type { RunReset } from './run-resets.ts';
import type { RunRow } from './run-row.ts';
import { newProject, newRun, newWorkflow, snapshot, step, useDatabase } from './testing/fixtures.ts';

const held = useDatabase();

/** A run that the execution `old` has completed with the steps a and b. */
async function endedRun(): Promise<RunRow> {
  const project = await newProject(held.database);
  const { runs } = held.database;
  const { run } = await runs.create(project.projectId, newRun(await newWorkflow(held.database, project)));
  await runs.markDispatched(run.projectId, run.id, 'old');
  const steps = [step('a'), step('b', { position: 1 })];
  await runs.record(snapshot(run, { sequence: 9, status: 'completed', temporalRunId: 'old', steps }));
  return run;
}

function resetOf(run: RunRow, change: Partial<RunReset> = {}): RunReset {
  const known = snapshot(run, { sequence: 2, status: 'running', temporalRunId: 'new', steps: [step('a')] });
  return {
    ...{ projectId: run.projectId, runId: run.id, temporalRunId: 'new', left: ['old'], snapshot: known, whole: true },
    ...change,
  };
}

const rowOf = (run: RunRow) => held.database.runs.get(run.projectId, run.id);

async function nodesOf(run: RunRow): Promise<string[]> {
  return (await held.database.steps.ofRun(run.projectId, run.id)).map(({ nodeId }) => nodeId);
}

test('an ended run lives again with what its new execution knows, once', async () => {
  const run = await endedRun();
  expect(await held.database.runResets.follow(resetOf(run))).toMatchObject({ recorded: true, event: false });
  expect(await rowOf(run)).toMatchObject({
    ...{ status: 'running', completedAt: null, sequence: 2, temporalRunId: 'new', resetRunId: 'new' },
  });
  expect(await nodesOf(run)).toEqual(['a']);
  expect(await held.database.runResets.follow(resetOf(run))).toBeNull();
});

test('late words of the execution that was left are ignored, those of the new one are not', async () => {
  const run = await endedRun();
  await held.database.runResets.follow(resetOf(run));
  const { runs } = held.database;
  const late = snapshot(run, { sequence: 99, status: 'failed', temporalRunId: 'old', steps: [] });
  expect((await runs.record(late)).recorded).toBe(false);
  expect(await runs.recordProgress([{ ...late, status: 'running' }])).toBe(0);
  const last = snapshot(run, { sequence: 3, status: 'completed', temporalRunId: 'new', steps: [step('a')] });
  expect((await runs.record(last)).recorded).toBe(true);
  expect(await rowOf(run)).toMatchObject({ status: 'completed', sequence: 3 });
});

test('of a run that continues as new, steps of before are kept', async () => {
  const run = await endedRun();
  const steps = [step('b', { position: 1, status: 'running' })];
  const known = snapshot(run, { sequence: 5, status: 'running', temporalRunId: 'new', steps });
  await held.database.runResets.follow(resetOf(run, { snapshot: known, whole: false }));
  expect(await nodesOf(run)).toEqual(['a', 'b']);
});

test('rows behind an execution: those that ended before it began, and live ones that know another', async () => {
  const ended = await endedRun();
  const { completedAt } = (await rowOf(ended)) ?? ended;
  const listed = (startedAt: Date) =>
    held.database.runResets.behind([{ temporalWorkflowId: ended.temporalWorkflowId, temporalRunId: 'new', startedAt }]);
  const end = completedAt?.getTime() ?? 0;
  expect(await listed(new Date(end - 1))).toEqual([]);
  expect(await listed(new Date(end + 1))).toMatchObject([{ id: ended.id }]);
  await held.database.runResets.follow(resetOf(ended));
  expect(await listed(new Date(end + 1))).toEqual([]);
});
