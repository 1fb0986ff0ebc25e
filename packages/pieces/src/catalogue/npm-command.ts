import { spawn } from 'node:child_process';
import { PieceUnavailable } from './piece-unavailable.ts';

/** What of this process's environment npm is given: how to reach a registry, and nothing else. */
const PASSED_ON =
  /^(PATH|HOME|USERPROFILE|TMPDIR|TEMP|SystemRoot|APPDATA|LOCALAPPDATA|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|SSL_CERT_DIR|(https?|no|all)_proxy|npm_config_(?!user_agent|global_prefix|local_prefix|prefix|node_gyp|nodedir).+)$/i;

const MOST_OUTPUT_BYTES = 8 * 1024 * 1024;

export interface NpmOptions {
  /** Where it works. */
  folder: string;
  timeoutMs: number;
  signal?: AbortSignal;
}

/**
 * Runs npm, which runs no script of any package, and reads what it answers as JSON.
 *
 * @param what - what is wanted, for messages: `@activepieces/piece-slack@0.17.9`
 * @throws {PieceUnavailable} by what npm says; passing where a later attempt may succeed
 */
export async function npm(what: string, args: readonly string[], options: NpmOptions): Promise<unknown> {
  const { status, output, errors, ended } = await run([...args, ...ALWAYS], options);
  if (ended !== null) throw new PieceUnavailable('PIECE_INSTALL_FAILED', `${what}: ${ended}`, { passing: true });
  const answer = parse(output);
  if (status !== 0) throw unavailable(what, answer, errors);
  return answer;
}

const ALWAYS = [
  ...['--json', '--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier'],
  ...['--no-bin-links', '--omit=dev', '--loglevel=error', '--fetch-timeout=30000'],
  ...['--fetch-retries=1', '--fetch-retry-mintimeout=500', '--fetch-retry-maxtimeout=2000'],
  // Packages come from the registry: a dependency on a git repository fails, and one on an address or on a folder of this
  // machine, where this npm knows how to refuse it.
  ...[
    '--git=npm-is-given-no-git',
    '--allow-git=none',
    '--allow-remote=none',
    '--allow-file=none',
    '--allow-directory=none',
  ],
];

interface NpmEnd {
  status: number | null;
  output: string;
  errors: string;
  /** Why it was ended from here; null when it ended by itself. */
  ended: string | null;
}

function run(args: readonly string[], { folder, timeoutMs, signal }: NpmOptions): Promise<NpmEnd> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => PASSED_ON.test(name)));
  // A group of its own, so that what npm started ends with it.
  const child = spawn('npm', args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let ended: string | null = null;
  const end = (reason: string) => {
    ended ??= reason;
    killGroup(child.pid);
  };
  const timer = setTimeout(() => end(`npm took longer than ${timeoutMs / 1_000} seconds.`), timeoutMs);
  const abort = () => end(signal?.reason instanceof Error ? signal.reason.message : 'it was called off.');
  if (signal?.aborted === true) abort();
  signal?.addEventListener('abort', abort);
  return new Promise<NpmEnd>((resolve, reject) => {
    const output = collect(child.stdout);
    const errors = collect(child.stderr);
    child.once('error', (error) => {
      reject(new PieceUnavailable('PIECE_INSTALL_FAILED', `npm does not start: ${error.message}`));
    });
    child.once('close', (status) => resolve({ status, output: output(), errors: errors(), ended }));
  }).finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

/** Gathers text up to a limit; what follows is dropped. */
function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= MOST_OUTPUT_BYTES) chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

function parse(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    return null;
  }
}

const UNREACHABLE =
  /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|ERR_SOCKET_TIMEOUT|FETCH_ERROR|E5\d\d|E429)$/;

function unavailable(what: string, answer: unknown, errors: string): PieceUnavailable {
  const { code, summary } = faultOf(answer, errors);
  if (code === 'E404') return new PieceUnavailable('PIECE_NOT_FOUND', `npm has no package ${what}.`);
  if (code === 'ETARGET') return new PieceUnavailable('PIECE_NOT_FOUND', `npm has no such version: ${what}.`);
  const passing = UNREACHABLE.test(code);
  const why = passing ? `npm does not reach its registry (${code})` : `npm says ${code}: ${summary}`;
  return new PieceUnavailable('PIECE_INSTALL_FAILED', `${what} cannot be had: ${why}.`, { passing });
}

function faultOf(answer: unknown, errors: string): { code: string; summary: string } {
  const { error } = Object(answer) as { error?: { code?: unknown; summary?: unknown } };
  const code = typeof error?.code === 'string' ? error.code : /npm error code (\S+)/.exec(errors)?.[1];
  const summary = typeof error?.summary === 'string' ? error.summary : errors;
  return { code: code ?? 'a fault', summary: summary.trim().slice(0, 500) };
}
