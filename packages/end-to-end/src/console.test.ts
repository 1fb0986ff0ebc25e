import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { freePort, type Mailbox, startMailbox } from '@perdura/embedded';
import type { Page } from 'playwright-core';
import { type Browser, openBrowser } from './testing/browser.ts';
import { createWorkflow, endedRun, startRun } from './testing/runs.ts';
import { type Stack, startStack } from './testing/stack.ts';

const EXAMPLE = fileURLToPath(new URL('../../../examples/daily-inspection/definition.json', import.meta.url));
/** A picture of each page goes here when it is set. */
const PICTURES = process.env.PERDURA_PICTURES;

let stack: Stack;
let mailbox: Mailbox;
let browser: Browser;
let page: Page;
let origin: string;
let failedRunId: string;
let mailWorkflowId: string;
let mailRunId: string;

beforeAll(async () => {
  mailbox = await startMailbox({ smtpPort: await freePort(), httpPort: await freePort() });
  stack = await startStack({ environment: { SMTP_URL: mailbox.smtpUrl } });
  origin = (await stack.addConsole({ MAILBOX_URL: mailbox.url })).url;
  mailWorkflowId = await createWorkflow(stack, JSON.parse(readFileSync(EXAMPLE, 'utf8')));
  mailRunId = await startRun(stack, mailWorkflowId);
  failedRunId = await startRun(stack, await createWorkflow(stack, failing()));
  for (const runId of [mailRunId, failedRunId]) await endedRun(stack, runId);
  browser = await openBrowser(origin);
  page = browser.page;
}, 240_000);

afterEach(async () => {
  const { currentTestName = 'page' } = expect.getState();
  if (PICTURES !== undefined) await page.screenshot({ path: `${PICTURES}/${currentTestName}.png`, fullPage: true });
  expect(browser.forgive()).toEqual([]);
  expect(browser.strangers).toEqual([]);
});

afterAll(async () => {
  await browser?.close();
  await stack?.dispose();
  await mailbox?.close();
}, 60_000);

test('a bad key is refused, a good one lets in', async () => {
  await page.goto(`${origin}/`);
  await page.getByLabel('API key').fill('claw_nobody_knows');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('This key was not accepted.').waitFor();
  expect(browser.forgive()).toEqual([expect.stringContaining('401')]);

  await page.getByLabel('API key').fill(stack.apiKey);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: /^Workflows · 2 / }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/workflows');
});

test('the list shows workflows with their triggers and can be searched', async () => {
  await row('每日设备巡检').getByText('0 9 * * *').waitFor();
  await row('Sure to fail').waitFor();
  await page.getByLabel('Search').fill('巡检');
  await page.getByRole('heading', { name: /^Workflows · 1 / }).waitFor();
  await expectCount(row('Sure to fail'), 0);
});

test('the editor shows every fault of a definition with its place', async () => {
  await page.goto(`${origin}/workflows/new`);
  await write({
    name: 'Broken',
    nodes: [
      { id: 'a', type: 'nonsense', config: {} },
      { id: 'b', type: 'condition', config: { expression: '1 +' } },
    ],
    edges: [{ from: 'b', to: 'nobody' }],
  });
  await page.getByRole('button', { name: 'Validate' }).click();
  for (const place of ['/nodes/0/type', '/nodes/1/config/expression', '/edges/0/to']) {
    await page.getByRole('alert').getByText(place).first().waitFor();
  }
  expect(browser.forgive()).toEqual([expect.stringContaining('400')]);
});

test('what is no JSON is refused before it is sent', async () => {
  await writeText('{"name": ');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('This is not valid JSON.').waitFor();
});

test('a workflow is created from the editor', async () => {
  await write({
    name: 'From the console',
    trigger: { type: 'manual' },
    nodes: [
      { id: 'devices', type: 'tool-call', config: { tool: 'iot_get_all_devices', input: {} } },
      { id: 'many', type: 'condition', config: { expression: 'devices.result.devices.length > trigger.data.least' } },
      { id: 'report', type: 'ai-generate', config: { prompt: 'Report on {{ devices.result }}' } },
      { id: 'quiet', type: 'ai-generate', config: { prompt: 'Say that nothing happened' } },
    ],
    edges: [
      { from: 'devices', to: 'many' },
      { from: 'many', to: 'report', condition: 'true' },
      { from: 'many', to: 'quiet', condition: 'false' },
    ],
  });
  await page.getByRole('button', { name: 'Validate' }).click();
  await page.getByText('The definition is valid.').waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'From the console' }).waitFor();
  await expectCount(page.locator('.react-flow__node'), 4);
  await expectCount(page.locator('.react-flow__edge'), 3);
});

test('a run is started, and its page shows steps and graph', async () => {
  await page.getByRole('button', { name: 'Run now' }).click();
  await page.getByRole('dialog').getByLabel('Data for this run').fill('{"least": 0}');
  await page.getByRole('dialog').getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('heading', { name: /completed/i }).waitFor();
  await expectCount(page.locator('.react-flow__node'), 4);
  for (const step of ['devices', 'many', 'report']) await statusOf(step).getByText('Success').waitFor();
  await statusOf('quiet').getByText('Skipped').waitFor();
  await statusOf('devices').locator('summary').click();
  await statusOf('devices').getByText('"devices"').waitFor();
});

test('a failed run tells why', async () => {
  await page.goto(`${origin}/runs/${failedRunId}`);
  await page.getByRole('heading', { name: /failed/i }).waitFor();
  await page.getByRole('alert').getByText('EXPRESSION_FAILED').waitFor();
});

test('runs are filtered by their status and their error', async () => {
  await page.goto(`${origin}/runs`);
  await page.getByRole('heading', { name: /^Runs · 3 / }).waitFor();
  await page.getByLabel('Status').selectOption('failed');
  await page.getByRole('heading', { name: /^Runs · 1 / }).waitFor();
  await row(failedRunId).waitFor();
  expect(new URL(page.url()).searchParams.get('status')).toBe('failed');
  await page.getByLabel('Error text').fill('no such text');
  await page.getByLabel('Error text').blur();
  await page.getByText('No run matches.').waitFor();
});

test('a tool is tried out', async () => {
  await page.goto(`${origin}/tools`);
  await row('iot_get_all_devices').getByRole('button', { name: 'Test' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Test' }).click();
  await page.getByRole('dialog').getByText('"devices"').waitFor();
});

test('a connection is stored and its value not shown again', async () => {
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Connections' }).click();
  await page.getByRole('button', { name: 'Add connection' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('meters');
  await dialog.getByLabel('Type').selectOption('bearer');
  await dialog.getByLabel('Value').fill('{"token": "hidden-in-the-page"}');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await row('meters').waitFor();
  expect(await page.content()).not.toContain('hidden-in-the-page');
});

test('the mailbox shows the mail that a run sent', async () => {
  await page.getByRole('link', { name: 'Mailbox' }).click();
  await page.getByText('巡检报告').click();
  await page.getByText('ops@example.com').waitFor();
});

test.each([
  { scheme: 'dark', width: 1280, where: 'run' },
  { scheme: 'light', width: 390, where: 'run' },
  { scheme: 'dark', width: 390, where: 'runs' },
  { scheme: 'light', width: 390, where: 'workflow' },
] as const)('the $where page fits $width pixels in $scheme', async ({ scheme, width, where }) => {
  await page.emulateMedia({ colorScheme: scheme });
  await page.setViewportSize({ width, height: 800 });
  await page.goto(`${origin}${pathOf(where)}`);
  await page
    .locator(where === 'runs' ? 'table' : '.react-flow__node')
    .first()
    .waitFor();
  const widest = await page.evaluate('document.documentElement.scrollWidth');
  expect(widest).toBeLessThanOrEqual(width);
});

test('signing out leaves nothing behind', async () => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('API key').waitFor();
  expect(await page.evaluate('JSON.stringify([localStorage, sessionStorage])')).not.toContain('claw_');
});

test('the console speaks Chinese to a Chinese browser', async () => {
  const chinese = await openBrowser(origin, 'zh-CN');
  await chinese.page.goto(origin);
  await chinese.page.getByRole('button', { name: '登录' }).waitFor();
  expect([...chinese.faults, ...chinese.strangers]).toEqual([]);
  await chinese.close();
});

function failing() {
  return {
    name: 'Sure to fail',
    description: 'Reads a field of what is not there',
    nodes: [{ id: 'broken', type: 'condition', config: { expression: '[1].map((x) => x.no.field)' } }],
    edges: [],
  };
}

function pathOf(where: 'run' | 'runs' | 'workflow'): string {
  return where === 'run' ? `/runs/${mailRunId}` : where === 'runs' ? '/runs' : `/workflows/${mailWorkflowId}`;
}

function row(text: string) {
  return page.getByRole('row').filter({ hasText: text });
}

function statusOf(nodeId: string) {
  return page.locator(`#step-${nodeId}`);
}

async function write(definition: object): Promise<void> {
  await writeText(JSON.stringify(definition, null, 2));
}

/** Replaces the editor's text as a paste would. */
async function writeText(text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Definition' }).click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(text);
}

/** Waits until so many elements are there. */
async function expectCount(locator: ReturnType<Page['locator']>, count: number): Promise<void> {
  if (count > 0) await locator.nth(count - 1).waitFor();
  await locator.nth(count).waitFor({ state: 'detached' });
}
