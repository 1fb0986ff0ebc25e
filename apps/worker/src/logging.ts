import type { Logger as TemporalLogger } from '@temporalio/worker';
import type { Logger } from 'pino';

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;
/** What fails in a run is in the history of the run. */
const ENDS_OF_RUNS = new Set(['Activity failed', 'Workflow failed']);

type TemporalLevel = keyof typeof LEVELS;

/** Temporal's own log lines, as lines of ours: they carry workflow and run ids, and no payload. */
export function temporalLogger(logger: Logger): TemporalLogger {
  const write = (level: TemporalLevel, message: string, meta: object = {}): void => {
    const { error, ...fields } = meta as { error?: unknown };
    logger[LEVELS[level]](error === undefined ? fields : { ...fields, err: error }, message);
  };
  return {
    log: (level, message, meta) => write(level, message, meta),
    trace: (message, meta) => write('TRACE', message, meta),
    debug: (message, meta) => write('DEBUG', message, meta),
    info: (message, meta) => write('INFO', message, meta),
    warn: (message, meta) => write(ENDS_OF_RUNS.has(message) ? 'DEBUG' : 'WARN', message, meta),
    error: (message, meta) => write('ERROR', message, meta),
  };
}
