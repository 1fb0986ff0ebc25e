import { type Logger, pino } from 'pino';

/** Structured logs on standard output. Fields that could hold a credential are blanked, wherever they come from. */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: { service: 'api' },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['*.password', '*.secret', '*.key', '*.apiKey', '*.token', '*.authorization', '*.value', 'headers'],
      censor: '[blanked]',
    },
    serializers: { err: errorFields },
  });
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
