import type { RunFilter } from '@perdura/database';
import type { Logger } from 'pino';
import type { AppDependencies } from '../../app-dependencies.ts';
import { TextStream } from '../../streaming/text-stream.ts';
import { runList, runsWithoutSteps } from '../runs/read-run.ts';
import { CSV_HEADER, csvRun } from './csv.ts';

export interface ExportRequest {
  projectId: string;
  filter: RunFilter;
  format: 'ndjson' | 'csv';
  /** Whether runs have their steps; NDJSON only. */
  steps: boolean;
  /** Aborts when the caller hangs up. */
  signal: AbortSignal;
  log: Logger;
}

/** Runs that are read at once. */
const PAGE = 200;
const PAGE_WITH_STEPS = 50;

/** All runs that pass a filter as a stream, newest first, page after page. */
export function runExport(deps: AppDependencies, request: ExportRequest): TextStream {
  const { format, log } = request;
  return new TextStream({
    contentType: format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/x-ndjson; charset=utf-8',
    name: `runs-${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}.${format}`,
    open: () => (format === 'csv' ? csvPieces(deps, request) : ndjsonPieces(deps, request)),
    log,
  });
}

async function* csvPieces(deps: AppDependencies, request: ExportRequest): AsyncGenerator<string> {
  let header = CSV_HEADER;
  for await (const page of pages(deps, request, PAGE)) {
    const runs = await runsWithoutSteps(deps, request.projectId, page);
    yield header + runs.map(csvRun).join('');
    header = '';
  }
  if (header !== '') yield header;
}

async function* ndjsonPieces(deps: AppDependencies, request: ExportRequest): AsyncGenerator<string> {
  const { projectId, steps } = request;
  for await (const page of pages(deps, request, steps ? PAGE_WITH_STEPS : PAGE)) {
    const runs = steps ? await runList(deps, projectId, page) : await runsWithoutSteps(deps, projectId, page);
    yield runs.map((run) => `${JSON.stringify(run)}\n`).join('');
  }
}

/** Goes down by id: what is made meanwhile is newer than the first page, and not among them. */
async function* pages({ database }: AppDependencies, request: ExportRequest, limit: number) {
  const { projectId, filter, signal } = request;
  let before: string | null = null;
  do {
    const page = await database.runSearch.next(projectId, filter, { limit, before }, { signal });
    if (page.length > 0) yield page;
    before = page.length === limit ? (page.at(-1)?.id ?? null) : null;
  } while (before !== null);
}
