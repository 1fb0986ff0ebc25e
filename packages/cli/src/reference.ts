import type { Command, OptionSpec } from './command.ts';
import { SECTIONS } from './commands/index.ts';
import { EXIT_MEANINGS } from './exit-codes.ts';
import { GLOBAL_OPTIONS } from './global-options.ts';

/** The page `docs/cli.md`: all that is said of a command is said where it is defined. */
export async function referenceText(): Promise<string> {
  const sections = await Promise.all(SECTIONS.map(sectionText));
  return `${[INTRODUCTION, globalText(), exitText(), ...sections].join('\n\n')}\n`;
}

const INTRODUCTION = `# The command line

\`perdura\` does from a terminal what the console does in a browser. It speaks to the API through the [SDK](sdk.md), and knows nothing that the API does not.
This page is made from the commands themselves.

\`\`\`sh
./bin/perdura --help                      # in a checkout, which builds it when need be
npm install --global @perdura/cli         # elsewhere, where the packages are published
docker compose exec api perdura --help    # in the composition, whose image has it
\`\`\`

**Which server.** In this order: \`--api-url\` and \`--api-key\`; \`PERDURA_API_URL\` and \`PERDURA_API_KEY\`; the profile that \`--profile\` or \`PERDURA_PROFILE\` names; the profile
that is used (\`perdura profiles\`); the development stack of the checkout that the command stands in, when none of these names a server, and then it says so.
A stored credential is sent to no other server than its own. Profiles are kept in \`~/.config/perdura/credentials.json\` (\`XDG_CONFIG_HOME\`), which only you can read.

**Output.** What was asked for goes to standard output, everything else to standard error. With \`--json\` it is what the API answers; lists are lists of it, what is watched is
one line of JSON each, and a failure is \`{"error": {message, exitCode, lines, hint}}\` on standard error. \`NO_COLOR\` and \`FORCE_COLOR\` are obeyed; without them only a terminal gets colours.

**Questions** are asked only at a terminal. \`--yes\` agrees beforehand; without a terminal and without it the command ends with code 2, and nothing is done.

**Names.** Where a command takes a workflow, a flow, a table or the like, it takes the id or the exact name. Secrets are asked for or read from standard input, never from the command line.`;

function globalText(): string {
  const rows = GLOBAL_OPTIONS.map(([flags, description]) => `| \`${flags}\` | ${cell(description)} |`);
  return ['## Options of every command', '', '| option | meaning |', '| --- | --- |', ...rows].join('\n');
}

function exitText(): string {
  const rows = EXIT_MEANINGS.map(([code, meaning]) => `| ${code} | ${cell(meaning)} |`);
  return ['## Exit codes', '', '| code | meaning |', '| --- | --- |', ...rows].join('\n');
}

async function sectionText({ title, topics }: (typeof SECTIONS)[number]): Promise<string> {
  const texts: string[] = [`## ${title}`];
  for (const { name, summary, load } of topics) {
    const found = await load();
    texts.push(`### perdura ${name}`);
    if ('commands' in found) {
      texts.push(`${summary}.`);
      for (const command of found.commands) texts.push(commandText(`${name} ${command.name}`, command, '####'));
    } else texts.push(commandText(name, found, null));
  }
  return texts.join('\n\n');
}

function commandText(path: string, command: Command, heading: string | null): string {
  const { summary, arguments: given = [], options = [], examples = [] } = command;
  const usage = ['perdura', path, ...given.map(([syntax]) => syntax), ...(options.length > 0 ? ['[options]'] : [])];
  const rows = [...given.map(([syntax, meaning]) => row(syntax, meaning)), ...options.map(optionRow)];
  const table = rows.length === 0 ? [] : [['| | |', '| --- | --- |', ...rows].join('\n')];
  const shown = examples.map(([text, meaning]) => `# ${meaning}\n${text}`).join('\n\n');
  return [
    ...(heading === null ? [] : [`${heading} perdura ${path}`]),
    `${summary}.`,
    `\`${usage.join(' ')}\``,
    ...table,
    ...(shown === '' ? [] : [`\`\`\`sh\n${shown}\n\`\`\``]),
  ].join('\n\n');
}

function optionRow({ flags, description, choices, required }: OptionSpec): string {
  const values = choices === undefined ? '' : ` (${choices.join(', ')})`;
  return row(flags, `${description}${values}${required === true ? '; required' : ''}`);
}

function row(name: string, meaning: string): string {
  return `| \`${name}\` | ${cell(meaning)} |`;
}

function cell(text: string): string {
  return text.replace(/\|/g, '\\|');
}
