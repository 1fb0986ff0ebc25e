import type { Context } from './context.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Values } from './values.ts';

/** One option of a command, as commander reads its flags: `-n, --limit <count>`. */
export interface OptionSpec {
  flags: string;
  description: string;
  choices?: readonly string[];
  /** The option may be given several times. */
  many?: boolean;
  required?: boolean;
}

/** A command: what it is called and takes, and what it does. */
export interface Command {
  name: string;
  summary: string;
  /** As commander reads it: `<id>`, `[file]`, `<ids...>`; each with what it means. */
  arguments?: readonly (readonly [syntax: string, description: string])[];
  options?: readonly OptionSpec[];
  /** Shown under the help: commands, each with what it does. */
  examples?: readonly (readonly [command: string, meaning: string])[];
  /** @returns the exit code; 0 when nothing */
  run(context: Context, values: Values): Promise<ExitCode | undefined>;
}

/** Commands about one kind of thing. */
export interface CommandGroup {
  commands: readonly Command[];
}

/** A first word of the command line: a command, or what several commands are about. */
export interface Topic {
  name: string;
  summary: string;
  load: () => Promise<Command | CommandGroup>;
}
