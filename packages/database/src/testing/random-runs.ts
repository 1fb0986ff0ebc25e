import { RUN_ORIGINS, RUN_STATUSES, STEP_STATUSES, TERMINAL_RUN_STATUSES } from '@perdura/definition/run';
import fc from 'fast-check';
import { Client } from 'pg';
import { newId } from '../ids.ts';
import type { RunFilter } from '../run-filter.ts';

const WORDS = ['HTTP_STATUS', 'answered 500 %', 'a_b', 'Timeout', '超时'];
const CODES = ['HTTP_STATUS', 'TIMEOUT', 'a_b'];
const TAGS = ['night', 'ward', '楼'];
const VALUES = ['x', '7', 7, 7.5, -0.5, 1e21, true, 'true', null, 'null', '', "o'k", { deep: 1 }, [1]];

/** A run with chance in every field that a search looks at. */
export interface RandomRun {
  id: string;
  workflowId: string;
  status: string;
  triggeredBy: string;
  createdAt: Date;
  startedAt: Date | null;
  completedAt: Date | null;
  durationMs: number | null;
  errorCode: string | null;
  errorMessage: string | null;
  tags: string[];
  businessKey: string | null;
  version: number;
  parentRunId: string | null;
  retryOf: string | null;
  paused: boolean;
  data: unknown;
  /** Trigger data in a blob, which no search looks into. */
  large: boolean;
  steps: { nodeId: string; iteration: string; status: string }[];
}

const RELATIVES = [newId(), newId()];
const hourOf = (hours: number): Date => new Date(Date.UTC(2026, 3, 12, hours));
const hour = fc.integer({ min: 0, max: 40 }).map(hourOf);
const data = fc.record(
  {
    value: fc.constantFrom(...VALUES),
    order: fc.record({ id: fc.constantFrom(...VALUES) }),
    items: fc.array(fc.record({ sku: fc.constantFrom(...VALUES) }), { maxLength: 3 }),
    'a name': fc.constantFrom(...VALUES),
  },
  { requiredKeys: [] },
);

/** The same runs in each run of a test. */
export function randomRuns(workflowIds: string[], count: number): RandomRun[] {
  const one = fc.record({
    workflowId: fc.constantFrom(...workflowIds),
    status: fc.constantFrom(...RUN_STATUSES),
    triggeredBy: fc.constantFrom(...RUN_ORIGINS),
    createdAt: hour,
    startedAt: fc.option(hour),
    completedAt: fc.option(hour),
    durationMs: fc.option(fc.constantFrom(0, 10, 1_000, 4_000_000_000)),
    errorCode: fc.option(fc.constantFrom(...CODES)),
    errorMessage: fc.option(fc.constantFrom(...WORDS)),
    tags: fc.subarray(TAGS),
    businessKey: fc.option(fc.constantFrom('order-1', 'order-2')),
    version: fc.integer({ min: 1, max: 3 }),
    parentRunId: fc.option(fc.constantFrom(...RELATIVES)),
    retryOf: fc.option(fc.constantFrom(...RELATIVES)),
    paused: fc.boolean(),
    data,
    large: fc.nat(9).map((n) => n === 0),
    steps: fc.uniqueArray(
      fc.record({
        nodeId: fc.constantFrom('fetch', 'send'),
        iteration: fc.constantFrom('0', '1'),
        status: fc.constantFrom(...STEP_STATUSES),
      }),
      { selector: ({ nodeId, iteration }) => `${nodeId}/${iteration}`, maxLength: 3 },
    ),
  });
  return fc.sample(one, { numRuns: count, seed: 42 }).map((fields) => {
    // As the writers of history have it: what has ended has an end, and only a fault has words.
    const ended = TERMINAL_RUN_STATUSES.some((status) => status === fields.status);
    return {
      id: newId(),
      ...fields,
      completedAt: ended ? (fields.completedAt ?? hourOf(0)) : null,
      errorMessage: fields.errorCode === null ? null : fields.errorMessage,
    };
  });
}

/** Written past the repository, which would not let a run be made as it is at its end. */
export async function insertRuns(url: string, projectId: string, runs: RandomRun[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const rows = runs.map(({ large, data: value, ...run }) => ({
    ...run,
    triggerData: large ? { blob: 'f'.repeat(64), bytes: 99_999 } : { value },
  }));
  await client.query(
    `WITH made AS (SELECT * FROM jsonb_to_recordset($2::jsonb) AS r(id text, "workflowId" text, status text,
       "triggeredBy" text, "createdAt" timestamptz, "startedAt" timestamptz, "completedAt" timestamptz,
       "durationMs" bigint, "errorCode" text, "errorMessage" text, tags text[], "businessKey" text, version int,
       "parentRunId" text, "retryOf" text, paused boolean, "triggerData" jsonb, steps jsonb)),
     runs AS (INSERT INTO runs (id, project_id, workflow_id, version_id, version, status, triggered_by, trigger_data,
         created_at, started_at, completed_at, duration_ms, error_code, error_message, tags, business_key,
         parent_run_id, retry_of, paused, temporal_workflow_id)
       SELECT id, $1, "workflowId", 'v', version, status, "triggeredBy", "triggerData", "createdAt", "startedAt",
         "completedAt", "durationMs", "errorCode", "errorMessage", tags, "businessKey", "parentRunId", "retryOf",
         paused, 'run-' || id FROM made)
     INSERT INTO steps (run_id, node_id, iteration, position, node_type, status, result)
     SELECT id, step->>'nodeId', step->>'iteration', 0, 'condition', step->>'status', '{}'
     FROM made CROSS JOIN jsonb_array_elements(steps) AS step`,
    [projectId, JSON.stringify(rows)],
  );
  await client.end();
}

/** Filters of every kind, alone and together. */
export function randomFilters(workflowIds: string[]): fc.Arbitrary<RunFilter> {
  const duration = fc.constantFrom(0, 10, 11, 1_000, 3_999_999_999, 5_000_000_000);
  const some = <Item>(items: readonly Item[]) => fc.subarray([...items], { minLength: 1 });
  const path = fc.constantFrom(
    'value',
    'order.id',
    'order',
    'items[0].sku',
    'items.1.sku',
    '["a name"]',
    'none',
    '[0]',
  );
  const value = fc.constantFrom(...VALUES).map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));
  return fc
    .record(
      {
        status: some(RUN_STATUSES),
        workflowId: fc.oneof(fc.constantFrom(...workflowIds, newId()), some([...workflowIds, newId()])),
        triggeredBy: some(RUN_ORIGINS),
        createdAfter: hour,
        createdBefore: hour,
        completedAfter: hour,
        completedBefore: hour,
        minDurationMs: duration,
        maxDurationMs: duration,
        node: fc.record(
          { nodeId: fc.constantFrom('fetch', 'send', 'other'), nodeStatus: some(STEP_STATUSES) },
          { requiredKeys: ['nodeId'] },
        ),
        error: fc.constantFrom('http_status', '500 %', '%', '_', 'TIMEOUT', '超', "'; DROP TABLE runs; --", '\\'),
        errorCode: some([...CODES, 'OTHER']),
        tag: fc.constantFrom(...TAGS, 'none'),
        businessKey: fc.constantFrom('order-1', 'order-3'),
        version: fc.integer({ min: 1, max: 4 }),
        parentRunId: fc.constantFrom(...RELATIVES, newId()),
        retryOf: fc.constantFrom(...RELATIVES, newId()),
        paused: fc.boolean(),
        data: fc.record({ dataPath: path, dataValue: value }, { requiredKeys: ['dataPath'] }),
      },
      { requiredKeys: [] },
    )
    .map(({ node, data: found, ...filter }) => ({ ...filter, ...node, ...found }));
}

/** Whether a run passes a filter, told by plain comparisons. */
export function passesFilter(run: RandomRun, filter: RunFilter): boolean {
  const among = (wanted: string | readonly string[] | undefined, value: string | null) =>
    wanted === undefined || (value !== null && [wanted].flat().includes(value));
  const from = (least: Date | undefined, value: Date | null) =>
    least === undefined || (value !== null && value >= least);
  const until = (end: Date | undefined, value: Date | null) => end === undefined || (value !== null && value < end);
  const words = `${run.errorCode}\n${run.errorMessage ?? ''}`.toLowerCase();
  return (
    among(filter.status, run.status) &&
    among(filter.workflowId, run.workflowId) &&
    among(filter.triggeredBy, run.triggeredBy) &&
    from(filter.createdAfter, run.createdAt) &&
    until(filter.createdBefore, run.createdAt) &&
    from(filter.completedAfter, run.completedAt) &&
    until(filter.completedBefore, run.completedAt) &&
    (filter.minDurationMs === undefined || (run.durationMs ?? -1) >= filter.minDurationMs) &&
    (filter.maxDurationMs === undefined || (run.durationMs ?? Number.MAX_VALUE) <= filter.maxDurationMs) &&
    (filter.nodeId === undefined ||
      run.steps.some(({ nodeId, status }) => nodeId === filter.nodeId && among(filter.nodeStatus, status))) &&
    (filter.error === undefined || (run.errorCode !== null && words.includes(filter.error.toLowerCase()))) &&
    among(filter.errorCode, run.errorCode) &&
    (filter.tag === undefined || run.tags.includes(filter.tag)) &&
    among(filter.businessKey, run.businessKey) &&
    (filter.version ?? run.version) === run.version &&
    among(filter.parentRunId, run.parentRunId) &&
    among(filter.retryOf, run.retryOf) &&
    (filter.paused ?? run.paused) === run.paused &&
    (filter.dataPath === undefined || hasData(run, filter.dataPath, filter.dataValue))
  );
}

const STEPS: Record<string, (string | number)[]> = {
  value: ['value'],
  order: ['order'],
  'order.id': ['order', 'id'],
  'items[0].sku': ['items', 0, 'sku'],
  'items.1.sku': ['items', 1, 'sku'],
  '["a name"]': ['a name'],
  none: ['none'],
  '[0]': [0],
};

function hasData({ large, data: value }: RandomRun, path: string, wanted: string | undefined): boolean {
  let found: unknown = large ? undefined : value;
  for (const step of STEPS[path] ?? []) found = (found as Record<string | number, unknown> | undefined | null)?.[step];
  if (wanted === undefined || found === undefined) return found !== undefined;
  if (typeof found === 'string') return found === wanted;
  return typeof found === 'object' && found !== null ? false : JSON.stringify(found) === wanted;
}
