import type { PerduraClient } from '@perdura/sdk';
import type { Command } from '../../command.ts';
import { findDevStack, type ServerConnection } from '../../config/connection.ts';
import type { Context } from '../../context.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { failureOf } from '../../failure.ts';
import { cliVersion } from '../../version.ts';

/** One thing that was looked at. */
interface Finding {
  name: string;
  ok: boolean;
  detail: string;
  /** What to do, where it is not well. */
  next: string | null;
}

const SKEW_LIMIT_MS = 60_000;
const LEAST_NODE = [20, 19] as const;

export const doctor: Command = {
  name: 'doctor',
  summary: 'Find out what does not work, and what to do about it',
  async run(context) {
    const { findings, exitCode } = await examine(context);
    const { screen } = context;
    const { green, red, dim } = screen.colors;
    screen.show({ ok: findings.every(({ ok }) => ok), findings }, () =>
      findings.flatMap(({ name, ok, detail, next }) => [
        `${ok ? green('✓') : red('✗')} ${name}: ${detail}`,
        ...(next === null ? [] : [dim(`  → ${next}`)]),
      ]),
    );
    return exitCode;
  },
};

async function examine(context: Context): Promise<{ findings: Finding[]; exitCode: ExitCode }> {
  const findings = [nodeFinding()];
  const connection = await context.connection().catch((error: unknown) => {
    const { message, hint } = failureOf(error);
    findings.push(bad('Server', message, hint ?? null));
    return null;
  });
  if (connection === null) return { findings, exitCode: EXIT.unauthorized };
  const client = await context.clientOf(connection.apiUrl, {});
  const reached = await reachability(client, connection, findings);
  if (!reached) {
    findings.push(...stackAdvice(context));
    return { findings, exitCode: EXIT.unreachable };
  }
  await readiness(client, findings);
  const credential = await credentialFinding(context, connection);
  findings.push(credential);
  if (!credential.ok) return { findings, exitCode: EXIT.unauthorized };
  return { findings, exitCode: findings.every(({ ok }) => ok) ? EXIT.ok : EXIT.unreachable };
}

function nodeFinding(): Finding {
  const { node } = process.versions;
  const [major = 0, minor = 0] = node.split('.').map(Number);
  const [leastMajor, leastMinor] = LEAST_NODE;
  const ok = major > leastMajor || (major === leastMajor && minor >= leastMinor);
  const detail = `Node.js ${node}, perdura ${cliVersion()}`;
  return ok
    ? good('This machine', detail)
    : bad('This machine', detail, `Install Node.js ${leastMajor}.${leastMinor} or newer.`);
}

async function reachability(
  client: PerduraClient,
  { apiUrl, source }: ServerConnection,
  findings: Finding[],
): Promise<boolean> {
  try {
    const before = Date.now();
    const response = await fetch(`${apiUrl}/healthz`, { signal: AbortSignal.timeout(10_000) });
    const after = Date.now();
    const { info } = (await client.service.openApi({ retries: 0 })) as { info?: { version?: string } };
    findings.push(
      good('Server', `${apiUrl} answers (${after - before} ms), version ${info?.version ?? 'unknown'}; by ${source}`),
    );
    findings.push(clockFinding(response.headers.get('date'), (before + after) / 2));
    return true;
  } catch {
    findings.push(
      bad(
        'Server',
        `${apiUrl} cannot be reached; by ${source}`,
        'Is it up, and the address right? Give another with --api-url.',
      ),
    );
    return false;
  }
}

function clockFinding(date: string | null, now: number): Finding {
  const skew = date === null ? 0 : Date.parse(date) - now;
  if (Math.abs(skew) <= SKEW_LIMIT_MS) return good('Clock', 'as the server’s');
  const detail = `${Math.round(Math.abs(skew) / 1_000)} s ${skew > 0 ? 'behind' : 'ahead of'} the server’s`;
  return bad('Clock', detail, 'Set the clocks by NTP: signatures and sign-ins depend on them.');
}

const ADVICE: Readonly<Record<string, string>> = {
  database: 'Is PostgreSQL up, and DATABASE_URL of the server right?',
  temporal: 'Is Temporal up, and TEMPORAL_ADDRESS of the server right?',
  worker: 'Start a worker: without one nothing runs.',
};

async function readiness(client: PerduraClient, findings: Finding[]): Promise<void> {
  const answer = await client.service
    .readiness({ retries: 0 })
    .catch((error: unknown) => (error as { body?: unknown }).body);
  const { parts } = (answer ?? {}) as { parts?: Record<string, { ready: boolean; detail: string | null }> };
  for (const [name, { ready, detail }] of Object.entries(parts ?? {})) {
    const title = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
    findings.push(ready ? good(title, detail ?? 'ready') : bad(title, detail ?? 'not there', ADVICE[name] ?? null));
  }
}

async function credentialFinding(context: Context, { profile }: ServerConnection): Promise<Finding> {
  try {
    const { user, project, scopes, role } = await (await context.client()).users.me();
    return good(
      'Credential',
      `${user.email} in ${project.name}${role === null ? '' : `, ${role}`}, may ${scopes.join(', ')}`,
    );
  } catch (error) {
    const { message } = failureOf(error);
    return bad('Credential', message, `Sign in: perdura login${profile === null ? '' : ` --profile ${profile}`}`);
  }
}

function stackAdvice({ terminal }: Context): Finding[] {
  const stack = findDevStack(terminal.cwd);
  return stack === null
    ? []
    : [bad('Development stack', `${stack.file} tells of one that does not answer`, 'Start it: perdura dev')];
}

function good(name: string, detail: string): Finding {
  return { name, ok: true, detail, next: null };
}

function bad(name: string, detail: string, next: string | null): Finding {
  return { name, ok: false, detail, next };
}
