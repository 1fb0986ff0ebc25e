import { type DataPathStep, parseDataPath } from '@perdura/definition';
import { TERMINAL_RUN_STATUSES } from '@perdura/definition/run';
import type { CodedStatus, RunFilter } from './run-filter.ts';
import { LIVE_RUN_STATUSES } from './run-state.ts';

/** A condition on the table `runs r`, with the values of its parameters. */
export interface RunCondition {
  where: string;
  values: unknown[];
}

/** The condition of a filter over the runs of a project; `$1` is the project. */
export function conditionOf(projectId: string, filter: RunFilter): RunCondition {
  const values: unknown[] = [projectId];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const conditions = Object.entries(CONDITIONS).flatMap(([name, write]) => {
    const value = filter[name as keyof RunFilter];
    return value === undefined ? [] : [write(value as never, bind, filter)];
  });
  return { where: ['r.project_id = $1', ...conditions].join(' AND '), values };
}

/** Adds a condition, in which `?` stands for each further value in turn. */
export function narrowed({ where, values }: RunCondition, condition: string, ...further: unknown[]): RunCondition {
  let next = values.length;
  const text = condition.replace(/\?/g, () => {
    next += 1;
    return `$${next}`;
  });
  return { where: `${where} AND ${text}`, values: [...values, ...further] };
}

type Bind = (value: unknown) => string;
type WriteCondition<Name extends keyof RunFilter> = (
  value: NonNullable<RunFilter[Name]>,
  bind: Bind,
  filter: RunFilter,
) => string;

/**
 * Text is looked for as it is: with a pattern, `%` and `_` would mean something. Some conditions repeat that of a
 * partial index, without which it is not used.
 */
const CONDITIONS: { [Name in keyof RunFilter]-?: WriteCondition<Name> } = {
  status: (statuses, bind) => oneOf('r.status', statuses, bind),
  workflowId: (ids, bind) => oneOf('r.workflow_id', ids, bind),
  triggeredBy: (origins, bind) => oneOf('r.triggered_by', origins, bind),
  createdAfter: (time, bind) => `r.created_at >= ${bind(time)}`,
  createdBefore: (time, bind) => `r.created_at < ${bind(time)}`,
  completedAfter: (time, bind) => `r.completed_at >= ${bind(time)}`,
  completedBefore: (time, bind) => `r.completed_at < ${bind(time)}`,
  minDurationMs: (duration, bind) => `r.duration_ms >= ${bind(duration)}`,
  maxDurationMs: (duration, bind) => `r.duration_ms <= ${bind(duration)}`,
  nodeId: (nodeId, bind, { nodeStatus }) => {
    const inState = nodeStatus === undefined ? '' : `AND ${oneOf('s.status', nodeStatus, bind)}`;
    return `EXISTS (SELECT 1 FROM steps s WHERE s.run_id = r.id AND s.node_id = ${bind(nodeId)} ${inState})`;
  },
  // Told with the node.
  nodeStatus: () => 'true',
  error: (text, bind) =>
    `r.error_code IS NOT NULL
     AND position(lower(${bind(text)}) IN lower(r.error_code || E'\\n' || coalesce(r.error_message, ''))) > 0`,
  errorCode: (codes, bind) => oneOf('r.error_code', codes, bind),
  tag: (tag, bind) => `r.tags <> '{}' AND r.tags @> ARRAY[${bind(tag)}::text]`,
  businessKey: (key, bind) => `r.business_key = ${bind(key)}`,
  version: (version, bind) => `r.version = ${bind(version)}`,
  parentRunId: (id, bind) => `r.parent_run_id = ${bind(id)}`,
  retryOf: (id, bind) => `r.retry_of = ${bind(id)}`,
  paused: (paused) => (paused ? 'r.paused' : 'NOT r.paused'),
  dataPath: (path, bind, { dataValue }) => dataCondition(path, dataValue, bind),
  // Told with the path.
  dataValue: () => 'true',
  form: () => 'r.flow_version_id IS NOT NULL',
  environment: (environment, bind) => `r.environment = ${bind(environment)}`,
  archived: (archived) => (archived ? 'r.archived_at IS NOT NULL' : 'r.archived_at IS NULL'),
  ids: (ids, bind) => `r.id = ANY(${bind(ids)}::text[])`,
  exceptIds: (ids, bind) => `r.id <> ALL(${bind(ids)}::text[])`,
  anyTag: (tags, bind) => `r.tags <> '{}' AND r.tags && ${bind(tags)}::text[]`,
  states: (states, bind) => statesCondition(states, bind),
  failedNodeId: (nodeId, bind) => `r.error_node_id = ${bind(nodeId)}`,
};

function statesCondition(states: CodedStatus[], bind: Bind): string {
  const each = states.map(({ status, codes, otherThan }) => {
    const among = codes === undefined ? '' : ` AND r.error_code = ANY(${bind(codes)}::text[])`;
    const others =
      otherThan === undefined ? '' : ` AND (r.error_code IS NULL OR r.error_code <> ALL(${bind(otherThan)}::text[]))`;
    return `r.status = ${bind(status)}${among}${others}`;
  });
  return each.length === 0 ? 'false' : `(${each.map((state) => `(${state})`).join(' OR ')})`;
}

/** One value is compared as itself, so that an index gives rows in order. */
function oneOf(column: string, wanted: string | readonly string[], bind: Bind): string {
  const values = typeof wanted === 'string' ? [wanted] : wanted;
  return values.length === 1 ? `${column} = ${bind(values[0])}` : `${column} = ANY(${bind(values)}::text[])`;
}

/**
 * Trigger data by value; that in a blob is not looked into. The index is of ended runs, and knows what is contained
 * anywhere in a list: the place itself is compared after it.
 */
function dataCondition(path: string, value: string | undefined, bind: Bind): string {
  const steps = parseDataPath(path);
  if (steps === null) return 'false';
  const keys = steps.map((step) => ('key' in step ? step.key : String(step.index)));
  const found = `r.trigger_data #> ${bind(['value', ...keys])}::text[]`;
  if (value === undefined) return `${found} IS NOT NULL`;
  const wanted = meant(value);
  const exact = `${found} = ANY(${bind(wanted)}::jsonb[])`;
  // A number behind a dot may be a key or a position.
  if (steps.some((step) => 'key' in step && /^\d+$/.test(step.key))) return exact;
  const contained = wanted.map((json) => `${ENDED} AND r.trigger_data @> ${bind(containing(steps, json))}::jsonb`);
  return `(${contained.join(' OR ')} OR ${LIVE}) AND ${exact}`;
}

const ENDED = `r.status IN (${listed(TERMINAL_RUN_STATUSES)})`;
const LIVE = `r.status IN (${listed(LIVE_RUN_STATUSES)})`;

function listed(statuses: readonly string[]): string {
  return statuses.map((status) => `'${status}'`).join(', ');
}

/** The smallest trigger data that has a value at a path. */
function containing(steps: DataPathStep[], json: string): string {
  const data = steps.reduceRight(
    (inner, step) => ('key' in step ? `{${JSON.stringify(step.key)}: ${inner}}` : `[${inner}]`),
    json,
  );
  return `{"value": ${data}}`;
}

const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/**
 * The JSON values that a text means: itself, and the number, truth or null that it writes. A number is read as that of
 * the data was, so that it is one that PostgreSQL can hold.
 */
function meant(text: string): string[] {
  const itself = JSON.stringify(text);
  if (text === 'true' || text === 'false' || text === 'null') return [itself, text];
  const number = JSON_NUMBER.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? [itself, JSON.stringify(number)] : [itself];
}
