import { usageError } from '../../cli-error.ts';
import type { Command, Topic } from '../../command.ts';
import { GLOBAL_OPTIONS } from '../../global-options.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** The command that knows all topics. */
export function completionOf(topics: () => readonly Topic[]): Command {
  return {
    name: 'completion',
    summary: 'Write a script that completes commands in a shell',
    arguments: [['<shell>', SHELLS.join(', ')]],
    examples: [
      ['source <(perdura completion bash)', 'In ~/.bashrc; zsh likewise in ~/.zshrc'],
      ['perdura completion fish > ~/.config/fish/completions/perdura.fish', 'For fish'],
    ],
    async run(context, values) {
      const words = await commandWords(topics());
      const script = { bash: bashScript, zsh: zshScript, fish: fishScript }[values.argument(0)];
      if (script === undefined) {
        throw usageError(
          `${JSON.stringify(values.argument(0))} is no shell that is known; expected ${SHELLS.join(', ')}.`,
        );
      }
      context.screen.raw(script(words));
      return undefined;
    },
  };
}

interface TopicWords {
  name: string;
  summary: string;
  verbs: readonly { name: string; summary: string }[];
  options: readonly string[];
}

async function commandWords(topics: readonly Topic[]): Promise<TopicWords[]> {
  const words: TopicWords[] = [];
  for (const { name, summary, load } of topics) {
    const found = await load();
    const commands = 'commands' in found ? found.commands : [];
    const all = 'commands' in found ? found.commands : [found];
    const options = all.flatMap((command) => (command.options ?? []).map(({ flags }) => longName(flags)));
    words.push({ name, summary, verbs: commands, options: [...new Set(options)] });
  }
  return words;
}

function longName(flags: string): string {
  return /--[a-z-]+/.exec(flags)?.[0] ?? '';
}

const GLOBALS = GLOBAL_OPTIONS.map(([flags]) => longName(flags)).join(' ');

function bashScript(words: readonly TopicWords[]): string {
  const cases = words.map(
    ({ name, verbs, options }) =>
      `    ${name}) verbs="${verbs.map((verb) => verb.name).join(' ')}"; options="${options.join(' ')}" ;;`,
  );
  return [
    '_perdura() {',
    `  local word=\${COMP_WORDS[COMP_CWORD]} verbs="" options=""`,
    '  COMPREPLY=()',
    `  case "\${COMP_WORDS[1]}" in`,
    ...cases,
    '  esac',
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    COMPREPLY=($(compgen -W "${words.map(({ name }) => name).join(' ')}" -- "$word"))`,
    '  elif [[ "$word" == -* ]]; then',
    `    COMPREPLY=($(compgen -W "$options ${GLOBALS} --help" -- "$word"))`,
    '  elif [ "$COMP_CWORD" -eq 2 ] && [ -n "$verbs" ]; then',
    '    COMPREPLY=($(compgen -W "$verbs" -- "$word"))',
    '  fi',
    '}',
    'complete -o default -F _perdura perdura',
  ].join('\n');
}

/** zsh takes completions of bash, once its own are switched on. */
function zshScript(words: readonly TopicWords[]): string {
  const own = '(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }';
  return [own, 'autoload -U +X bashcompinit && bashcompinit', bashScript(words)].join('\n');
}

const FISH_CONDITION = `
# Whether the words so far are of this topic, and, where a number is given, whether there are so many.
function __perdura_in
    set -l words (commandline -opc)
    test (count $words) -ge 2; and test $words[2] = $argv[1]
    and begin
        test (count $argv) -eq 1; or test (count $words) -eq $argv[2]
    end
end`.trimStart();

function fishScript(words: readonly TopicWords[]): string {
  const quoted = (text: string) => `'${text.replace(/['\\]/g, '\\$&')}'`;
  return [
    FISH_CONDITION,
    ...GLOBALS.split(' ').map((option) => `complete -c perdura -l ${option.slice(2)}`),
    ...words.flatMap(({ name, summary, verbs, options }) => [
      `complete -c perdura -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
      ...verbs.map(
        (verb) => `complete -c perdura -n '__perdura_in ${name} 2' -f -a ${verb.name} -d ${quoted(verb.summary)}`,
      ),
      ...options.map((option) => `complete -c perdura -n '__perdura_in ${name}' -l ${option.slice(2)}`),
    ]),
  ].join('\n');
}
