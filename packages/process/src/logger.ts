import { type DestinationStream, type Logger, pino } from 'pino';

/**
 * Structured logs. Fields that could hold a credential are blanked, wherever they come from.
 *
 * @param service name of the process, in each line
 * @param to @default standard output
 */
export function createLogger(service: string, level: string, to?: DestinationStream): Logger {
  const options = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['*.password', '*.secret', '*.key', '*.apiKey', '*.token', '*.authorization', '*.value', 'headers'],
      censor: '[blanked]',
    },
    serializers: { err: errorFields },
  };
  return to === undefined ? pino(options) : pino(options, to);
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
