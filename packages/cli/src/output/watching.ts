import { isPerduraError, type PerduraClient, type Run } from '@perdura/sdk';
import type { Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { eventLine, exitCodeOfRun, outcomeLines } from './run-lines.ts';
import { harmless } from './table.ts';

interface WatchOptions {
  timeoutSeconds?: number | undefined;
  /** Whether nothing is told before the end. */
  silent?: boolean;
}

/**
 * Follows a run until it ends, each change told as it comes: lines for people, or one line of JSON each. Ctrl-C ends
 * the watching alone, as does the time limit.
 */
export async function watchRun(
  context: Context,
  client: PerduraClient,
  id: string,
  options: WatchOptions = {},
): Promise<ExitCode> {
  const { screen } = context;
  const { timeoutSeconds, silent = false } = options;
  const ended = await context.untilInterrupted(async (signal) => {
    try {
      return await client.runs.waitForRun(id, {
        signal,
        ...(timeoutSeconds === undefined ? {} : { timeoutMs: timeoutSeconds * 1_000 }),
        ...(silent ? {} : { onEvent: (event) => screen.emit(event, () => eventLine(event, screen.colors)) }),
      });
    } catch (error) {
      if (isPerduraError(error, 'TIMED_OUT')) return 'late';
      throw error;
    }
  });
  if (ended === 'interrupted' || ended === 'late') return goesOn(context, id, ended);
  showEnd(context, ended, silent);
  return exitCodeOfRun(ended);
}

function goesOn({ screen }: Context, id: string, why: 'interrupted' | 'late'): ExitCode {
  screen.note(
    `${why === 'late' ? 'The time is over' : 'No longer watching'}; the run goes on. Watch it: perdura runs watch ${id} · cancel it: perdura runs cancel ${id}`,
  );
  return why === 'late' ? EXIT.timedOut : EXIT.interrupted;
}

/** Events were one line each; so is the end. */
function showEnd({ screen }: Context, run: Run, silent: boolean): void {
  if (silent) screen.show(run, (shown) => outcomeLines(shown, screen.colors));
  else if (!screen.json) for (const line of outcomeLines(run, screen.colors)) screen.raw(harmless(line));
}
