import { newId } from './ids.ts';
import { attempt, newProject, newRun, newWorkflow, snapshot, step, useDatabase } from './testing/fixtures.ts';

const held = useDatabase();

async function failedRun() {
  const { database } = held;
  const project = await newProject(database);
  const versioned = await newWorkflow(database, project);
  const { run } = await database.runs.create(project.projectId, newRun(versioned));
  const blob = await database.blobs.put(project.projectId, Buffer.from(`"${run.id}"`), { runId: run.id });
  await database.runs.record(
    snapshot(run, {
      status: 'failed',
      sequence: 9,
      steps: [
        step('first', { position: 0, result: { blob: blob.hash, bytes: blob.bytes }, warnings: ['w'] }),
        step('choose', { position: 1, nodeType: 'condition', label: 'false', result: { value: false } }),
        step('over', { position: 2, status: 'skipped', passed: true }),
        step('loop', { position: 3, nodeType: 'for-each' }),
        step('inner', { position: 5, iteration: '0' }),
        step('inner', { position: 4, iteration: '1' }),
        step('broken', { position: 7, status: 'failed', error: { code: 'HTTP_ERROR', message: 'no' } }),
        step('first:compensate', { position: 8 }),
      ],
    }),
  );
  await database.stepAttempts.record([attempt(run, 'first'), attempt(run, 'broken')]);
  return { database, versioned, run, blob, projectId: project.projectId };
}

test('says what of a run has finished, and what of it was undone', async () => {
  const { database, projectId, run } = await failedRun();
  const found = await database.carriedSteps.finished(
    projectId,
    run.id,
    ['first', 'choose', 'over', 'broken', 'other'],
    ['first:compensate', 'choose:compensate'],
  );
  expect(found.steps.map(({ nodeId, status, label, passed }) => [nodeId, status, label, passed])).toEqual([
    ['first', 'success', null, false],
    ['choose', 'success', 'false', false],
    ['over', 'skipped', null, true],
    ['broken', 'failed', null, false],
  ]);
  expect(found.undone).toEqual(new Set(['first:compensate']));
});

test('a run that repeats another one begins with the steps that it carries over, and what was given', async () => {
  const { database, projectId, versioned, run, blob } = await failedRun();
  const given = [{ nodeId: 'broken', nodeType: 'http-request', result: { value: 7 }, label: null }] as const;
  const { run: retry } = await database.runs.create(projectId, {
    ...newRun(versioned),
    retryOf: run.id,
    carry: { nodeIds: ['first', 'choose', 'over', 'loop', 'inner'], given: [...given] },
  });
  expect(retry).toMatchObject({ retryOf: run.id, resumes: true, status: 'pending', sequence: 0 });
  const steps = await database.steps.ofRun(projectId, retry.id);
  expect(steps.map(({ nodeId, iteration, position, status }) => [nodeId, iteration, position, status])).toEqual([
    ['first', '0', 0, 'success'],
    ['choose', '0', 1, 'success'],
    ['over', '0', 2, 'skipped'],
    ['loop', '0', 3, 'success'],
    ['inner', '1', 4, 'success'],
    ['inner', '0', 5, 'success'],
    ['broken', '0', 7, 'skipped'],
  ]);
  expect(steps[0]).toMatchObject({ result: { blob: blob.hash }, warnings: ['w'] });
  const carried = await database.carriedSteps.ofRun(projectId, retry.id, ['first', 'choose', 'over', 'loop', 'broken']);
  expect(carried.steps.map(({ nodeId }) => nodeId).sort()).toEqual(['choose', 'first', 'loop', 'over']);
  expect(carried).toMatchObject({ given, position: 6 });
  expect(await database.stepAttempts.ofIterations(projectId, retry.id, 'first', ['0'])).toHaveLength(1);
  expect((await database.blobs.usedBy(projectId, retry.id, [blob.hash])).size).toBe(1);
});

test('a step is told to be carried from the run that did it, however often it is carried on', async () => {
  const { database, projectId, versioned, run } = await failedRun();
  const carry = { nodeIds: ['first'], given: [] };
  const again = async (retryOf: string) =>
    (await database.runs.create(projectId, { ...newRun(versioned), retryOf, carry })).run;
  const second = await again(run.id);
  await database.runs.finish(projectId, second.id, { status: 'cancelled', error: null });
  const third = await again(second.id);
  expect((await database.steps.ofRun(projectId, third.id)).map(({ carriedFrom }) => carriedFrom)).toEqual([run.id]);
});

test('what a run does later is told from what it carried over', async () => {
  const { database, projectId, versioned, run } = await failedRun();
  const { run: retry } = await database.runs.create(projectId, {
    ...newRun(versioned),
    ...{ retryOf: run.id, carry: { nodeIds: ['first'], given: [] } },
  });
  const steps = [step('choose', { position: 1, label: 'true' }), step('broken', { position: 2, status: 'running' })];
  await database.runs.recordProgress([snapshot(retry, { sequence: 3, steps })]);
  const carried = await database.carriedSteps.ofRun(projectId, retry.id, ['first', 'choose', 'broken']);
  expect(carried).toMatchObject({ steps: [{ nodeId: 'first' }], given: [], position: 1 });
});

test('a repeat of the key copies nothing once more', async () => {
  const { database, projectId, versioned, run } = await failedRun();
  const input = {
    ...newRun(versioned),
    ...{ retryOf: run.id, carry: { nodeIds: ['first'], given: [] } },
    idempotency: { scope: `retry:${run.id}`, key: 'k', bodyHash: 'h' },
  };
  const made = await Promise.all(Array.from({ length: 5 }, () => database.runs.create(projectId, input)));
  expect(new Set(made.map((each) => each.run.id)).size).toBe(1);
  expect(made.filter(({ created }) => created)).toHaveLength(1);
  expect(await database.steps.ofRun(projectId, made[0]?.run.id ?? '')).toHaveLength(1);
});

test('a run that is gone is not repeated', async () => {
  const { database, projectId, versioned } = await failedRun();
  const gone = { ...newRun(versioned), retryOf: newId() };
  await expect(database.runs.create(projectId, gone)).rejects.toThrow('has no version');
});
