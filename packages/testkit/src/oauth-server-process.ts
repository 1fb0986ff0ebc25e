import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

/**
 * A real OAuth2 server, as a process of its own: `oauth-server-process.ts <client> <secret> <redirect> <token seconds>`.
 * It prints its address, demands PKCE, rotates refresh tokens and revokes everything when one is used twice. Whoever
 * comes is signed in as the `login_hint` says, otherwise as `ada`, and agrees. The address of `<id>` is `<id>@example.com`,
 * which is verified unless the id begins with `un`. `GET /tokens` tells how many answers its token endpoint gave, by grant.
 */
const [clientId = '', clientSecret = '', redirectUri = '', lifetime = '3600'] = process.argv.slice(2);

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as { port: number };
  const issuer = `http://127.0.0.1:${port}`;
  serve(issuer);
  process.stdout.write(`${issuer}\n`);
});
process.once('disconnect', () => process.exit());

function serve(issuer: string): void {
  const provider = providerAt(issuer);
  const given: Record<string, number> = {};
  provider.on('grant.success', ({ oidc }) => {
    const grant = String(oidc.params?.grant_type);
    given[grant] = (given[grant] ?? 0) + 1;
  });
  const answer = provider.callback();
  server.on('request', async (request, response) => {
    if (request.url === '/tokens') {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(given));
    } else if (request.url?.startsWith('/interaction/')) {
      const { params } = await provider.interactionDetails(request, response);
      const accountId = String(params.login_hint ?? 'ada');
      await provider.interactionFinished(request, response, { login: { accountId }, consent: {} });
    } else {
      await answer(request, response);
    }
  });
}

function providerAt(issuer: string): Provider {
  const provider: Provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
        token_endpoint_auth_method: 'client_secret_post',
      },
      {
        client_id: `${clientId}-header`,
        client_secret: clientSecret,
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    cookies: { keys: ['tests'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false }, clientCredentials: { enabled: true } },
    ttl: { AccessToken: Number(lifetime), ClientCredentials: Number(lifetime), RefreshToken: 86_400 },
    issueRefreshToken: async () => true,
    rotateRefreshToken: true,
    claims: { email: ['email', 'email_verified'], profile: ['name'] },
    findAccount: async (_, id) => ({
      accountId: id,
      claims: async () => ({
        ...{ sub: id, name: id, email: `${id}@example.com`, email_verified: !id.startsWith('un') },
      }),
    }),
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    async loadExistingGrant({ oidc }) {
      const accountId = oidc.session?.accountId ?? 'ada';
      const grant = new provider.Grant({ clientId: oidc.client?.clientId ?? '', accountId });
      grant.addOIDCScope('openid offline_access email profile');
      await grant.save();
      return grant;
    },
  });
  return provider;
}
