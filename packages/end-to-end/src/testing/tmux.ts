import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { eventually, track } from '@perdura/testkit';

const run = promisify(execFile);

/** A shell in a real terminal, as somebody sits before it. */
export interface TerminalWindow {
  /** All that has been shown so far; with `colors` as it was sent. */
  text(options?: { colors?: boolean }): Promise<string>;
  /** Types a text, as it is. */
  type(text: string): Promise<void>;
  /** Presses a key, by the name that tmux has for it: `Enter`, `C-c`. */
  press(key: string): Promise<void>;
  /** Waits until the screen shows it. @throws WaitTimeoutError with what it shows instead */
  shows(text: string | RegExp, timeoutMs?: number): Promise<void>;
  close(): Promise<void>;
}

/** @throws when tmux is not installed; the message says how to get it */
export async function openTerminal(cwd: string, env: Record<string, string>): Promise<TerminalWindow> {
  const socket = `perdura-${randomUUID()}`;
  const tmux = async (...argv: string[]) => (await run('tmux', ['-L', socket, ...argv], { env })).stdout;
  const open = ['new-session', '-d', '-x', '180', '-y', '50', '-c', cwd, 'bash --noprofile --norc'];
  await tmux('-f', '/dev/null', 'set-option', '-g', 'history-limit', '20000', ';', ...open).catch((error: Error) => {
    throw new Error(`The tests of the command line need a terminal: install the package tmux (${error.message})`);
  });
  const close = async () => {
    untrack();
    await tmux('kill-server').catch(() => undefined);
  };
  const untrack = track('a terminal', close);
  const text = ({ colors = false } = {}) => tmux('capture-pane', '-p', '-J', '-S', '-', ...(colors ? ['-e'] : []));
  return {
    text,
    close,
    type: async (given) => void (await tmux('send-keys', '-l', given)),
    press: async (key) => void (await tmux('send-keys', key)),
    async shows(wanted, timeoutMs = 120_000) {
      let shown = '';
      const isThere = async () => {
        shown = await text();
        return (typeof wanted === 'string' ? shown.includes(wanted) : wanted.test(shown)) || null;
      };
      await eventually(isThere, { timeoutMs, intervalMs: 150, what: `the terminal to show ${wanted}` }).catch(
        (error) => {
          throw new Error(`${(error as Error).message}. It shows:\n${shown}`);
        },
      );
    },
  };
}
