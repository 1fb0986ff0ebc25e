import { Readable, Writable } from 'node:stream';
import { runCli } from '@perdura/cli';

/** What a command wrote, and how it ended. */
export interface CommandAnswer {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface CommandOptions {
  stdin?: string;
  env?: Record<string, string>;
  /** Called with what has been written to standard output so far, and a Ctrl-C. */
  onOutput?: (written: string, interrupt: () => void) => void;
}

/** Types commands in a folder, in this process: what they read and write is the test's own. */
export type CommandLine = (argv: readonly string[], options?: CommandOptions) => Promise<CommandAnswer>;

export function commandLine(cwd: string, env: Record<string, string>): CommandLine {
  return async (argv, options = {}) => {
    const listeners = new Set<() => void>();
    const interrupt = () => {
      for (const listener of listeners) listener();
    };
    const stdout = collected((written) => options.onOutput?.(written, interrupt));
    const stderr = collected();
    const exitCode = await runCli(argv, {
      stdin: Readable.from(options.stdin === undefined ? [] : [options.stdin]),
      stdout: stdout.stream,
      stderr: stderr.stream,
      env: { ...env, ...options.env },
      cwd,
      onInterrupt(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    });
    return { exitCode, stdout: stdout.text(), stderr: stderr.text() };
  };
}

function collected(told?: (text: string) => void) {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      told?.(text);
      done();
    },
  });
  return { stream, text: () => text };
}
