import type { Command } from '../../command.ts';
import { cliVersion } from '../../version.ts';

export const version: Command = {
  name: 'version',
  summary: 'Tell the versions of this program and of the server',
  async run(context) {
    const server = await serverVersion(context).catch(() => null);
    const { screen } = context;
    screen.show({ cli: cliVersion(), node: process.versions.node, server }, (told) =>
      screen.facts([
        ['perdura', told.cli],
        ['node', told.node],
        ['server', told.server],
      ]),
    );
    return undefined;
  },
};

/** The version that the server's OpenAPI document tells; null without a server. */
async function serverVersion(context: Parameters<Command['run']>[0]): Promise<string | null> {
  const { apiUrl } = await context.connection();
  const client = await context.clientOf(apiUrl, {});
  const document = (await client.service.openApi({ timeoutMs: 5_000, retries: 0 })) as { info?: { version?: string } };
  return document.info?.version ?? null;
}
