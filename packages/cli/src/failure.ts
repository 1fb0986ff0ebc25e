import type { PerduraError } from '@perdura/sdk';
import { CliError } from './cli-error.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Screen } from './output/screen.ts';

/** Errors of the SDK are known by their shape: the SDK itself is loaded only where a request is made. */
export function isApiError(error: unknown): error is PerduraError {
  return typeof error === 'object' && error !== null && Symbol.for('perdura.error') in error;
}

/** What a failed command says, and what to do next. */
export function failureOf(error: unknown): CliError {
  if (error instanceof CliError) return error;
  if (isApiError(error)) return apiFailure(error);
  const message = error instanceof Error ? error.message : String(error);
  return new CliError(message, { exitCode: EXIT.failed });
}

/**
 * The failure that an answer of the server tells.
 *
 * @param placeOf the place in a file that a pointer means, where a file was sent
 */
export function apiFailure(
  error: PerduraError,
  placeOf: (pointer: string) => string = (pointer) => pointer || '/',
): CliError {
  const { errors = [], detail, code, requestId } = error;
  const hint = hintOf(error);
  const reference = requestId === null ? '' : `, request ${requestId}`;
  return new CliError(`${detail} (${code}${reference})`, {
    exitCode: exitCodeOf(error),
    lines: errors.map(({ pointer, message, position }) => `${placeOf(pointer)}: ${message}${positionText(position)}`),
    ...(hint === null ? {} : { hint }),
  });
}

function positionText(position: { line: number; column: number } | undefined): string {
  return position === undefined ? '' : ` (line ${position.line}, column ${position.column} of the expression)`;
}

const BY_STATUS: Readonly<Record<number, ExitCode>> = {
  400: EXIT.conflict,
  401: EXIT.unauthorized,
  403: EXIT.unauthorized,
  404: EXIT.notFound,
  408: EXIT.timedOut,
  409: EXIT.conflict,
  410: EXIT.notFound,
  412: EXIT.conflict,
  413: EXIT.conflict,
  422: EXIT.conflict,
  502: EXIT.unreachable,
  503: EXIT.unreachable,
  504: EXIT.unreachable,
};

function exitCodeOf({ status, code }: PerduraError): ExitCode {
  if (code === 'TIMED_OUT') return EXIT.timedOut;
  if (code === 'ABORTED') return EXIT.interrupted;
  if (status === null) return code === 'CONNECTION_FAILED' ? EXIT.unreachable : EXIT.failed;
  return BY_STATUS[status] ?? EXIT.failed;
}

function hintOf({ status, code, retryAfterMs }: PerduraError): string | null {
  if (code === 'CONNECTION_FAILED') return 'Is the server up, and the address right? Try: perdura doctor';
  if (status === 401) return 'Sign in: perdura login · or give a key that is valid with --api-key or PERDURA_API_KEY.';
  if (status === 403) return 'See what you may do: perdura whoami';
  if (status === 412) return 'Somebody changed it meanwhile. Look at it again, then repeat the command.';
  if (status === 429 && retryAfterMs !== null) return `Try again in ${Math.ceil(retryAfterMs / 1_000)} s.`;
  if (status === 503) return 'Something that the server needs is away. Try: perdura doctor';
  return null;
}

/** Tells a failure: for people in words, with --json as one object on standard error. */
export function showFailure(screen: Screen, { message, exitCode, hint, lines }: CliError): void {
  if (screen.json) {
    screen.error(JSON.stringify({ error: { message, exitCode, lines, hint: hint ?? null } }));
    return;
  }
  const { red, dim } = screen.errorColors;
  screen.error(`${red('✗')} ${message}`);
  for (const line of lines) screen.error(`  ${line}`);
  if (hint !== undefined) screen.error(dim(`  → ${hint}`));
}
