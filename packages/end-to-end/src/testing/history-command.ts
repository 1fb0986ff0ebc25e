import { execFile } from 'node:child_process';
import { builtFile } from './app-process.ts';
import type { Stack } from './stack.ts';

/** What `check-history --json` reports, as far as tests look at it. */
export interface HistoryReport {
  runs: number;
  onlyInHistory: number;
  statesOnly: number;
  executions: number;
  onlyInTemporal: number;
  differences: { runId: string; what: string; history: unknown; temporal: unknown }[];
  differing: number;
}

/** Runs the operators' command on a stack; answers its exit code and what it found. */
export function runHistoryCommand(
  stack: Stack,
  ...options: string[]
): Promise<{ exitCode: number; report: HistoryReport }> {
  const env = {
    ...{ PATH: process.env.PATH ?? '', NODE_ENV: 'development', DATABASE_URL: stack.databaseUrl },
    TEMPORAL_ADDRESS: stack.temporal.server.address,
  };
  const main = builtFile('apps/worker/dist/check-history-main.js');
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [main, '--json', ...options],
      { env, maxBuffer: 64 * 1024 * 1024 },
      (error, out, errors) => {
        const exitCode = typeof error?.code === 'number' ? error.code : 0;
        if (out === '') reject(new Error(`check-history ended with ${exitCode} and told nothing: ${errors}`));
        else resolve({ exitCode, report: JSON.parse(out) as HistoryReport });
      },
    );
  });
}
