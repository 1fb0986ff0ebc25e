import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { usageError } from '../../cli-error.ts';
import type { Command } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';

export const dev: Command = {
  name: 'dev',
  summary: 'Run the development stack of this checkout',
  options: [
    { flags: '--detach', description: 'Return when all is ready' },
    { flags: '--stop', description: 'End the one that runs' },
    { flags: '--reset', description: 'Forget its data first' },
  ],
  async run(context, values) {
    const script = devScript(context.terminal.cwd);
    if (script === null) {
      throw usageError(
        'This folder is in no checkout of Perdura.',
        'Clone the repository and run this there; or use a server that runs: perdura login --api-url https://…',
      );
    }
    const options = ['detach', 'stop', 'reset'].filter((name) => values.flag(name)).map((name) => `--${name}`);
    // Ctrl-C reaches the stack as well, which ends by itself.
    const ended = await context.untilInterrupted(() => endOf(script, options));
    if (ended === 'interrupted') return EXIT.interrupted;
    return ended === 0 ? undefined : EXIT.failed;
  },
};

function devScript(folder: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    const script = join(at, 'bin', 'dev');
    if (existsSync(script) && existsSync(join(at, 'apps', 'dev'))) return script;
    if (dirname(at) === at) return null;
  }
}

function endOf(script: string, options: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(script, options, { stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
