import { eventually, queryDatabase } from '@perdura/testkit';
import fc from 'fast-check';
import { Client } from 'pg';
import { createDatabase } from './database.ts';
import { newId } from './ids.ts';
import type { RunFilter } from './run-filter.ts';
import type { RunSort, SortPlace } from './run-sort.ts';
import { DEVELOPMENT_ENCRYPTION_KEYS } from './secrets.ts';
import { newProject, newRun, newWorkflow, snapshot, step, useDatabase } from './testing/fixtures.ts';
import { insertRuns, passesFilter, type RandomRun, randomFilters, randomRuns } from './testing/random-runs.ts';

const held = useDatabase();
const SORT_FIELDS = ['createdAt', 'startedAt', 'completedAt', 'durationMs'] as const;

/** A project with 400 runs of two workflows, and a stranger with as many. */
async function filledProject() {
  const { database, url } = held;
  const project = await newProject(database);
  const workflows = await Promise.all(Array.from({ length: 2 }, () => newWorkflow(database, project)));
  const workflowIds = workflows.map(({ workflow }) => workflow.id);
  const runs = randomRuns(workflowIds, 400);
  await insertRuns(url, project.projectId, runs);
  const stranger = await newProject(database);
  await insertRuns(url, stranger.projectId, randomRuns(workflowIds, 100));
  return { projectId: project.projectId, workflowIds, runs, workflow: workflows[0] };
}

let filled: Awaited<ReturnType<typeof filledProject>>;

beforeAll(async () => {
  filled = await filledProject();
});

test('every mix of filters finds what a plain comparison finds, page by page', async () => {
  const { projectId, runs, workflowIds } = filled;
  const { runSearch } = held.database;
  const limits = fc.integer({ min: 20, max: 200 });
  await fc.assert(
    fc.asyncProperty(randomFilters(workflowIds), limits, async (filter, limit) => {
      const expected = runs.filter((run) => passesFilter(run, filter)).map(({ id }) => id);
      const found: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await runSearch.newest(projectId, filter, { limit, cursor });
        expect(page.total).toBe(expected.length);
        expect(page.items.length).toBeLessThanOrEqual(limit);
        found.push(...page.items.map(({ run }) => run.id));
        cursor = page.nextCursor;
      } while (cursor !== null);
      expect(found).toEqual(expected.reverse());
    }),
    { numRuns: 300 },
  );
});

test('every single filter finds what a plain comparison finds', async () => {
  const { projectId, runs, workflowIds } = filled;
  const mixes = fc.sample(randomFilters(workflowIds), { numRuns: 100, seed: 7 });
  for (const [name, value] of mixes.flatMap((mix) => Object.entries(mix))) {
    if (name === 'nodeStatus' || name === 'dataValue') continue;
    const filter = { [name]: value } as RunFilter;
    const expected = runs.filter((run) => passesFilter(run, filter)).length;
    expect([filter, await held.database.runSearch.total(projectId, filter)]).toEqual([filter, expected]);
  }
});

test('a number of the trigger data is found however it is written, and none is too long to be looked for', async () => {
  const { database } = held;
  const project = await newProject(database);
  const versioned = await newWorkflow(database, project);
  const total = (dataValue: string) => database.runSearch.total(project.projectId, { dataPath: 'a', dataValue });
  const numbers = fc.double({ noNaN: true, noDefaultInfinity: true });
  await fc.assert(
    fc.asyncProperty(numbers, fc.integer({ min: -30_000, max: 30_000 }), async (a, exponent) => {
      const { run } = await database.runs.create(project.projectId, {
        ...newRun(versioned),
        triggerData: { value: { a } },
      });
      for (const status of ['running', 'completed'] as const) {
        await database.runs.record(snapshot(run, { status, sequence: status === 'running' ? 1 : 2 }));
        for (const written of [JSON.stringify(a), a.toExponential()]) expect(await total(written)).toBeGreaterThan(0);
      }
      expect(await total(`1e${exponent}`)).toBeGreaterThanOrEqual(0);
    }),
    {
      numRuns: 50,
      examples: [
        [0.1, -20_000],
        [5e-324, 20_000],
        [-0, -325],
      ],
    },
  );
});

test('every sort orders as a plain comparison does, page by page, those without a value last', async () => {
  const { projectId, runs, workflowIds } = filled;
  const sorts = fc.record({ by: fc.constantFrom(...SORT_FIELDS), descending: fc.boolean() });
  const filters = fc.oneof(fc.constant({}), randomFilters(workflowIds));
  await fc.assert(
    fc.asyncProperty(filters, sorts, fc.integer({ min: 7, max: 200 }), async (filter, sort, limit) => {
      const expected = runs.filter((run) => passesFilter(run, filter)).sort(comparison(sort));
      const found = await sortedIds(projectId, filter, sort, limit);
      expect(found).toEqual(expected.map(({ id }) => id));
    }),
    { numRuns: 200 },
  );
});

test('what matches often is found as what matches seldom', async () => {
  const { database, url } = held;
  const { projectId } = await newProject(database);
  const runs = randomRuns([newId()], 5_000);
  await insertRuns(url, projectId, runs);
  for (const filter of [{ nodeId: 'fetch' }, { error: '_' }, { dataPath: 'order.id' }] as RunFilter[]) {
    const expected = runs.filter((run) => passesFilter(run, filter)).map(({ id }) => id);
    const { items, total } = await database.runSearch.newest(projectId, filter, { limit: 200 });
    expect([filter, total]).toEqual([filter, expected.length]);
    expect(total).toBeGreaterThan(2_000);
    expect(items.map(({ run }) => run.id)).toEqual(expected.reverse().slice(0, 200));
  }
});

test('what few runs have in common brings the steps of those that have ended', async () => {
  const { database } = held;
  const project = await newProject(database);
  const { projectId } = project;
  const versioned = await newWorkflow(database, project);
  const make = async (steps: number, status: 'completed' | 'running') => {
    const { run } = await database.runs.create(projectId, { ...newRun(versioned), businessKey: 'order 7' });
    const names = Array.from({ length: steps }, (_, position) => step(`n${position}`, { position }));
    await database.runs.record(snapshot(run, { status, steps: names }));
    return run.id;
  };
  const ended = await make(3, 'completed');
  const live = await make(3, 'running');
  const long = await make(60, 'completed');
  const listed = (await database.steps.ofRuns(projectId, [ended], 50)).get(ended)?.steps;
  for (const filter of [{ businessKey: 'order 7' }, { nodeId: 'n1' }]) {
    const { items, total } = await database.runSearch.newest(projectId, filter, { limit: 10 });
    expect(total).toBe(3);
    expect(items.map(({ run, steps }) => [run.id, steps])).toEqual([
      [long, null],
      [live, null],
      [ended, listed],
    ]);
    const { items: many } = await database.runSearch.newest(projectId, filter, { limit: 100 });
    expect(many.map(({ run, steps }) => [run.id, steps])).toEqual([long, live, ended].map((id) => [id, null]));
  }
});

test('pages neither repeat nor miss a run while others are made', async () => {
  const { database, url } = held;
  const { projectId, workflow } = filled;
  if (workflow === undefined) throw new Error('there is no workflow');
  const project = await newProject(database);
  const versioned = await newWorkflow(database, project);
  const old = randomRuns([versioned.workflow.id], 120);
  await insertRuns(url, project.projectId, old);
  for (const by of SORT_FIELDS) {
    const found = await sortedIds(project.projectId, {}, { by, descending: true }, 10, async () => {
      await database.runs.create(project.projectId, newRun(versioned));
    });
    expect(new Set(found).size).toBe(found.length);
    expect(found).toEqual(expect.arrayContaining(old.map(({ id }) => id)));
  }
  expect((await database.runSearch.newest(projectId, {}, { limit: 1 })).total).toBe(400);
});

test('counts are those of a plain grouping, by state, hour and workflow', async () => {
  const { projectId, runs, workflowIds } = filled;
  const { runSearch } = held.database;
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.constant({}), randomFilters(workflowIds)), async (filter) => {
      const expected = runs.filter((run) => passesFilter(run, filter));
      const request = { timezone: 'UTC', limit: 1_000 };
      const counts = async (by: 'hour' | 'workflow' | null) => {
        const groups = await runSearch.counts(projectId, filter, { ...request, by });
        return Object.fromEntries(groups.map((each) => [each.group, each.counts]));
      };
      expect(await counts(null)).toEqual(grouped(expected, () => ''));
      expect(await counts('hour')).toEqual(grouped(expected, ({ createdAt }) => createdAt.toISOString()));
      expect(await counts('workflow')).toEqual(grouped(expected, ({ workflowId }) => workflowId));
    }),
    { numRuns: 60 },
  );
});

test('hours begin where those of the time zone do, and more groups than allowed are told by one more', async () => {
  const { runSearch } = held.database;
  const request = { by: 'hour', timezone: 'Asia/Kolkata', limit: 3 } as const;
  const groups = await runSearch.counts(filled.projectId, {}, request);
  expect(groups).toHaveLength(4);
  expect(groups[0]?.group).toMatch(/T\d\d:30:00\.000Z$/);
});

test('totals stay exact while runs are made and change', async () => {
  const { database, url } = held;
  const project = await newProject(database);
  const { projectId } = project;
  const versioned = await newWorkflow(database, project);
  const workflowId = versioned.workflow.id;
  const old = randomRuns([workflowId], 300);
  await insertRuns(url, projectId, old);
  const totals = async () => {
    const { total } = await database.runs.search(projectId, {}, { limit: 1 });
    const ofWorkflow = await database.runs.listByWorkflow(projectId, workflowId, { limit: 1 });
    const pending = await database.runs.search(projectId, { status: ['pending'] }, { limit: 1 });
    return [total, ofWorkflow.total, pending.total];
  };
  const pending = old.filter(({ status }) => status === 'pending').length;
  expect(await totals()).toEqual([300, 300, pending]);
  const { run } = await database.runs.create(projectId, newRun(versioned));
  await database.runs.create(projectId, newRun(versioned));
  expect(await totals()).toEqual([302, 302, pending + 2]);
  await database.runs.record(snapshot(run, { status: 'completed' }));
  expect(await totals()).toEqual([302, 302, pending + 1]);
  expect((await database.runs.search(projectId, {}, { limit: 10 })).total).toBe(302);
  expect((await database.runs.search(newId(), {}, { limit: 10 })).total).toBe(0);
});

test('totals stay exact while schedules catch up and retention deletes', async () => {
  const { database, url } = held;
  const project = await newProject(database);
  const { projectId } = project;
  const versioned = await newWorkflow(database, project, { trigger: { type: 'cron', schedule: '* * * * *' } });
  const { run } = await database.runs.create(projectId, newRun(versioned));
  const completedAt = new Date(Date.now() - 3 * 86_400_000);
  await database.runs.finish(projectId, run.id, { status: 'completed', error: null, completedAt });
  await queryDatabase(url, `UPDATE runs SET created_at = now() - interval '3 days' WHERE id = $1`, [run.id]);
  const total = async () => (await database.runs.search(projectId, {}, { limit: 1 })).total;
  expect(await total()).toBe(1);
  for (const [index, minutesAgo] of [0, 1, 90].entries()) {
    await database.runs.openScheduled({
      ...{ projectId, workflowId: versioned.workflow.id },
      ...{ temporalWorkflowId: `fire-${newId()}`, temporalRunId: newId() },
      nominalTime: new Date(Date.now() - minutesAgo * 60_000),
    });
    expect(await total()).toBe(index + 2);
  }
  await database.retention.deleteExpiredRuns(1, 1_000);
  expect(await total()).toBe(3);
  expect(await total()).toBe(3);
});

/** Lets every search wait, until what is answered is called. */
async function lockRuns(url: string): Promise<() => Promise<void>> {
  const blocker = new Client({ connectionString: url });
  await blocker.connect();
  await blocker.query('BEGIN; LOCK TABLE runs IN ACCESS EXCLUSIVE MODE');
  return async () => {
    await blocker.query('ROLLBACK');
    await blocker.end();
  };
}

test('a search that takes longer than a statement may is told to be too broad', async () => {
  const hasty = createDatabase({ url: held.url, encryptionKeys: DEVELOPMENT_ENCRYPTION_KEYS, statementTimeoutMs: 300 });
  const release = await lockRuns(held.url);
  try {
    // A process that stands still for long gives up before it hears that PostgreSQL did.
    await eventually(async () => {
      const search = hasty.runSearch.newest(filled.projectId, {}, { limit: 1 });
      await expect(search).rejects.toMatchObject({ code: 'SEARCH_TOO_BROAD' });
      return true;
    });
  } finally {
    await release();
    await hasty.close();
  }
});

test('a search ends in PostgreSQL when nobody waits for it any more', async () => {
  const { database, url } = held;
  const release = await lockRuns(url);
  const watcher = new Client({ connectionString: url });
  await watcher.connect();
  const waiting = async () => {
    const { rows } = await watcher.query(
      `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
    );
    return rows.length;
  };
  try {
    const abort = new AbortController();
    const search = database.runSearch
      .next(filled.projectId, {}, { limit: 1, before: null }, { signal: abort.signal })
      .then(
        () => 'answered',
        () => 'ended',
      );
    while ((await waiting()) === 0);
    abort.abort();
    expect(await search).toBe('ended');
    expect(await waiting()).toBe(0);
  } finally {
    await release();
    await watcher.end();
  }
  expect(await database.runSearch.next(filled.projectId, {}, { limit: 1, before: null })).toHaveLength(1);
});

async function sortedIds(
  projectId: string,
  filter: RunFilter,
  sort: RunSort,
  limit: number,
  between: () => Promise<void> = async () => undefined,
): Promise<string[]> {
  const found: string[] = [];
  let after: SortPlace | null = null;
  do {
    const page = await held.database.runSearch.sorted(projectId, filter, { limit, sort, after });
    found.push(...page.items.map(({ id }) => id));
    after = page.next;
    await between();
  } while (after !== null);
  return found;
}

function comparison({ by, descending }: RunSort): (one: RandomRun, other: RandomRun) => number {
  const sign = descending ? -1 : 1;
  return (one, other) => {
    const [left, right] = [one[by], other[by]];
    if (left === null || right === null) {
      if (left !== right) return left === null ? 1 : -1;
    } else if (Number(left) !== Number(right)) return sign * (Number(left) - Number(right));
    return sign * (one.id < other.id ? -1 : 1);
  };
}

function grouped(runs: RandomRun[], groupOf: (run: RandomRun) => string): Record<string, Record<string, number>> {
  const groups: Record<string, Record<string, number>> = {};
  for (const run of runs) {
    const group = groupOf(run);
    const counts = groups[group] ?? {};
    groups[group] = { ...counts, [run.status]: (counts[run.status] ?? 0) + 1 };
  }
  return groups;
}
