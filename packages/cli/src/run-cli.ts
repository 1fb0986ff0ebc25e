import { CommanderError } from 'commander';
import { type CliError, usageError } from './cli-error.ts';
import type { Command } from './command.ts';
import { Context, type GlobalOptions, Interruption } from './context.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { failureOf, showFailure } from './failure.ts';
import { Screen } from './output/screen.ts';
import { buildProgram } from './program.ts';
import type { Terminal } from './terminal.ts';
import type { Values } from './values.ts';
import { cliVersion } from './version.ts';

/** Does what the arguments ask for. @returns the exit code */
export async function runCli(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let end: (exitCode: ExitCode) => void = () => {};
  const interrupted = new Promise<ExitCode>((resolve) => {
    end = resolve;
  });
  const interruption = new Interruption(() => end(EXIT.interrupted));
  const release = terminal.onInterrupt(() => interruption.raise());
  try {
    return await Promise.race([carryOut(argv, terminal, interruption), interrupted]);
  } finally {
    release();
  }
}

async function carryOut(argv: readonly string[], terminal: Terminal, interruption: Interruption): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok;
  const json = argv.includes('--json');
  const run = async (command: Command, values: Values, globals: GlobalOptions) => {
    const context = new Context(terminal, globals, interruption);
    exitCode = (await command.run(context, values)) ?? EXIT.ok;
  };
  try {
    const program = await buildProgram(argv, {
      version: cliVersion(),
      run,
      write: (text) => void terminal.stdout.write(text),
      // With --json the failure is told below, as one object.
      writeError: (text) => void (json || terminal.stderr.write(text)),
    });
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    const misread = isParserError(error);
    if (misread && error.exitCode === 0) return EXIT.ok;
    const failure = misread ? misreadFailure(error) : failureOf(error);
    if (json || !misread) showFailure(new Screen(terminal, { json, quiet: false }), failure);
    return failure.exitCode;
  }
}

/** What commander throws once it has told what is wrong, or shown the help. */
function isParserError(error: unknown): error is CommanderError {
  return error instanceof CommanderError;
}

/** A command line that the parser did not understand, as a failure. */
function misreadFailure({ code, message }: CommanderError): CliError {
  if (code === 'commander.help') return usageError('A command is missing.', 'perdura --help tells which there are.');
  return usageError(message.replace(/^error: /, ''));
}
