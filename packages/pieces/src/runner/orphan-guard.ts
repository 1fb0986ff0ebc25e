import { spawn } from 'node:child_process';

/**
 * Ends children whose worker died, even those that are in an endless loop and hear nothing: a small shell, told of each
 * child, notices that its input ended.
 */
export interface OrphanGuard {
  watch(pid: number): void;
  forget(pid: number): void;
  close(): void;
}

/** Reads `+ <pid>` and `- <pid>`; at the end of its input it ends what is left. */
const SCRIPT = `
trap '' INT TERM HUP
pids=
while read -r sign pid; do
  left=
  for known in $pids; do [ "$known" = "$pid" ] || left="$left $known"; done
  pids=$left
  [ "$sign" = + ] && pids="$pids $pid"
done
[ -z "$pids" ] || kill -9 $pids 2>/dev/null
`;

export function orphanGuard(): OrphanGuard {
  if (process.platform === 'win32') return { watch: () => {}, forget: () => {}, close: () => {} };
  const shell = spawn('/bin/sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], env: {}, detached: true });
  // Without a shell children still end when their channel does, unless they loop.
  shell.on('error', () => {});
  shell.stdin.on('error', () => {});
  shell.unref();
  const { stdin } = shell;
  if ('unref' in stdin && typeof stdin.unref === 'function') stdin.unref();
  return {
    watch: (pid) => void stdin.write(`+ ${pid}\n`),
    forget: (pid) => void stdin.write(`- ${pid}\n`),
    close: () => void stdin.end(),
  };
}
