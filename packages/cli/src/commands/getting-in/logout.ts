import { usageError } from '../../cli-error.ts';
import type { Command } from '../../command.ts';
import type { Profile } from '../../config/credentials.ts';
import { writeCredentials } from '../../config/credentials.ts';
import type { Context } from '../../context.ts';

export const logout: Command = {
  name: 'logout',
  summary: 'Forget a profile, and end its session',
  async run(context) {
    const { current, profiles } = await context.credentials();
    const name = context.options.profile ?? context.terminal.env.PERDURA_PROFILE ?? current;
    const profile = name === null || !Object.hasOwn(profiles, name) ? undefined : profiles[name];
    if (name === null || profile === undefined)
      throw usageError('Nobody is signed in by a profile.', 'See: perdura profiles list');
    const ended = profile.kind === 'session' ? await endSession(context, profile) : false;
    const { [name]: _forgotten, ...left } = profiles;
    const next = current === name ? (Object.keys(left)[0] ?? null) : current;
    await writeCredentials(context.credentialsPath, { current: next, profiles: left });
    context.screen.show({ profile: name, sessionEnded: ended, current: next }, () => `Profile ${name} is forgotten.`);
    if (profile.kind === 'key') context.screen.note('The key itself still works; revoke it: perdura keys revoke');
    return undefined;
  },
};

/** A server that cannot be reached must not keep a credential on this machine. */
async function endSession(context: Context, { apiUrl, credential }: Profile): Promise<boolean> {
  const client = await context.clientOf(apiUrl, { accessToken: credential });
  return await client.auth.signOut({ retries: 0, timeoutMs: 10_000 }).then(
    () => true,
    () => {
      context.screen.note(`The session could not be ended at ${apiUrl}.`);
      return false;
    },
  );
}
