import { fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';

/** An OAuth2 server of the tests' own, where everybody is signed in already and agrees. */
export interface OAuthServer {
  issuer: string;
  authUrl: string;
  tokenUrl: string;
  /** Answers `{sub}` to a good access token, and 401 to any other. */
  userinfoUrl: string;
  client: { client_id: string; client_secret: string; redirect_url: string };
  /** Signs in as a browser does: a code, with the verifier of its PKCE challenge. */
  signIn(): Promise<{ code: string; verifier: string }>;
  /** Goes through an address to sign in at, as a browser does, and answers the code. */
  follow(authorizationUrl: string): Promise<string>;
  /** As `follow`; answers the client's address that the browser is sent back to. */
  comeBack(authorizationUrl: string): Promise<URL>;
  /** How many tokens it gave so far, by grant. */
  given(): Promise<Record<string, number>>;
  close(): Promise<void>;
}

const CLIENT = {
  client_id: 'tests',
  client_secret: 'client-secret-of-the-tests',
  redirect_url: 'http://127.0.0.1:9/redirect',
};
const OPTIONS = ['--conditions=source', '--import', 'tsx'];

/**
 * @param tokenSeconds how long its access tokens last. @default 3600
 * @param redirectUrl where the client takes codes. @default an address where nobody listens
 */
export async function startOAuthServer(tokenSeconds = 3600, redirectUrl = CLIENT.redirect_url): Promise<OAuthServer> {
  const client = { ...CLIENT, redirect_url: redirectUrl };
  const program = path.join(import.meta.dirname, 'oauth-server-process.ts');
  const args = [client.client_id, client.client_secret, client.redirect_url, String(tokenSeconds)];
  const server = fork(program, args, { execArgv: OPTIONS, stdio: ['ignore', 'pipe', 'ignore', 'ipc'], env: {} });
  const [line] = (await once(server.stdout ?? server, 'data')) as [Buffer];
  const issuer = line.toString().trim();
  const authUrl = `${issuer}/auth`;
  return {
    issuer,
    authUrl,
    ...{ tokenUrl: `${issuer}/token`, userinfoUrl: `${issuer}/me`, client },
    async signIn() {
      const verifier = randomBytes(32).toString('base64url');
      const query = new URLSearchParams({
        ...{ client_id: client.client_id, redirect_uri: client.redirect_url, response_type: 'code' },
        ...{ scope: 'openid offline_access', prompt: 'consent', code_challenge_method: 'S256' },
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      });
      return { code: codeOf(await comeBack(`${authUrl}?${query}`, redirectUrl)), verifier };
    },
    follow: async (authorizationUrl) => codeOf(await comeBack(authorizationUrl, redirectUrl)),
    comeBack: (authorizationUrl) => comeBack(authorizationUrl, redirectUrl),
    given: async () => (await (await fetch(`${issuer}/tokens`)).json()) as Record<string, number>,
    async close() {
      server.kill('SIGKILL');
      await once(server, 'exit');
    },
  };
}

const MOST_HOPS = 10;

/** Goes from redirect to redirect with its cookies, up to the client's own address. */
async function comeBack(start: string, redirectUrl: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let url = new URL(start);
  for (let hop = 0; hop < MOST_HOPS; hop += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) throw new Error(`no redirect from ${url}: ${response.status} ${await response.text()}`);
    url = new URL(location, url);
    if (url.href.startsWith(redirectUrl)) return url;
  }
  throw new Error(`more than ${MOST_HOPS} redirects from ${start}`);
}

function codeOf(url: URL): string {
  const code = url.searchParams.get('code');
  if (code === null) throw new Error(`signing in failed: ${url.search}`);
  return code;
}
