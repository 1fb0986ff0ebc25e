import { setTimeout as pause } from 'node:timers/promises';
import { type Database, isTerminal, type RunRow } from '@perdura/database';
import { RUN_WORKFLOW } from '@perdura/definition/run';
import { forEachBounded } from './concurrency.ts';
import { closedStatusOf } from './final-snapshot.ts';
import { type CheckedExecution, type Difference, differencesOf } from './history-differences.ts';
import type { Logger } from './logger.ts';
import { describeRun, queryRun } from './repair-run.ts';
import type { Temporal } from './temporal.ts';

export interface HistoryCheckOptions {
  database: Database;
  temporal: Temporal;
  logger: Logger;
  /** @default all projects, and then also the executions without a row */
  projectId?: string;
  /** Runs that were made since. @default all that are kept */
  since?: Date;
  /** Most runs, oldest first. @default all */
  limit?: number;
  /** Whether steps, results and errors are compared as well, for which workers are asked. @default true */
  steps?: boolean;
  /** How long a difference must last to count, in milliseconds: what is under way differs for moments. @default 15000 */
  settleMs?: number;
  /** Hears from time to time how many runs were compared. */
  onProgress?: (runs: number) => void;
}

export interface HistoryReport {
  /** Runs that were compared. */
  runs: number;
  /** Ended runs of which Temporal knows nothing any more, or never did. */
  onlyInHistory: number;
  /** Runs of which no worker told its steps: their states alone were compared. */
  statesOnly: number;
  /** Executions that were looked for among the rows. */
  executions: number;
  /** Ended executions without a row: of rows that are kept no longer, and of fires that were skipped. */
  onlyInTemporal: number;
  /** The first ones; `differing` counts all runs. */
  differences: Difference[];
  differing: number;
}

const PAGE = 50;
const AT_ONCE = 8;
const QUERY_MS = 10_000;
const MOST_DIFFERENCES = 1_000;

/**
 * Compares history with Temporal, run by run, and changes nothing. Memory is bounded whatever the number of runs.
 *
 * @throws TemporalUnavailable, DatabaseUnavailable
 */
export async function checkHistory(options: HistoryCheckOptions): Promise<HistoryReport> {
  const check = new HistoryCheck(options);
  await check.runs();
  if (options.projectId === undefined) await check.executions();
  return check.report;
}

class HistoryCheck {
  readonly report: HistoryReport = {
    ...{ runs: 0, onlyInHistory: 0, statesOnly: 0, executions: 0, onlyInTemporal: 0, differences: [], differing: 0 },
  };
  readonly #options: HistoryCheckOptions;

  constructor(options: HistoryCheckOptions) {
    this.#options = options;
  }

  async runs(): Promise<void> {
    const { database, projectId, since, limit = Number.POSITIVE_INFINITY, onProgress } = this.#options;
    let after: string | null = null;
    while (this.report.runs < limit) {
      const rows: RunRow[] = await database.history.runs({
        ...(projectId === undefined ? {} : { projectId }),
        ...(since === undefined ? {} : { since }),
        ...{ after, limit: Math.min(PAGE, limit - this.report.runs) },
      });
      if (rows.length === 0) return;
      after = rows.at(-1)?.id ?? null;
      await this.#checkPage(rows);
      this.report.runs += rows.length;
      onProgress?.(this.report.runs);
    }
  }

  async #checkPage(rows: RunRow[]): Promise<void> {
    let suspects = await this.#compareAll(rows, true);
    const deadline = Date.now() + (this.#options.settleMs ?? 15_000);
    // Each look reads rows and executions anew: what was under way has settled in most cases.
    while (suspects.size > 0 && Date.now() < deadline) {
      await pause(1_000);
      suspects = await this.#compareAll(await this.#reread(rows, suspects), false);
    }
    for (const differences of suspects.values()) this.#note(differences);
  }

  #note(differences: Difference[]): void {
    this.report.differing += 1;
    if (this.report.differences.length < MOST_DIFFERENCES) this.report.differences.push(...differences);
  }

  async #reread(rows: RunRow[], suspects: Map<string, Difference[]>): Promise<RunRow[]> {
    const found = await Promise.all(
      rows
        .filter(({ id }) => suspects.has(id))
        .map(({ projectId, id }) => this.#options.database.runs.get(projectId, id)),
    );
    return found.filter((row) => row !== null);
  }

  /** Differences by run; `first` counts what the report counts. */
  async #compareAll(rows: RunRow[], first: boolean): Promise<Map<string, Difference[]>> {
    const suspects = new Map<string, Difference[]>();
    await forEachBounded(rows, AT_ONCE, async (run) => {
      const differences = await this.#compare(run, first);
      if (differences.length > 0) suspects.set(run.id, differences);
      return differences.length > 0;
    });
    return suspects;
  }

  /** Temporal is asked before history is read, so that of a live run history is the newer one. */
  async #compare(run: RunRow, first: boolean): Promise<Difference[]> {
    const { database, steps: withSteps = true } = this.#options;
    const execution = await this.#executionOf(run);
    if (first && execution === null && isTerminal(run.status)) this.report.onlyInHistory += 1;
    const asked = withSteps && execution !== null;
    const snapshot = asked ? await queryRun(this.#options, run, QUERY_MS) : null;
    if (first && asked && snapshot === null) this.report.statesOnly += 1;
    const steps = await database.history.steps([run.id]);
    return differencesOf(run, steps, execution, snapshot);
  }

  async #executionOf(run: RunRow): Promise<CheckedExecution | null> {
    const description = await describeRun(this.#options, run);
    if (description === null) return null;
    const { workflowExecutionInfo, workflowExtendedInfo } = description.raw;
    const isFirst = workflowExecutionInfo?.firstRunId === description.runId;
    return {
      closed: closedStatusOf(description.status.name),
      // An execution after a reset has the whole history of the one that was reset.
      continued: !isFirst && workflowExtendedInfo?.lastResetTime == null,
    };
  }

  /** Executions that have no row. */
  async executions(): Promise<void> {
    const { temporal, since } = this.#options;
    const query = [
      `WorkflowType = "${RUN_WORKFLOW}"`,
      `TaskQueue = "${temporal.taskQueue.replaceAll('"', '')}"`,
      'ExecutionStatus != "ContinuedAsNew"',
      ...(since === undefined ? [] : [`StartTime >= "${since.toISOString()}"`]),
    ].join(' AND ');
    let token: Uint8Array | null = null;
    do {
      const page = await this.#listed(query, token);
      await this.#checkExecutions(page.ids);
      token = page.next;
    } while (token !== null);
  }

  async #listed(query: string, nextPageToken: Uint8Array | null): Promise<{ ids: string[]; next: Uint8Array | null }> {
    const { temporal } = this.#options;
    const { namespace } = temporal;
    const page = await temporal.call(
      ({ workflowService }) =>
        workflowService.listWorkflowExecutions({ namespace, query, pageSize: 1_000, nextPageToken }),
      30_000,
    );
    const ids = page.executions.map(({ execution }) => execution?.workflowId ?? '');
    return { ids, next: page.nextPageToken?.length ? page.nextPageToken : null };
  }

  async #checkExecutions(ids: string[]): Promise<void> {
    this.report.executions += ids.length;
    let strangers = await this.#withoutRow(ids);
    const deadline = Date.now() + (this.#options.settleMs ?? 15_000);
    // The fire of a schedule makes its row a moment after it began.
    let live = await this.#liveAmong(strangers);
    while (live.length > 0 && Date.now() < deadline) {
      await pause(1_000);
      live = await this.#liveAmong(await this.#withoutRow(live));
    }
    strangers = await this.#withoutRow(strangers);
    const differing = new Set(live);
    this.report.onlyInTemporal += strangers.filter((id) => !differing.has(id)).length;
    for (const runId of live) this.#note([{ projectId: null, runId, what: 'row', history: null, temporal: 'live' }]);
  }

  async #withoutRow(ids: string[]): Promise<string[]> {
    const known = new Set(await this.#options.database.history.executionsWithRows(ids));
    return [...new Set(ids)].filter((id) => !known.has(id));
  }

  async #liveAmong(temporalWorkflowIds: string[]): Promise<string[]> {
    const live: string[] = [];
    await forEachBounded(temporalWorkflowIds, AT_ONCE, async (temporalWorkflowId) => {
      const description = await describeRun(this.#options, { temporalWorkflowId });
      if (description !== null && closedStatusOf(description.status.name) === null) live.push(temporalWorkflowId);
      return true;
    });
    return live;
  }
}
