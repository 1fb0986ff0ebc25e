import type { RunStatus } from './resources.ts';

type Kind = 'text' | 'set' | 'number' | 'truth';

/** The filters of the search over runs by their names on the wire, and how a body writes each. */
const FILTER_KINDS = {
  status: 'set',
  workflowId: 'set',
  triggeredBy: 'set',
  createdAfter: 'text',
  createdBefore: 'text',
  completedAfter: 'text',
  completedBefore: 'text',
  minDurationMs: 'number',
  maxDurationMs: 'number',
  nodeId: 'text',
  nodeStatus: 'set',
  error: 'text',
  errorCode: 'set',
  tag: 'text',
  businessKey: 'text',
  version: 'number',
  parentRunId: 'text',
  retryOf: 'text',
  paused: 'truth',
  dataPath: 'text',
  dataValue: 'text',
} as const satisfies Record<string, Kind>;

export type RunFilterName = keyof typeof FILTER_KINDS;

/** The filters that are set, as a query writes them: sets joined by commas, all else as text. */
export type RunFilters = { [Name in RunFilterName]?: string | undefined };

/** What the page of runs keeps in its address: filters, order, page, and the saved search that was picked. */
export type RunSearch = RunFilters & {
  sort?: string | undefined;
  cursor?: string | undefined;
  saved?: string | undefined;
};

/** A filter as bodies carry it. */
export type RunFilterBody = Record<string, unknown>;

export const RUN_FILTER_NAMES = Object.keys(FILTER_KINDS) as RunFilterName[];

/** Reads the search of an address; what is none of its parameters, or empty, is left out. */
export function readRunSearch(search: Record<string, unknown>): RunSearch {
  const names = [...RUN_FILTER_NAMES, 'sort', 'cursor', 'saved'] as const;
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = written(search[name]);
      return value === '' ? [] : [[name, value]];
    }),
  );
}

/** Only the filters of a search that are set, always in the same order. */
export function filtersOf(search: RunSearch): RunFilters {
  return Object.fromEntries(
    RUN_FILTER_NAMES.flatMap((name) =>
      search[name] === undefined || search[name] === '' ? [] : [[name, search[name]]],
    ),
  );
}

/** Whether two searches find the same runs. */
export function sameFilters(one: RunSearch, other: RunSearch): boolean {
  return JSON.stringify(filtersOf(one)) === JSON.stringify(filtersOf(other));
}

/** Filters as a body carries them: sets as lists, numbers and truth as JSON. */
export function bodyOfFilters(filters: RunFilters): RunFilterBody {
  return Object.fromEntries(
    Object.entries(filtersOf(filters)).map(([name, text]) => [
      name,
      bodyValue(FILTER_KINDS[name as RunFilterName], text),
    ]),
  );
}

/** Filters that came in a body, such as those of a saved search, as an address has them. */
export function filtersOfBody(body: RunFilterBody): RunFilters {
  return filtersOf(readRunSearch(body));
}

/** The members of a filter that is a set. */
export function members(text: string | undefined): string[] {
  return text === undefined || text === '' ? [] : text.split(',').map((part) => part.trim());
}

/** The set with one member put in, or taken out when it was there; undefined for none. */
export function toggled(text: string | undefined, member: string): string | undefined {
  const found = members(text);
  const changed = found.includes(member) ? found.filter((each) => each !== member) : [...found, member];
  return changed.length === 0 ? undefined : changed.join(',');
}

/** What an action over many runs fits: the states in which it can do something. */
export const STATUSES_FOR_ACTION = {
  retry: ['failed', 'cancelled'],
  rerun: ['completed', 'failed', 'cancelled'],
  cancel: ['pending', 'running', 'waiting'],
  terminate: ['pending', 'running', 'waiting'],
  pause: ['pending', 'running', 'waiting'],
  resume: ['waiting'],
} as const satisfies Record<string, readonly RunStatus[]>;

export type ManyRunsAction = keyof typeof STATUSES_FOR_ACTION;

/** The filters narrowed to the runs that an action fits; null when no state of the search is one of those. */
export function narrowedTo(action: ManyRunsAction, filters: RunFilters): RunFilters | null {
  const fitting: readonly string[] = STATUSES_FOR_ACTION[action];
  const asked = members(filters.status);
  const status = asked.length === 0 ? fitting : asked.filter((each) => fitting.includes(each));
  return status.length === 0 ? null : { ...filters, status: status.join(',') };
}

function bodyValue(kind: Kind, text: string): unknown {
  if (kind === 'set') return members(text);
  if (kind === 'number') return Number(text);
  return kind === 'truth' ? text === 'true' : text;
}

function written(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(',');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
