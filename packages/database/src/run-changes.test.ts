import { eventually } from '@perdura/testkit';
import type { ChangePlace } from './run-changes.ts';
import type { RunRow } from './run-row.ts';
import { newProject, newRun, newWorkflow, snapshot, step, useDatabase } from './testing/fixtures.ts';

const held = useDatabase();
const START: ChangePlace = { revision: -1, position: 0 };

async function startedRun(): Promise<RunRow> {
  const project = await newProject(held.database);
  const made = await held.database.runs.create(project.projectId, newRun(await newWorkflow(held.database, project)));
  return made.run;
}

async function revisionsOf({ projectId, id }: RunRow) {
  const found = await held.database.runChanges.get(projectId, id);
  return [found?.revision, found?.stateRevision, found?.run.status];
}

async function changed({ projectId, id }: RunRow, after: ChangePlace, upTo: ChangePlace, limit = 100) {
  const steps = await held.database.runChanges.steps(projectId, id, { after, upTo }, limit);
  return steps.map(({ nodeId, revision, status }) => `${nodeId}@${revision} ${status}`);
}

const progress = (run: RunRow, sequence: number, steps: ReturnType<typeof step>[]) => ({
  ...{ runId: run.id, projectId: run.projectId, sequence, status: 'running' as const, steps, temporalRunId: 'x' },
  startedAt: '2026-04-12T09:00:00.000Z',
});

describe('each write that changes a run', () => {
  test('gives it a revision, and marks with it the steps that it changed', async () => {
    const run = await startedRun();
    const { runs } = held.database;
    expect(await revisionsOf(run)).toEqual([0, 0, 'pending']);
    await runs.recordProgress([progress(run, 1, [step('a', { status: 'running' }), step('b', { position: 1 })])]);
    expect(await revisionsOf(run)).toEqual([1, 1, 'running']);
    await runs.recordProgress([progress(run, 7, [step('a'), step('c', { position: 2, status: 'running' })])]);
    // The run itself stays as it was.
    expect(await revisionsOf(run)).toEqual([2, 1, 'running']);
    const end = { revision: 2, position: 9 };
    expect(await changed(run, START, end)).toEqual(['b@1 success', 'a@2 success', 'c@2 running']);
    expect(await changed(run, { revision: 2, position: 0 }, end)).toEqual(['c@2 running']);
    expect(await changed(run, START, { revision: 2, position: 0 })).toEqual(['b@1 success', 'a@2 success']);
    expect(await changed(run, START, end, 1)).toEqual(['b@1 success']);
  });

  test('also one of the same sequence, which brings what an earlier one lost', async () => {
    const run = await startedRun();
    const { runs } = held.database;
    await runs.recordProgress([progress(run, 3, [step('b', { position: 1 })])]);
    await runs.record(snapshot(run, { sequence: 3, steps: [step('a'), step('b', { position: 1 })] }));
    expect(await changed(run, { revision: 1, position: 9 }, { revision: 9, position: 0 })).toEqual(['a@2 success']);
  });

  test('and none that came too late', async () => {
    const run = await startedRun();
    const { runs } = held.database;
    await runs.record(snapshot(run, { sequence: 5, steps: [step('a')] }));
    await runs.recordProgress([progress(run, 4, [step('a', { status: 'running' })])]);
    expect(await revisionsOf(run)).toEqual([1, 1, 'running']);
  });

  test('also an end that somebody else writes, with the steps that it closes', async () => {
    const run = await startedRun();
    const { runs } = held.database;
    const steps = [step('a'), step('b', { position: 1, status: 'running' })];
    await runs.record(snapshot(run, { steps }));
    await runs.finish(run.projectId, run.id, { status: 'cancelled', error: null });
    expect(await revisionsOf(run)).toEqual([2, 2, 'cancelled']);
    const end = { revision: 2, position: 9 };
    expect(await changed(run, START, end)).toEqual(['a@1 success', 'b@2 cancelled']);
  });
});

test('another project sees nothing of it', async () => {
  const run = await startedRun();
  const { runs, runChanges } = held.database;
  await runs.record(snapshot(run, { steps: [step('a')] }));
  const other = { ...run, projectId: (await startedRun()).projectId };
  expect(await runChanges.get(other.projectId, run.id)).toBeNull();
  expect(await changed(other, START, { revision: 9, position: 0 })).toEqual([]);
  expect(await runChanges.revisions([other, run])).toEqual([{ id: run.id, revision: 1 }]);
});

describe('the changes among the runs of a search', () => {
  async function searched() {
    const project = await newProject(held.database);
    const workflow = await newWorkflow(held.database, project);
    const { projectId } = project;
    const made = async (tags: string[] = []) =>
      (await held.database.runs.create(projectId, { ...newRun(workflow), tags })).run;
    return { projectId, workflow: workflow.workflow, made };
  }

  test('are looked for among what lives and what is new, by what never changes', async () => {
    const { projectId, made } = await searched();
    const { runs, searchChanges } = held.database;
    const [live, ended, other] = [await made(['x']), await made(['x']), await made(['y'])];
    await runs.record(snapshot(ended, { status: 'failed', completedAt: new Date().toISOString() }));
    const filter = { tag: 'x', status: ['failed' as const] };
    const soon = new Date(Date.now() + 60_000);
    const old = await searchChanges.candidates(projectId, filter, soon, 10);
    expect(old.runs).toEqual([{ id: live.id, revision: 0, stateRevision: 0, live: true, matches: false }]);
    expect(Math.abs(old.atMs - Date.now())).toBeLessThan(60_000);
    const found = await searchChanges.candidates(projectId, filter, new Date(0), 10);
    expect(found.runs.map(({ id, matches }) => `${id} ${matches}`).sort()).toEqual(
      [`${live.id} false`, `${ended.id} true`].sort(),
    );
    const evaluated = await searchChanges.evaluate(projectId, filter, [live.id, ended.id, other.id]);
    expect(evaluated.map(({ id, matches, live: lives }) => [id, matches, lives])).toEqual([
      [live.id, false, true],
      [other.id, false, true],
      [ended.id, true, false],
    ]);
  });

  test('after a time come in their order, ends of long ago with them', async () => {
    const { projectId, made, workflow } = await searched();
    const { runs, searchChanges } = held.database;
    const before = await made();
    const [first, second, third] = [await made(), await made(), await made()];
    await runs.record(snapshot(before, { status: 'completed', completedAt: '2026-04-12T09:00:05.000Z' }));
    const [{ changedAt } = { changedAt: new Date(0) }] = await searchChanges.changedAfter(
      projectId,
      { status: ['completed'] },
      new Date(0),
      10,
    );
    for (const change of [
      snapshot(third, { status: 'failed', completedAt: new Date().toISOString() }),
      snapshot(first, { status: 'completed', completedAt: new Date().toISOString() }),
      snapshot(second),
    ]) {
      // Changes of one millisecond have no order but that of their ids.
      const at = Date.now();
      await eventually(() => Date.now() > at);
      await runs.record(change);
    }
    const filter = { workflowId: workflow.id };
    const found = await searchChanges.changedAfter(projectId, filter, changedAt, 10);
    expect(found.map(({ run }) => run.id)).toEqual([third.id, first.id, second.id]);
    const newest = await searchChanges.changedAfter(projectId, filter, changedAt, 2);
    expect(newest.map(({ run }) => run.id)).toEqual([first.id, second.id]);
    expect(await searchChanges.changedAfter((await searched()).projectId, filter, changedAt, 10)).toEqual([]);
  });
});
