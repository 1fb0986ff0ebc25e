import type { PerduraClient } from '@perdura/sdk';
import { CliError } from './cli-error.ts';
import { chooseConnection, findDevStack, type ServerConnection } from './config/connection.ts';
import { type Credentials, credentialsPath, readCredentials } from './config/credentials.ts';
import { EXIT } from './exit-codes.ts';
import { type Progress, startProgress } from './output/progress.ts';
import { Screen } from './output/screen.ts';
import { confirm } from './prompts.ts';
import type { Terminal } from './terminal.ts';

/** Options that every command takes. */
export interface GlobalOptions {
  json?: boolean;
  quiet?: boolean;
  yes?: boolean;
  profile?: string;
  apiUrl?: string;
  apiKey?: string;
}

/** What a command works with. */
export class Context {
  readonly terminal: Terminal;
  readonly screen: Screen;
  readonly options: GlobalOptions;
  readonly #interruption: Interruption;
  #connection: Promise<ServerConnection> | null = null;
  #client: Promise<PerduraClient> | null = null;

  constructor(terminal: Terminal, options: GlobalOptions, interruption: Interruption) {
    this.terminal = terminal;
    this.options = options;
    this.screen = new Screen(terminal, { json: options.json === true, quiet: options.quiet === true });
    this.#interruption = interruption;
  }

  /** The client of the chosen server, with the credential of whoever is signed in. */
  client(): Promise<PerduraClient> {
    this.#client ??= this.#makeClient();
    return this.#client;
  }

  /** The chosen server. @throws CliError when there is none */
  connection(): Promise<ServerConnection> {
    this.#connection ??= this.#connect();
    return this.#connection;
  }

  credentials(): Promise<Credentials> {
    return readCredentials(this.credentialsPath);
  }

  get credentialsPath(): string {
    return credentialsPath(this.terminal.env);
  }

  /** A client of another server or for another credential, such as that of a sign-in. */
  async clientOf(apiUrl: string, credential: { apiKey?: string; accessToken?: string }): Promise<PerduraClient> {
    const { createClient } = await import('@perdura/sdk');
    return createClient({
      baseUrl: apiUrl,
      ...credential,
      locale: localeOf(this.terminal.env),
      headers: CLIENT_HEADERS,
    });
  }

  /** Ends the command unless somebody agrees; --yes agrees beforehand. */
  async requireConsent(question: string): Promise<void> {
    if (this.options.yes === true || (await confirm(this.terminal, question))) return;
    throw new CliError('Nothing was done.', { exitCode: EXIT.failed });
  }

  progress(): Progress {
    return startProgress(this.terminal, { silent: this.screen.quiet || this.screen.json });
  }

  /** Lets Ctrl-C end what is watched instead of the command; a second one ends the command. */
  async untilInterrupted<Result>(watch: (signal: AbortSignal) => Promise<Result>): Promise<Result | 'interrupted'> {
    const controller = new AbortController();
    const release = this.#interruption.take(() => controller.abort());
    try {
      return await watch(controller.signal);
    } catch (error) {
      if (controller.signal.aborted) return 'interrupted';
      throw error;
    } finally {
      release();
    }
  }

  async #connect(): Promise<ServerConnection> {
    const { terminal, options } = this;
    const stack = findDevStack(terminal.cwd);
    const connection = chooseConnection(options, terminal.env, await this.credentials(), stack);
    this.#tellOfStack(connection.source);
    return connection;
  }

  /** Nobody chose the stack by name, so who sits there is told; programs that read along are not. */
  #tellOfStack(source: string): void {
    const { screen, terminal } = this;
    if (screen.json || terminal.stderr.isTTY !== true || !source.startsWith('the development stack')) return;
    screen.note(screen.errorColors.dim(`Using ${source}.`));
  }

  async #makeClient(): Promise<PerduraClient> {
    const { apiUrl, credential, kind, profile } = await this.connection();
    if (credential === null) throw notSignedIn(apiUrl, profile);
    return await this.clientOf(apiUrl, kind === 'session' ? { accessToken: credential } : { apiKey: credential });
  }
}

const CLIENT_HEADERS = { 'x-perdura-client': 'cli' };

function notSignedIn(apiUrl: string, profile: string | null): CliError {
  return new CliError(`Nobody is signed in to ${apiUrl}.`, {
    exitCode: EXIT.unauthorized,
    hint: `Sign in: perdura login --api-url ${apiUrl}${profile === null ? '' : ` --profile ${profile}`} · or set PERDURA_API_KEY.`,
  });
}

/** Messages of the server come in the language of the terminal, where it has it. */
function localeOf(env: Terminal['env']): string {
  const language = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

/** Who is told of Ctrl-C: what watches something, or else the command as a whole. */
export class Interruption {
  readonly #watchers: (() => void)[] = [];
  readonly #end: () => void;

  constructor(end: () => void) {
    this.#end = end;
  }

  take(watcher: () => void): () => void {
    this.#watchers.push(watcher);
    return () => {
      const place = this.#watchers.indexOf(watcher);
      if (place >= 0) this.#watchers.splice(place, 1);
    };
  }

  raise(): void {
    const watcher = this.#watchers.pop();
    if (watcher === undefined) this.#end();
    else watcher();
  }
}
