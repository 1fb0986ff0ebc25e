import { CommanderError } from 'commander';
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
  const run = async (command: Command, values: Values, globals: GlobalOptions) => {
    const context = new Context(terminal, globals, interruption);
    exitCode = (await command.run(context, values)) ?? EXIT.ok;
  };
  try {
    const program = await buildProgram(argv, {
      version: cliVersion(),
      run,
      write: (text) => void terminal.stdout.write(text),
      writeError: (text) => void terminal.stderr.write(text),
    });
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (isParserError(error)) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    const failure = failureOf(error);
    showFailure(new Screen(terminal, { json: argv.includes('--json'), quiet: false }), failure);
    return failure.exitCode;
  }
}

/** What commander throws once it has told what is wrong, or shown the help. */
function isParserError(error: unknown): error is CommanderError {
  return error instanceof CommanderError;
}
