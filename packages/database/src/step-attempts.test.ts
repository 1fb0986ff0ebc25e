import { newId } from './ids.ts';
import { attempt, newProject, newRun, newWorkflow, useDatabase } from './testing/fixtures.ts';

const held = useDatabase();

async function startedRun() {
  const { database } = held;
  const project = await newProject(database);
  const { run } = await database.runs.create(project.projectId, newRun(await newWorkflow(database, project)));
  return run;
}

const second = (seconds: number): string => new Date(Date.UTC(2026, 3, 12, 9, 0, seconds)).toISOString();

test('attempts of many runs are written at once, and read in the order in which they started', async () => {
  const { database } = held;
  const [one, other] = [await startedRun(), await startedRun()];
  const error = { code: 'HTTP_STATUS', message: 'it answered 500' };
  const log = [{ at: second(2), level: 'info', message: 'hello' }];
  const notes = [
    attempt(one, 'send', { attempt: 2, startedAt: second(5), input: { n: 2 }, log }),
    attempt(one, 'send', { attempt: 1, startedAt: second(1), error, input: { n: 1 } }),
    attempt(one, 'send', { iteration: '1', queuedAt: null }),
    attempt(other, 'send'),
  ];
  expect(await database.stepAttempts.record(notes)).toBe(4);
  // What a worker could not know to be written is written again.
  expect(await database.stepAttempts.record([...notes, ...notes])).toBe(4);
  const found = await database.stepAttempts.ofIterations(one.projectId, one.id, 'send', ['0', '1', '2']);
  expect(found).toMatchObject([
    { iteration: '0', attempt: 1, errorCode: 'HTTP_STATUS', errorMessage: 'it answered 500', input: null, log: null },
    { iteration: '0', attempt: 2, errorCode: null, input: { n: 2 }, log, worker: '7@host' },
    { iteration: '1', attempt: 1, queuedAt: null, endedAt: new Date('2026-04-12T09:00:02.000Z') },
  ]);
});

test('a step that was retried by somebody keeps the attempts of before', async () => {
  const { database } = held;
  const run = await startedRun();
  const times = [second(1), second(2), second(60)];
  const notes = times.map((startedAt, index) => attempt(run, 'send', { attempt: (index % 2) + 1, startedAt }));
  await database.stepAttempts.record(notes);
  const found = await database.stepAttempts.ofIterations(run.projectId, run.id, 'send', ['0']);
  expect(found.map((each) => each.attempt)).toEqual([1, 2, 1]);
});

test('a run that is gone takes no other down, nor does what cannot be stored', async () => {
  const { database } = held;
  const run = await startedRun();
  const gone = { id: newId(), projectId: run.projectId };
  const input = { text: 'a\0b\ud800' };
  expect(await database.stepAttempts.record([attempt(gone, 'send'), attempt(run, 'send', { input })])).toBe(1);
  const [found] = await database.stepAttempts.ofIterations(run.projectId, run.id, 'send', ['0']);
  expect(found?.input).toEqual({ text: 'a\ufffdb\ufffd' });
});

test('of a step with hundreds of attempts the newest are read', async () => {
  const { database } = held;
  const run = await startedRun();
  const log = [{ at: second(0), level: 'info', message: 'hello' }];
  const notes = Array.from({ length: 300 }, (_, index) =>
    attempt(run, 'send', { attempt: index + 1, startedAt: second(index), log }),
  );
  await database.stepAttempts.record(notes);
  const found = await database.stepAttempts.ofIterations(run.projectId, run.id, 'send', ['0']);
  expect([found.length, found[0]?.attempt, found.at(-1)?.attempt]).toEqual([200, 101, 300]);
  expect(found.filter((each) => each.log !== null)).toHaveLength(5);
});
