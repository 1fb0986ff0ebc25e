import type { LiveEvent, Run } from '@perdura/sdk';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Colors } from './screen.ts';
import { oneLine } from './table.ts';
import { duration } from './times.ts';

const RESULT_WIDTH = 100;

/** A state in its colour. */
export function statusText(status: string, colors: Colors): string {
  if (['completed', 'success', 'approved', 'SUCCEEDED', 'ENABLED', 'ACTIVE'].includes(status))
    return colors.green(status);
  if (['failed', 'rejected', 'FAILED', 'ERROR', 'INTERNAL_ERROR'].includes(status)) return colors.red(status);
  if (['running', 'pending', 'waiting', 'RUNNING', 'QUEUED', 'PAUSED'].includes(status)) return colors.yellow(status);
  return colors.dim(status);
}

/** One event of a watched run as a line; null for what says nothing new to people. */
export function eventLine(event: LiveEvent, colors: Colors): string | null {
  if (event.event === 'run') {
    const { status, id, durationMs, paused } = event.data;
    const remark = paused ? ' (paused)' : '';
    return `${colors.bold('run')}  ${id}  ${statusText(status, colors)}${remark}  ${colors.dim(duration(durationMs))}`.trimEnd();
  }
  const { nodeId, iteration, status, error, result, startedAt, completedAt, attempts } = event.data;
  const place = iteration === '0' ? nodeId : `${nodeId}[${iteration}]`;
  const took =
    startedAt !== null && completedAt !== null ? duration(Date.parse(completedAt) - Date.parse(startedAt)) : '';
  const tries = attempts > 1 ? `${attempts} attempts` : '';
  const outcome = error === null ? resultText(status, result) : colors.red(`${error.code}: ${error.message}`);
  const parts = [`  ${place}`, statusText(status, colors), colors.dim(took), colors.dim(tries), outcome];
  return parts.filter((part) => part !== '' && part !== colors.dim('')).join('  ');
}

function resultText(status: string, result: unknown): string {
  if (status !== 'success' || result === null || result === undefined) return '';
  const text = oneLine(typeof result === 'string' ? result : JSON.stringify(result));
  return text.length <= RESULT_WIDTH ? text : `${text.slice(0, RESULT_WIDTH - 1)}…`;
}

/** What became of a run that has ended, for people. */
export function outcomeLines(
  { status, error, result, response }: Pick<Run, 'status' | 'error' | 'result' | 'response'>,
  colors: Colors,
): string[] {
  const answer = response ?? result;
  if (status === 'completed') return answer === null || answer === undefined ? [] : [JSON.stringify(answer, null, 2)];
  if (error === null) return [statusText(status, colors)];
  const place = error.nodeId === null ? '' : ` in ${error.nodeId}`;
  return [colors.red(`${error.code}${place}: ${error.message}`)];
}

/** The exit code that a run's end means. */
export function exitCodeOfRun({ status }: { status: string }): ExitCode {
  return status === 'completed' ? EXIT.ok : EXIT.runFailed;
}
