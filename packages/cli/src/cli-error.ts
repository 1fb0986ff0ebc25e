import type { ExitCode } from './exit-codes.ts';

interface CliErrorDetails {
  exitCode: ExitCode;
  /** What to do next. */
  hint?: string;
  /** Further lines, such as the faults of a file. */
  lines?: readonly string[];
}

/** What ends a command: what was found, and what can be done about it. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: ExitCode;
  readonly hint: string | undefined;
  readonly lines: readonly string[];

  constructor(message: string, { exitCode, hint, lines = [] }: CliErrorDetails) {
    super(message);
    this.exitCode = exitCode;
    this.hint = hint;
    this.lines = lines;
  }
}

/** A command that cannot be carried out as it was written. */
export function usageError(message: string, hint?: string): CliError {
  return new CliError(message, { exitCode: 2, ...(hint === undefined ? {} : { hint }) });
}
