import type { JsonValue } from '@perdura/definition';
import type { RunProgress, RunStatus } from '@perdura/definition/run';
import { IdempotencyConflict, UnknownReference } from './errors.ts';
import { newId } from './ids.ts';
import { compiled, newProject, newRun, newWorkflow, snapshot, step, useDatabase } from './testing/fixtures.ts';

const held = useDatabase({ poolSize: 20 });

function must<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('expected a value');
  return value;
}

async function setUp() {
  const { database } = held;
  const project = await newProject(database);
  const workflow = await newWorkflow(database, project);
  return { database, ...project, workflow, input: newRun(workflow) };
}

async function setUpRun() {
  const made = await setUp();
  const { run } = await made.database.runs.create(made.projectId, made.input);
  return { ...made, run };
}

describe('creating runs', () => {
  test('makes a pending row that waits to be handed over', async () => {
    const { database, projectId, input, workflow } = await setUp();
    const { run, created } = await database.runs.create(projectId, {
      ...input,
      tags: ['night'],
      businessKey: 'order-1',
    });
    expect(created).toBe(true);
    expect(run).toMatchObject({
      projectId,
      workflowId: workflow.workflow.id,
      versionId: workflow.version.id,
      version: 1,
      status: 'pending',
      triggerData: { value: { building: 'A栋' } },
      tags: ['night'],
      businessKey: 'order-1',
      temporalWorkflowId: `run-${run.id}`,
      dispatchedAt: null,
    });
    expect((await database.runs.undispatched(0, 1000)).map(({ id }) => id)).toContain(run.id);
    expect(await database.runs.undispatched(60_000, 1000)).toEqual([]);
    expect(await database.runs.markDispatched(projectId, run.id, 'first')).toBe(true);
    expect(await database.runs.markDispatched(projectId, run.id, 'second')).toBe(false);
    expect((await database.runs.get(projectId, run.id))?.temporalRunId).toBe('first');
    expect((await database.runs.undispatched(0, 1000)).map(({ id }) => id)).not.toContain(run.id);
  });

  test('makes one row for 50 concurrent calls with one idempotency key', async () => {
    const { database, projectId, input } = await setUp();
    const idempotency = { key: 'once', bodyHash: 'body' };
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => database.runs.create(projectId, { ...input, idempotency })),
    );
    expect(new Set(answers.map(({ run }) => run.id)).size).toBe(1);
    expect(answers.filter(({ created }) => created)).toHaveLength(1);
    expect((await database.runs.search(projectId, {}, { limit: 10 })).total).toBe(1);
  });

  test('refuses a used key with another body, also while the first is being made', async () => {
    const { database, projectId, input } = await setUp();
    const settled = await Promise.allSettled(
      ['one', 'other'].map((bodyHash) =>
        database.runs.create(projectId, { ...input, idempotency: { key: 'k', bodyHash } }),
      ),
    );
    const refused = settled.filter((each) => each.status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(refused[0]?.reason).toBeInstanceOf(IdempotencyConflict);
  });

  test('keeps keys of projects and of workflows apart', async () => {
    const { database, projectId, userId, input } = await setUp();
    const other = await setUp();
    const second = await newWorkflow(database, { projectId, userId });
    const idempotency = { key: 'same', bodyHash: 'body' };
    const runs = await Promise.all([
      database.runs.create(projectId, { ...input, idempotency }),
      database.runs.create(projectId, { ...newRun(second), idempotency }),
      database.runs.create(other.projectId, { ...other.input, idempotency }),
    ]);
    expect(runs.every(({ created }) => created)).toBe(true);
  });

  test('makes one run per event and workflow, with an idempotency key too', async () => {
    const { database, projectId, input } = await setUp();
    const eventId = newId();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => database.runs.create(projectId, { ...input, eventId, triggeredBy: 'event' })),
    );
    expect(new Set(answers.map(({ run }) => run.id)).size).toBe(1);
    const again = await database.runs.create(projectId, {
      ...input,
      eventId,
      idempotency: { key: 'late', bodyHash: 'b' },
    });
    expect(again.created).toBe(false);
    expect((await database.runs.byEvent(projectId, eventId)).map(({ id }) => id)).toEqual([answers[0]?.run.id]);
  });

  test("refuses another project's version", async () => {
    const { database, input } = await setUp();
    const stranger = await newProject(database);
    await expect(database.runs.create(stranger.projectId, input)).rejects.toBeInstanceOf(UnknownReference);
  });
});

describe('recording', () => {
  test('writes the run and its steps in the order of the snapshot', async () => {
    const { database, projectId, run } = await setUpRun();
    const error = { code: 'HTTP_STATUS', message: 'answered 500', nodeId: 'send' };
    const steps = [
      step('fetch', { result: { value: { devices: [1, 2] } }, warnings: ['slow'] }),
      step('send', {
        position: 1,
        status: 'failed',
        error: { code: 'HTTP_STATUS', message: 'answered 500' },
        attempts: 5,
      }),
      step('tidy', {
        position: 2,
        status: 'skipped',
        startedAt: null,
        completedAt: null,
        attempts: 0,
        result: { value: null },
      }),
    ];
    const completedAt = '2026-04-12T09:00:05.250Z';
    const done = snapshot(run, { sequence: 4, status: 'failed', completedAt, error, steps });
    expect(await database.runs.record(done)).toEqual({ recorded: true, event: false, freed: null });
    expect(await database.runs.get(projectId, run.id)).toMatchObject({
      status: 'failed',
      sequence: 4,
      durationMs: 5250,
      errorCode: 'HTTP_STATUS',
      errorMessage: 'answered 500',
      errorNodeId: 'send',
      completedAt: new Date(completedAt),
      dispatchedAt: expect.any(Date),
    });
    const stored = await database.steps.ofRun(projectId, run.id);
    expect(stored.map(({ nodeId, status }) => [nodeId, status])).toEqual([
      ['fetch', 'success'],
      ['send', 'failed'],
      ['tidy', 'skipped'],
    ]);
    expect(stored[0]).toMatchObject({ result: { value: { devices: [1, 2] } }, warnings: ['slow'], attempts: 1 });
    expect(stored[1]).toMatchObject({ errorCode: 'HTTP_STATUS', errorMessage: 'answered 500', attempts: 5 });
    expect(stored[2]).toMatchObject({ startedAt: null, completedAt: null });
  });

  test('keeps the result, the answer of the run, and the run that a step started', async () => {
    const { database, projectId, run } = await setUpRun();
    const response = { value: { status: 201, headers: {}, body: 'made' } };
    const steps = [step('call', { nodeType: 'sub-workflow', childRunId: 'b'.repeat(24) })];
    await database.runs.record(snapshot(run, { sequence: 1, status: 'waiting', paused: true, response, steps }));
    const { paused: _, ...untold } = snapshot(run, { sequence: 2 });
    await database.runs.recordProgress([untold]);
    const waiting = await database.runs.get(projectId, run.id);
    expect(waiting).toMatchObject({ result: null, response, paused: true, durationMs: null });
    await database.runs.record(snapshot(run, { sequence: 3, status: 'completed', result: { value: null } }));
    const ended = await database.runs.get(projectId, run.id);
    expect(ended).toMatchObject({ result: { value: null }, response, paused: false });
    expect(await database.steps.ofRun(projectId, run.id)).toMatchObject([{ childRunId: 'b'.repeat(24) }]);
  });

  test('a paused run that is ended from outside is not paused any more', async () => {
    const { database, projectId, run } = await setUpRun();
    await database.runs.record(snapshot(run, { sequence: 1, status: 'waiting', paused: true }));
    await database.runs.finish(projectId, run.id, { status: 'cancelled', error: null });
    expect(await database.runs.get(projectId, run.id)).toMatchObject({ status: 'cancelled', paused: false });
  });

  test('never lets an older snapshot overwrite a newer one, nor anything a terminal status', async () => {
    const { database, projectId, run } = await setUpRun();
    await database.runs.record(snapshot(run, { sequence: 5, status: 'waiting' }));
    expect((await database.runs.record(snapshot(run, { sequence: 4, status: 'completed' }))).recorded).toBe(false);
    expect((await database.runs.record(snapshot(run, { sequence: 6, status: 'completed' }))).recorded).toBe(true);
    expect((await database.runs.record(snapshot(run, { sequence: 7, status: 'failed' }))).recorded).toBe(false);
    expect(await database.runs.recordProgress([{ ...snapshot(run, { sequence: 8 }) }])).toBe(0);
    expect((await database.runs.finish(projectId, run.id, { status: 'failed', error: null })).recorded).toBe(false);
    expect(await database.runs.get(projectId, run.id)).toMatchObject({ status: 'completed', sequence: 6 });
  });

  test('keeps order and the terminal status under 50 concurrent recorders', async () => {
    const { database, projectId, run } = await setUpRun();
    const last = 50;
    const writes = Array.from({ length: last }, (_, index) => {
      const sequence = index + 1;
      const status: RunStatus = sequence === last ? 'completed' : 'running';
      const steps = [step('count', { result: { value: sequence } })];
      return snapshot(run, { sequence, status, steps });
    });
    const shuffled = writes.toSorted((one, other) => ((one.sequence * 37) % 53) - ((other.sequence * 37) % 53));
    const outcomes = await Promise.all(
      shuffled.map(async (each, index) =>
        index % 2 === 0 && each.status === 'running'
          ? (await database.runs.recordProgress([each])) === 1
          : (await database.runs.record(each)).recorded,
      ),
    );
    expect(outcomes[shuffled.findIndex(({ sequence }) => sequence === last)]).toBe(true);
    expect(await database.runs.get(projectId, run.id)).toMatchObject({ status: 'completed', sequence: last });
    const [stored] = await database.steps.ofRun(projectId, run.id);
    expect(stored?.result).toEqual({ value: last });
  });

  test('records a terminal snapshot once among 50 that say it', async () => {
    const { database, projectId, run } = await setUpRun();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        database.runs.record(snapshot(run, { sequence: 3, status: index % 2 === 0 ? 'completed' : 'failed' })),
      ),
    );
    expect(outcomes.filter(({ recorded }) => recorded)).toHaveLength(1);
    const first = await database.runs.get(projectId, run.id);
    await database.runs.record(snapshot(run, { sequence: 9, status: 'cancelled' }));
    expect((await database.runs.get(projectId, run.id))?.status).toBe(first?.status);
  });

  test('takes progress of many runs in one call, the newest of each, and a snapshot makes lost progress good', async () => {
    const { database, projectId, input } = await setUp();
    const runs = await Promise.all(Array.from({ length: 20 }, () => database.runs.create(projectId, input)));
    const progress: RunProgress[] = runs.flatMap(({ run }) => [
      snapshot(run, { sequence: 2, steps: [step('b', { position: 1, status: 'running', completedAt: null })] }),
      snapshot(run, { sequence: 1, steps: [step('a')] }),
      snapshot(run, { sequence: 3, steps: [step('b', { position: 1 })] }),
    ]);
    expect(await database.runs.recordProgress(progress)).toBe(20);
    const steps = await database.steps.ofRuns(
      projectId,
      runs.map(({ run }) => run.id),
      10,
    );
    expect([...steps.values()].every((each) => each.steps.map(({ nodeId }) => nodeId).join() === 'a,b')).toBe(true);
    expect([...steps.values()].flatMap((each) => each.steps).every(({ status }) => status === 'success')).toBe(true);

    const run = must(runs[0]?.run);
    await database.runs.recordProgress([snapshot(run, { sequence: 5, steps: [step('d', { position: 3 })] })]);
    const all = ['a', 'c', 'b', 'd'].map((nodeId, position) => step(nodeId, { position }));
    await database.runs.record(snapshot(run, { sequence: 5, status: 'completed', steps: all }));
    const order = (await database.steps.ofRun(projectId, run.id)).map(({ nodeId }) => nodeId);
    expect(order).toEqual(['a', 'c', 'b', 'd']);
  });

  test('never ends a run by progress', async () => {
    const { database, projectId, run } = await setUpRun();
    await database.runs.recordProgress([snapshot(run, { sequence: 2, status: 'completed' })]);
    expect(await database.runs.get(projectId, run.id)).toMatchObject({ status: 'running', completedAt: null });
  });

  test('keeps history when texts hold what PostgreSQL cannot', async () => {
    const { database, projectId, run } = await setUpRun();
    const steps = [step('odd', { result: { value: { 'na\0me': 'a\0b\ud800c' } }, warnings: ['\udc00'] })];
    const error = { code: 'X', message: 'nul \0 here', nodeId: null };
    expect((await database.runs.record(snapshot(run, { status: 'failed', error, steps }))).recorded).toBe(true);
    const [stored] = await database.steps.ofRun(projectId, run.id);
    expect(stored?.result).toEqual({ value: { 'na\ufffdme': 'a\ufffdb\ufffdc' } });
    expect((await database.runs.get(projectId, run.id))?.errorMessage).toBe('nul \ufffd here');
  });

  test('stores every kind of JSON value as it is', async () => {
    const { database, projectId, run } = await setUpRun();
    const values: JsonValue[] = [
      null,
      0,
      -1.5e-7,
      12345678901234567000,
      '',
      '{{ x }}',
      '设备 😀 \\u0000',
      [],
      {},
      [[[1]]],
      { a: null },
    ];
    await database.runs.record(
      snapshot(run, { steps: values.map((value, index) => step(`n${index}`, { position: index, result: { value } })) }),
    );
    const stored = await database.steps.ofRun(projectId, run.id);
    expect(stored.map(({ result }) => result)).toEqual(values.map((value) => ({ value })));
  });
});

describe('the end of a run', () => {
  test('emits its event only when something listens', async () => {
    const { database, projectId, userId, input } = await setUp();
    const { run: unheard } = await database.runs.create(projectId, input);
    expect(await database.runs.record(snapshot(unheard, { status: 'completed' }))).toEqual({
      recorded: true,
      event: false,
      freed: null,
    });

    const subscription = { developerId: userId, event: 'workflow.completed', url: 'http://x.test', secret: 'whsec_x' };
    await database.subscriptions.create(projectId, subscription);
    const { run } = await database.runs.create(projectId, { ...input, depth: 2 });
    const completed = snapshot(run, { status: 'completed', completedAt: '2026-04-12T09:00:05.000Z' });
    expect(await database.runs.record(completed)).toEqual({ recorded: true, event: true, freed: null });
    expect(await database.runs.record(completed)).toEqual({ recorded: false, event: false, freed: null });
    const [event, ...others] = (await database.events.pending(0, 1000)).filter((each) => each.projectId === projectId);
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      type: 'workflow.completed',
      depth: 3,
      data: {
        runId: run.id,
        workflowId: run.workflowId,
        status: 'completed',
        completedAt: completed.completedAt,
        error: null,
      },
    });

    const { run: failing } = await database.runs.create(projectId, input);
    expect(await database.runs.record(snapshot(failing, { status: 'failed' }))).toMatchObject({ event: false });
    await newWorkflow(database, { projectId, userId }, { trigger: { type: 'event', event: 'workflow.failed' } });
    const { run: heard } = await database.runs.create(projectId, input);
    const error = { code: 'RUN_LOST', message: 'gone', nodeId: null };
    expect(await database.runs.finish(projectId, heard.id, { status: 'failed', error })).toEqual({
      recorded: true,
      event: true,
      freed: null,
    });
  });

  test('closes open steps when the control plane ends the run', async () => {
    const { database, projectId, run } = await setUpRun();
    await database.runs.record(
      snapshot(run, { steps: [step('a'), step('b', { position: 1, status: 'running', completedAt: null })] }),
    );
    const error = { code: 'TERMINATED', message: 'terminated', nodeId: null };
    const completedAt = new Date('2026-04-12T09:01:00.000Z');
    await database.runs.finish(projectId, run.id, { status: 'cancelled', error, completedAt });
    expect(await database.runs.get(projectId, run.id)).toMatchObject({
      ...{ status: 'cancelled', errorCode: 'TERMINATED', completedAt, durationMs: 60_000 },
    });
    expect((await database.steps.ofRun(projectId, run.id)).map(({ status }) => status)).toEqual([
      'success',
      'cancelled',
    ]);
  });

  test('ends a run before its hand-over only while it was not handed over', async () => {
    const { database, projectId, input } = await setUp();
    const { run: waiting } = await database.runs.create(projectId, input);
    const { run: gone } = await database.runs.create(projectId, input);
    await database.runs.markDispatched(projectId, gone.id, null);
    const end = { status: 'cancelled', error: null } as const;
    const options = { undispatchedOnly: true };
    expect((await database.runs.finish(projectId, waiting.id, end, options)).recorded).toBe(true);
    expect((await database.runs.finish(projectId, gone.id, end, options)).recorded).toBe(false);
  });

  test('marks a cancel request once, and not on an ended run', async () => {
    const { database, projectId, run } = await setUpRun();
    const first = await database.runs.requestCancel(projectId, run.id);
    const second = await database.runs.requestCancel(projectId, run.id);
    expect(first?.cancelRequestedAt).toEqual(second?.cancelRequestedAt);
    expect(await database.runs.cancelRequested(1000)).toEqual([]);
    await database.runs.markDispatched(projectId, run.id, null);
    expect((await database.runs.cancelRequested(1000)).map(({ id }) => id)).toContain(run.id);
    await database.runs.record(snapshot(run, { status: 'cancelled' }));
    expect(await database.runs.cancelRequested(1000)).toEqual([]);
    const ended = await database.runs.requestCancel(projectId, run.id);
    expect(ended?.status).toBe('cancelled');
    expect(await database.runs.requestCancel(projectId, newId())).toBeNull();
  });
});

describe('scheduled runs', () => {
  const trigger = { type: 'cron', schedule: '0 9 * * *' } as const;

  test('are opened once per fire, with the version published then', async () => {
    const { database, projectId, userId } = await setUp();
    const { workflow } = await newWorkflow(database, { projectId, userId }, { trigger });
    const fire = {
      ...{ projectId, workflowId: workflow.id, temporalRunId: 'r' },
      temporalWorkflowId: `cron-${workflow.id}-2026-04-12T09:00:00Z`,
      nominalTime: new Date('2026-04-12T09:00:00Z'),
    };
    const opened = await Promise.all(Array.from({ length: 10 }, () => database.runs.openScheduled(fire)));
    const first = opened[0];
    if (first === undefined || 'skipped' in first) throw new Error('the run was skipped');
    expect(opened).toEqual(Array.from({ length: 10 }, () => first));
    expect(first.run).toMatchObject({
      triggeredBy: 'cron',
      version: 1,
      status: 'pending',
      dispatchedAt: expect.any(Date),
      createdAt: fire.nominalTime,
    });
    expect(first.plan).toEqual(compiled().plan);

    await database.workflows.update(projectId, workflow.id, { userId, compiled: compiled(trigger) });
    expect(await database.runs.openScheduled(fire)).toEqual(first);
    const next = await database.runs.openScheduled({
      ...fire,
      temporalWorkflowId: `${fire.temporalWorkflowId}-next`,
      nominalTime: new Date('2026-04-13T09:00:00Z'),
    });
    expect(next).toMatchObject({ run: { version: 2 } });
    await database.workflows.remove(projectId, workflow.id);
    expect(await database.runs.openScheduled(fire)).toEqual(first);
  });

  test('are skipped with a reason', async () => {
    const { database, projectId, userId, workflow: manual } = await setUp();
    const project = { projectId, userId };
    const disabled = await newWorkflow(database, project, { trigger, enabled: false });
    const deleted = await newWorkflow(database, project, { trigger });
    await database.workflows.remove(projectId, deleted.workflow.id);
    const open = ({ workflow }: typeof manual, owner = projectId) =>
      database.runs.openScheduled({
        ...{ projectId: owner, workflowId: workflow.id, temporalWorkflowId: newId(), temporalRunId: 'r' },
        nominalTime: new Date(),
      });
    expect(await open(manual)).toEqual({ skipped: 'the workflow has no cron trigger' });
    expect(await open(disabled)).toEqual({ skipped: 'the workflow is disabled' });
    expect(await open(deleted)).toEqual({ skipped: 'the workflow was deleted' });
    expect(await open(disabled, (await newProject(database)).projectId)).toEqual({
      skipped: 'the workflow was deleted',
    });
  });
});

describe('housekeeping', () => {
  test('walks live runs, those checked longest ago first', async () => {
    const { database, projectId, input } = await setUp();
    const runs = await Promise.all(Array.from({ length: 4 }, () => database.runs.create(projectId, input)));
    const ids = runs.map(({ run }) => run.id);
    await Promise.all(ids.slice(0, 3).map((id) => database.runs.markDispatched(projectId, id, null)));
    await database.runs.record(snapshot(must(runs[0]?.run), { status: 'completed' }));
    const started = new Date(Date.now() + 60_000);
    const mine = async () =>
      (await database.runs.live(started, 1000)).map(({ id }) => id).filter((id) => ids.includes(id));
    expect(await mine()).toEqual([ids[1], ids[2]].sort());
    await database.runs.markChecked([ids[1] ?? '']);
    expect(await mine()).toEqual([ids[2], ids[1]]);
    expect((await database.runs.live(new Date(0), 1000)).map(({ id }) => id)).not.toContain(ids[1]);
    const among = await database.runs.liveAmong(ids.map((id) => `run-${id}`));
    expect(among.map(({ id }) => id).sort()).toEqual(ids.slice(1).sort());
    const ofWorkflow = async (limit: number, after?: string) =>
      (await database.runs.liveOfWorkflow(projectId, input.workflowId, limit, after)).map(({ id }) => id);
    const all = ids.slice(1).sort();
    expect(await ofWorkflow(10)).toEqual(all);
    expect(await ofWorkflow(1, all[0])).toEqual(all.slice(1, 2));
  });
});
