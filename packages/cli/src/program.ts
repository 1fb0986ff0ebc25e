import { Option, Command as Parser } from 'commander';
import type { Command, CommandGroup, Topic } from './command.ts';
import { SECTIONS } from './commands/index.ts';
import { GLOBAL_OPTIONS } from './global-options.ts';
import { Values } from './values.ts';

/** Calls the command that was named, with what was given. */
export type Runner = (command: Command, values: Values, globals: Record<string, unknown>) => Promise<void>;

export interface ProgramOptions {
  version: string;
  run: Runner;
  write: (text: string) => void;
  writeError: (text: string) => void;
}

const NAME_WIDTH = 100;

/**
 * The program with the commands of the topic that `argv` names. Those of others are not loaded: the start is what
 * people wait for each time.
 */
export async function buildProgram(argv: readonly string[], options: ProgramOptions): Promise<Parser> {
  const program = newParser('perdura', options)
    .description('The command line of Perdura: workflows and flows, their runs, and what they need.')
    .version(options.version, '-V, --version', 'Tell the version')
    .usage('<command> [options]')
    .addHelpText('after', '\nExit codes and all commands: docs/cli.md. Begin with: perdura login, or perdura doctor');
  for (const [flags, description] of GLOBAL_OPTIONS) program.option(flags, description);
  const named = namedTopic(argv);
  for (const { title, topics } of SECTIONS) {
    for (const topic of topics) {
      const parser = topic.name === named ? await loaded(topic, options) : stub(topic, options);
      program.addCommand(parser.helpGroup(`${title}:`));
    }
  }
  return program;
}

function newParser(name: string, { write, writeError }: ProgramOptions): Parser {
  return new Parser(name)
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: writeError })
    .configureHelp({ showGlobalOptions: true, helpWidth: NAME_WIDTH })
    .showSuggestionAfterError()
    .helpCommand(false);
}

function stub({ name, summary }: Topic, options: ProgramOptions): Parser {
  return newParser(name, options).summary(summary).description(summary);
}

async function loaded(topic: Topic, options: ProgramOptions): Promise<Parser> {
  const found = await topic.load();
  if (!isGroup(found)) return commandParser({ ...found, name: topic.name }, options);
  const parser = newParser(topic.name, options).description(topic.summary).summary(topic.summary);
  for (const command of found.commands) parser.addCommand(commandParser(command, options));
  return parser;
}

function isGroup(found: Command | CommandGroup): found is CommandGroup {
  return 'commands' in found;
}

function commandParser(command: Command, options: ProgramOptions): Parser {
  const parser = newParser(command.name, options).summary(command.summary).description(command.summary);
  for (const [syntax, description] of command.arguments ?? []) parser.argument(syntax, description);
  for (const { flags, description, choices, many, required } of command.options ?? []) {
    const option = new Option(flags, description);
    if (choices !== undefined) option.choices([...choices]);
    if (required === true) option.makeOptionMandatory();
    if (many === true) option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]);
    parser.addOption(option);
  }
  if (command.examples !== undefined) parser.addHelpText('after', examplesText(command.examples));
  const syntaxes = (command.arguments ?? []).map(([syntax]) => syntax);
  return parser.action(async (...given: unknown[]) => {
    const values = new Values(given.slice(0, syntaxes.length) as string[], parser.opts(), syntaxes);
    await options.run(command, values, parser.optsWithGlobals());
  });
}

function examplesText(examples: readonly (readonly [string, string])[]): string {
  return ['', 'Examples:', ...examples.flatMap(([command, meaning]) => [`  # ${meaning}`, `  $ ${command}`])].join(
    '\n',
  );
}

/** The first word that is no option and no value of one. */
function namedTopic(argv: readonly string[]): string | null {
  const taking = new Set(GLOBAL_OPTIONS.flatMap(([flags]) => (flags.includes('<') ? [flags.split(' ')[0] ?? ''] : [])));
  for (let place = 0; place < argv.length; place += 1) {
    const word = argv[place] ?? '';
    if (taking.has(word)) place += 1;
    else if (!word.startsWith('-')) return word;
  }
  return null;
}
