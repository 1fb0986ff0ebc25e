import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { promisify } from 'node:util';

const run = promisify(execFile);
const HOST = '127.0.0.1';

/** A TCP port on 127.0.0.1 that nobody listens on now. */
export async function freePort(): Promise<number> {
  const port = await listenOnce(0);
  if (port === null) throw new Error('The operating system gave no free port on 127.0.0.1.');
  return port;
}

/** Whether a server could listen on this port of 127.0.0.1 now. */
export async function isPortFree(port: number): Promise<boolean> {
  return (await listenOnce(port)) !== null;
}

/** A port that someone asked for is taken; the message says by whom and which option chooses another. */
export class PortTakenError extends Error {
  readonly code = 'PORT_TAKEN';
  override readonly name = 'PortTakenError';
}

export interface PortChoice {
  /** What the port is for, as people call it: `API`. */
  purpose: string;
  /** The option that sets it: `--api-port`. */
  option: string;
  /** Port that the user asked for: this one or an error. */
  chosen?: number | undefined;
  /** Port to try first when the user did not ask; the next free one is taken otherwise. */
  preferred: number;
  /** Ports that are given away already though nobody listens on them yet. */
  reserved?: ReadonlySet<number>;
}

/**
 * Picks the port for one server.
 * @throws PortTakenError when the port that the user asked for is in use.
 */
export async function choosePort(choice: PortChoice): Promise<number> {
  if (choice.chosen !== undefined) {
    if (await isPortFree(choice.chosen)) return choice.chosen;
    const holder = await portHolder(choice.chosen);
    const who = holder === null ? 'another program' : holder;
    throw new PortTakenError(
      `Port ${choice.chosen} for ${choice.purpose} is taken by ${who}. Stop it, or choose another port with ${choice.option}.`,
    );
  }
  for (let port = choice.preferred; port < choice.preferred + 100 && port < 65_536; port += 1) {
    if (!choice.reserved?.has(port) && (await isPortFree(port))) return port;
  }
  return freePort();
}

/** Who listens on a port, as `name (pid 123)`; null when no tool of this machine can tell. */
export async function portHolder(port: number): Promise<string | null> {
  return (await holderFromSs(port)) ?? (await holderFromLsof(port));
}

async function holderFromSs(port: number): Promise<string | null> {
  const output = await outputOf('ss', ['-Hltnp', `sport = :${port}`]);
  const match = /users:\(\("([^"]+)",pid=(\d+)/.exec(output);
  return match === null ? null : `${match[1]} (pid ${match[2]})`;
}

async function holderFromLsof(port: number): Promise<string | null> {
  const output = await outputOf('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc']);
  const pid = /^p(\d+)$/m.exec(output);
  const name = /^c(.+)$/m.exec(output);
  return pid === null ? null : `${name?.[1] ?? 'a program'} (pid ${pid[1]})`;
}

async function outputOf(command: string, args: string[]): Promise<string> {
  try {
    return (await run(command, args)).stdout;
  } catch {
    // The tool is not installed, or found nobody.
    return '';
  }
}

function listenOnce(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen({ port, host: HOST, exclusive: true }, () => {
      const address = server.address();
      const bound = address !== null && typeof address === 'object' ? address.port : null;
      server.close(() => resolve(bound));
    });
  });
}
