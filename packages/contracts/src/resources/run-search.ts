import { z } from 'zod';
import { fault, ID_PATTERN, pageQuery, queryBoolean, queryEnum } from '../fields.ts';
import { defineRoute } from '../route.ts';
import { filterFaults, runFilterQuery } from './run-filter.ts';
import { runList } from './runs.ts';

/** What a search can be sorted by. */
export const RUN_SORT_FIELDS = ['createdAt', 'startedAt', 'completedAt', 'durationMs'] as const;
export type RunSortField = (typeof RUN_SORT_FIELDS)[number];

/** A sort as callers write it: `-` in front for descending. */
export type RunSortText = RunSortField | `-${RunSortField}`;
const SORTS: readonly RunSortText[] = RUN_SORT_FIELDS.flatMap((field) => [field, `-${field}`] as const);

/** What runs are counted by. */
export const RUN_COUNT_GROUPS = ['status', 'hour', 'workflow'] as const;
export type RunCountGroup = (typeof RUN_COUNT_GROUPS)[number];

/** Most groups of one answer of counts. */
export const MOST_COUNT_GROUPS = 10_000;

export const RUN_EXPORT_FORMATS = ['ndjson', 'csv'] as const;

/** Cursor of a sorted list: base64url text. */
const SORTED_CURSOR = /^[\w-]{16,600}$/;

const saved = z
  .string()
  .regex(ID_PATTERN)
  .optional()
  .meta({ description: 'Id of a saved search, whose filters hold as well; those that are given here win' });

const searchQuery = z
  .strictObject({
    ...pageQuery,
    cursor: z
      .string()
      .check((context) => {
        const { value, issues } = context;
        if (!ID_PATTERN.test(value) && !SORTED_CURSOR.test(value)) issues.push(fault('badCursor'));
      })
      .optional()
      .meta({ description: '`nextCursor` of the previous answer to the same search' }),
    sort: queryEnum(
      SORTS,
      'Field to sort by, `-` in front for descending; runs without it (not ended, not started) come last. ' +
        'Newest first unless told',
    ).optional(),
    search: saved,
    ...runFilterQuery.shape,
  })
  .check(filterFaults);

const searchRuns = defineRoute({
  method: 'get',
  path: '/v1/runs',
  operationId: 'searchRuns',
  summary: 'Search all runs of the project, newest first',
  tag: 'Runs',
  scope: 'read',
  query: searchQuery,
  responses: {
    200: { description: 'Runs', schema: runList },
  },
  faults: ['SEARCH_NOT_FOUND', 'SEARCH_TOO_BROAD'],
});

const runCount = z.int().min(0);
const groupCounts = z.record(z.string(), runCount);

const countRuns = defineRoute({
  method: 'get',
  path: '/v1/runs/counts',
  operationId: 'countRuns',
  summary: 'Count the runs of a search by state, and by hour or workflow',
  description:
    'By `status`: `{completed: 3, …}`. By `hour` or `workflow`: the same for each hour in which runs were made (its ' +
    `beginning, ISO 8601) or for each workflow (its id). At most ${MOST_COUNT_GROUPS} hours or workflows.`,
  tag: 'Runs',
  scope: 'read',
  query: z
    .strictObject({
      by: queryEnum(RUN_COUNT_GROUPS, 'What to count by; `status` unless told').optional(),
      timezone: z
        .string()
        .max(64)
        .check((context) => {
          if (isTimezone(context.value)) return;
          context.issues.push(fault('badPattern', { expected: 'a time zone such as Asia/Shanghai', found: 'another' }));
        })
        .optional()
        .meta({ description: 'With `by=hour`: the zone whose hours are meant, UTC unless told', example: 'UTC' }),
      search: saved,
      ...runFilterQuery.shape,
    })
    .check(filterFaults),
  responses: {
    200: {
      description: 'Counts; what has none is absent',
      schema: z
        .object({ counts: z.record(z.string(), z.union([runCount, groupCounts])) })
        .meta({ id: 'RunCounts', example: { counts: { completed: 3, failed: 1 } } }),
    },
  },
  faults: ['SEARCH_NOT_FOUND', 'SEARCH_TOO_BROAD'],
});

const exportRuns = defineRoute({
  method: 'get',
  path: '/v1/runs/export',
  operationId: 'exportRuns',
  summary: 'Download all runs of a search, newest first',
  description:
    'A stream without a limit: one run a line as JSON, or CSV (RFC 4180). It holds the runs that had been made when it ' +
    'began, each as it was when its line was written. When it fails on the way the connection is cut.',
  tag: 'Runs',
  scope: 'read',
  query: z
    .strictObject({
      format: queryEnum(RUN_EXPORT_FORMATS, '`ndjson` unless told').optional(),
      steps: queryBoolean('With `format=ndjson`: whether each run has its steps').optional(),
      search: saved,
      ...runFilterQuery.shape,
    })
    .check(filterFaults),
  responses: {
    200: {
      description: 'The runs; `text/csv` with `format=csv`',
      schema: z.unknown(),
      contentType: ['application/x-ndjson', 'text/csv'],
      headers: { 'Content-Disposition': 'Always an attachment' },
    },
  },
  faults: ['SEARCH_NOT_FOUND'],
});

export const runSearchRoutes = { searchRuns, countRuns, exportRuns };

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}
