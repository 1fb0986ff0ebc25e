import type { StepSnapshot, StepStatus } from '@perdura/definition/run';
import { compareIterations } from './iteration-page.ts';
import type { RunRow } from './run-row.ts';
import { runSearch } from './run-search.ts';
import { stepRepository } from './steps.ts';
import { type ExaminedRows, examinedRows } from './testing/examined-rows.ts';
import { newProject, newRun, newWorkflow, snapshot, step, useDatabase } from './testing/fixtures.ts';

const held = useDatabase();
const ROUNDS = 10_000;

/** `fetch`, then a loop of `each` over `work` and `send`, in which three rounds of `send` failed and two still run. */
function stateOf(nodeId: string, round: number): StepStatus {
  if (nodeId !== 'send') return 'success';
  if (round % 4_000 === 1) return 'failed';
  return round >= ROUNDS - 2 ? 'running' : 'success';
}

function loopSteps(): StepSnapshot[] {
  const steps = [step('fetch'), step('each', { position: 1, nodeType: 'for-each', status: 'running' })];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const nodeId of ['work', 'send']) {
      const status = stateOf(nodeId, round);
      steps.push(step(nodeId, { status, iteration: String(round), position: steps.length, result: { value: round } }));
    }
  }
  return steps;
}

/** Steps of further runs, so that the planner sees a table as it is in use. */
const MANY_OTHERS = `
  WITH run AS (
    INSERT INTO runs (id, project_id, workflow_id, version_id, version, triggered_by, trigger_data, temporal_workflow_id)
    SELECT lpad(to_hex(n), 24, '0'), r.project_id, r.workflow_id, r.version_id, 1, 'api', r.trigger_data, 'run-' || n
    FROM runs r CROSS JOIN generate_series(1, $2::int / 20) n WHERE r.id = $1 RETURNING id
  )
  INSERT INTO steps (run_id, node_id, iteration, position, node_type, status, result)
  SELECT run.id, CASE WHEN n % 2 = 0 THEN 'send' ELSE 'work' END, (n / 2)::text, n, 'condition',
    CASE WHEN n % 10 = 0 THEN 'failed' ELSE 'success' END, '{"value": 1}'
  FROM run CROSS JOIN generate_series(0, 19) n`;

async function startedRun(): Promise<RunRow> {
  const { database } = held;
  const project = await newProject(database);
  const { run } = await database.runs.create(project.projectId, newRun(await newWorkflow(database, project)));
  return run;
}

describe('a run that looped over 10,000 items', () => {
  let run: RunRow;
  let crowd: RunRow;
  let examined: ExaminedRows;
  let steps: ReturnType<typeof stepRepository>;

  beforeAll(async () => {
    run = await startedRun();
    await held.database.runs.record(snapshot(run, { steps: loopSteps() }));
    crowd = await startedRun();
    await held.database.runs.record(snapshot(crowd, { steps: [step('fetch'), step('send')] }));
    examined = examinedRows(held.url);
    await examined.fill(MANY_OTHERS, [crowd.id, 100_000]);
    steps = stepRepository({ sql: examined.sql } as Parameters<typeof stepRepository>[0]);
  });

  beforeEach(() => examined.reset());
  afterAll(() => examined.close());

  test('shows its first round, then what failed, what is open and what is newest', async () => {
    const { steps: shown, furtherRounds } = await steps.select(run.projectId, run.id, 50);
    const of = (nodeId: string) => shown.filter((each) => each.nodeId === nodeId).map(({ iteration }) => iteration);
    expect([of('fetch'), of('each')]).toEqual([['0'], ['0']]);
    const newest = (count: number, before = ROUNDS) =>
      Array.from({ length: count }, (_, index) => String(before - count + index));
    expect(of('work')).toEqual(['0', ...newest(23)]);
    expect(of('send')).toEqual(['0', '1', '4001', '8001', ...newest(18, ROUNDS - 2), ...newest(2)]);
    expect(shown.map(({ position }) => position)).toEqual(
      shown.map(({ position }) => position).toSorted((one, other) => one - other),
    );
    expect(furtherRounds?.toSorted((one, other) => one.count - other.count)).toEqual([
      { nodeId: 'send', status: 'running', count: 2 },
      { nodeId: 'send', status: 'failed', count: 3 },
      { nodeId: 'send', status: 'success', count: ROUNDS - 6 },
      { nodeId: 'work', status: 'success', count: ROUNDS - 1 },
    ]);
    expect(examined.ofTable('steps')).toBeLessThan(50 * 8);
  });

  test('a list shows its first round alone', async () => {
    const listed = await steps.ofRuns(run.projectId, [run.id], 10);
    const { steps: shown, more } = listed.get(run.id) ?? { steps: [], more: false };
    expect(shown.map(({ nodeId, iteration }) => `${nodeId}/${iteration}`)).toEqual([
      'fetch/0',
      'each/0',
      'work/0',
      'send/0',
    ]);
    expect(more).toBe(true);
    expect(examined.ofTable('steps')).toBeLessThan(40);
  });

  test('gives its iterations in pages, in numeric order', async () => {
    const found: string[] = [];
    let cursor: string | null = '998';
    for (let page = 0; page < 3; page += 1) {
      const answer = await steps.iterations(run.projectId, run.id, 'send', { limit: 3, cursor });
      expect([answer.total, answer.more]).toEqual([ROUNDS, true]);
      found.push(...answer.items.map(({ iteration }) => iteration));
      cursor = found.at(-1) ?? null;
    }
    expect(found).toEqual(['999', '1000', '1001', '1002', '1003', '1004', '1005', '1006', '1007']);
    expect(examined.ofTable('steps')).toBeLessThan(3 * 60);
  });

  test('finds the few that failed without a look at the others', async () => {
    const answer = await steps.iterations(run.projectId, run.id, 'send', { limit: 20, status: ['failed', 'running'] });
    expect(answer.items.map(({ iteration }) => iteration)).toEqual(['1', '4001', '8001', '9998', '9999']);
    expect([answer.total, answer.more]).toEqual([5, false]);
    expect(examined.ofTable('steps') + examined.ofIndexesAlone('steps')).toBeLessThan(40);
  });

  test('finds one iteration, leaves out those that are known better, and ends with the last', async () => {
    const { projectId, id } = run;
    const one = await steps.iterations(projectId, id, 'work', { limit: 20, iteration: '77' });
    expect([one.total, one.more, one.items.map(({ iteration }) => iteration)]).toEqual([1, false, ['77']]);
    const except = ['0', '2'];
    const some = await steps.iterations(projectId, id, 'work', { limit: 2, except });
    expect([some.total, some.items.map(({ iteration }) => iteration)]).toEqual([ROUNDS, ['1', '3']]);
    const last = await steps.iterations(projectId, id, 'work', { limit: 2, cursor: '9998' });
    expect([last.more, last.items.map(({ iteration }) => iteration)]).toEqual([false, ['9999']]);
  });

  test('is found by the node, among other runs', async () => {
    const search = runSearch({ sql: examined.sql } as Parameters<typeof runSearch>[0]);
    const found = await search(run.projectId, { nodeId: 'send' }, { limit: 10 });
    expect([found.total, found.items.map(({ id }) => id)]).toEqual([1, [run.id]]);
    // Looks at one step of each run, however many rounds a loop made of it, and at some twice: rare matches would have
    // been gathered first.
    examined.reset();
    const many = await search(crowd.projectId, { nodeId: 'send' }, { limit: 10 });
    expect([many.total, many.items.length]).toEqual([5_001, 10]);
    expect(examined.ofTable('steps') + examined.ofIndexesAlone('steps')).toBeLessThan(2 * 5_001);
  });
});

test('nested iterations come in the order of their numbers, an outer one with all that is within it', async () => {
  const { database } = held;
  const run = await startedRun();
  const iterations = ['0.10', '0.2', '10.0', '2.0', '0.0', '2.1'];
  const steps = iterations.map((iteration, position) => step('deep', { iteration, position }));
  await database.runs.record(snapshot(run, { steps }));
  const all = await database.steps.iterations(run.projectId, run.id, 'deep', { limit: 10 });
  const found = all.items.map(({ iteration }) => iteration);
  expect(found).toEqual(['0.0', '0.2', '0.10', '2.0', '2.1', '10.0']);
  expect(found).toEqual(iterations.toSorted(compareIterations));
  const within = await database.steps.iterations(run.projectId, run.id, 'deep', { limit: 1, iteration: '2' });
  expect([within.total, within.more, within.items[0]?.iteration]).toEqual([2, true, '2.0']);
  const none = await database.steps.iterations(run.projectId, run.id, 'deep', { limit: 10, iteration: '1' });
  expect(none).toEqual({ items: [], total: 0, more: false });
});

test('a run of few steps is shown whole', async () => {
  const { database } = held;
  const run = await startedRun();
  const steps = [step('a'), step('b', { position: 1 }), step('b', { position: 2, iteration: '1', status: 'waiting' })];
  await database.runs.record(snapshot(run, { steps }));
  const shown = await database.steps.select(run.projectId, run.id, 3);
  expect(shown.furtherRounds).toBeNull();
  expect(shown.steps.map(({ nodeId, iteration }) => `${nodeId}/${iteration}`)).toEqual(['a/0', 'b/0', 'b/1']);
  expect(await database.steps.typeOf(run.projectId, run.id, 'b')).toBe('condition');
  expect(await database.steps.typeOf(run.projectId, run.id, 'c')).toBeNull();
  const places = ['0', '1', '2'].map((iteration) => ({ nodeId: 'b', iteration }));
  expect(await database.steps.statuses(run.projectId, run.id, places)).toEqual([
    { nodeId: 'b', iteration: '0', status: 'success' },
    { nodeId: 'b', iteration: '1', status: 'waiting' },
  ]);
});

test('a list holds so many bytes of results, those of the newest run first', async () => {
  const { database } = held;
  const project = await newProject(database);
  const workflow = await newWorkflow(database, project);
  const made = await Promise.all([1, 2, 3].map(() => database.runs.create(project.projectId, newRun(workflow))));
  const ids = made.map(({ run }) => run.id).toSorted();
  const large = { value: 'x'.repeat(30 * 1024) };
  for (const { run } of made) {
    const steps = Array.from({ length: 250 }, (_, position) => step(`n${position}`, { position, result: large }));
    await database.runs.record(snapshot(run, { steps }));
  }
  const listed = await database.steps.ofRuns(project.projectId, ids, 500);
  const whole = ids.map((id) => listed.get(id)?.steps.filter(({ result }) => 'value' in result).length);
  expect(whole).toEqual([45, 250, 250]);
  const omitted = listed.get(String(ids[0]))?.steps.at(-1)?.result;
  expect(omitted).toEqual({ blob: '', bytes: expect.any(Number) });
  const [one] = ids.map((id) => database.steps.ofRuns(project.projectId, [id], 500));
  expect((await one)?.get(String(ids[0]))?.steps.every(({ result }) => 'value' in result)).toBe(true);
});
