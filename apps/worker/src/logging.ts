import type { Logger as TemporalLogger } from '@temporalio/worker';
import { type Logger, pino } from 'pino';

/** Structured logs on standard output. Fields that could hold a credential are blanked, wherever they come from. */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: { service: 'worker' },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['*.password', '*.secret', '*.key', '*.apiKey', '*.token', '*.authorization', '*.value', 'headers'],
      censor: '[blanked]',
    },
    serializers: { err: errorFields },
  });
}

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

/** An error without its query parameters or payloads: name, code, message, stack and causes. */
function errorFields(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  return {
    name: error.name,
    ...('code' in error ? { code: String(error.code) } : {}),
    message: error.message,
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: errorFields(error.cause) }),
  };
}
