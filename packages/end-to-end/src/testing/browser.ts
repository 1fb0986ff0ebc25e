import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { track } from '@perdura/testkit';
import { type BrowserContext, type ConsoleMessage, chromium, type Page } from 'playwright-core';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A page of a real browser with an empty profile, and what went wrong in it. */
export interface Browser {
  page: Page;
  /** Errors of scripts, of the console, and violations of the content security policy, since the last `forgive`. */
  readonly faults: string[];
  /** Addresses that were asked and that are not of the given origin. */
  readonly strangers: string[];
  /** Forgets the faults so far, after a step that provokes one; answers them. */
  forgive(): string[];
  close(): Promise<void>;
}

/** @throws when no Chromium is installed; the message says how to get it */
export async function openBrowser(origin: string, locale = 'en-GB'): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'perdura-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: executable(),
    args: ARGUMENTS,
    locale,
    timezoneId: 'UTC',
    viewport: { width: 1280, height: 900 },
  });
  const close = async () => {
    untrack();
    await context.close();
    await rm(profile, { recursive: true, force: true });
  };
  const untrack = track('a browser', close);
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(90_000);
  return { page, ...watch(context, page, origin), close };
}

function watch(context: BrowserContext, page: Page, origin: string) {
  const faults: string[] = [];
  const strangers: string[] = [];
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`));
  page.on('console', (message) => {
    const isFault = message.type() === 'error' || message.type() === 'warning';
    if (isFault && !isAbsentDraft(message)) faults.push(`console: ${message.text()}`);
  });
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !/^(data|blob|about):/.test(url)) strangers.push(url);
  });
  return { faults, strangers, forgive: () => faults.splice(0) };
}

/** That a workflow has no draft is answered with 404, which browsers note as an error. */
function isAbsentDraft(message: ConsoleMessage): boolean {
  return message.text().includes('404') && /\/v1\/workflows\/\w+\/draft$/.test(message.location().url);
}

function executable(): string {
  const found = PATHS.find((path) => existsSync(path));
  if (found === undefined) {
    throw new Error(
      `The tests of the console need Chromium at one of ${PATHS.join(', ')}: install the package chromium`,
    );
  }
  return found;
}
