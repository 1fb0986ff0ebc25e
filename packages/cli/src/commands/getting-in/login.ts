import { CliError, usageError } from '../../cli-error.ts';
import type { Command } from '../../command.ts';
import { findDevStack } from '../../config/connection.ts';
import { type Profile, requireProfileName, writeCredentials } from '../../config/credentials.ts';
import type { Context } from '../../context.ts';
import { EXIT } from '../../exit-codes.ts';
import { ask, askSecret, readAll } from '../../prompts.ts';
import { isInteractive } from '../../terminal.ts';
import type { Values } from '../../values.ts';

const KEY_FORM = /^claw_\S+$/;

export const login: Command = {
  name: 'login',
  summary: 'Sign in, and keep it as a profile',
  options: [
    {
      flags: '-e, --email <address>',
      description: 'Sign in with this address and a password, which is asked for or piped in',
    },
    { flags: '--project <id>', description: 'With --email: the project to begin in' },
  ],
  examples: [
    ['perdura login --api-url https://perdura.example.com', 'Ask for a key'],
    [
      'perdura login --email li@example.com --profile work',
      'Ask for the password, and keep the session as profile work',
    ],
    ['echo "$KEY" | perdura login --api-url https://perdura.example.com', 'Take the key from standard input'],
  ],
  async run(context, values) {
    const apiUrl = await serverOf(context);
    const name = requireProfileName(context.options.profile ?? context.terminal.env.PERDURA_PROFILE ?? 'default');
    const signedIn = await signIn(context, apiUrl, values);
    const me = await (await context.clientOf(apiUrl, credentialOf(signedIn))).users.me();
    const profile: Profile = { ...signedIn, user: me.user.email };
    const stored = await context.credentials();
    await writeCredentials(context.credentialsPath, {
      current: name,
      profiles: { ...stored.profiles, [name]: profile },
    });
    context.screen.show({ profile: name, apiUrl, user: me.user, project: me.project, role: me.role }, () => [
      `Signed in to ${apiUrl} as ${me.user.name} <${me.user.email}>, project ${me.project.name}.`,
    ]);
    context.screen.note(`Kept as profile ${name} in ${context.credentialsPath}.`);
    return undefined;
  },
};

function credentialOf({ kind, credential }: Profile): { apiKey?: string; accessToken?: string } {
  return kind === 'session' ? { accessToken: credential } : { apiKey: credential };
}

async function serverOf(context: Context): Promise<string> {
  const { options, terminal } = context;
  const { profiles } = await context.credentials();
  const known = options.profile === undefined ? undefined : profiles[options.profile]?.apiUrl;
  const given =
    options.apiUrl ?? (terminal.env.PERDURA_API_URL || undefined) ?? known ?? findDevStack(terminal.cwd)?.apiUrl;
  const url = given ?? (await ask(terminal, 'Address of the server: ', 'Name the server: --api-url https://…')).trim();
  if (/^https?:\/\/[^/]/.test(url)) return url.replace(/\/+$/, '');
  throw usageError(
    `${JSON.stringify(url)} is no address of a server.`,
    'Expected something like https://perdura.example.com',
  );
}

async function signIn(context: Context, apiUrl: string, values: Values): Promise<Profile> {
  const email = values.text('email');
  if (email !== undefined) return await withPassword(context, apiUrl, email, values.text('project'));
  const { options, terminal } = context;
  const given = options.apiKey ?? (terminal.env.PERDURA_API_KEY || undefined);
  const credential = given ?? (await secretOf(context, 'Key (claw_…): ')).trim();
  if (KEY_FORM.test(credential)) return { apiUrl, credential, kind: 'key' };
  throw new CliError('That is no key: keys begin with claw_.', {
    exitCode: EXIT.unauthorized,
    hint: 'Make one in the console under API keys, or sign in with --email.',
  });
}

/** Asked for at a terminal, read from standard input elsewhere. */
async function secretOf({ terminal }: Context, question: string): Promise<string> {
  return isInteractive(terminal) ? await askSecret(terminal, question, '') : await readAll(terminal);
}

async function withPassword(
  context: Context,
  apiUrl: string,
  email: string,
  projectId: string | undefined,
): Promise<Profile> {
  const password = (await secretOf(context, `Password of ${email}: `)).replace(/\r?\n$/, '');
  const client = await context.clientOf(apiUrl, {});
  const { token } = await client.auth.signIn({ email, password, ...(projectId !== undefined && { projectId }) });
  if (token !== null) return { apiUrl, credential: token, kind: 'session' };
  throw new CliError('The server answered no token.', { exitCode: EXIT.failed });
}
