import type { Page } from 'playwright-core';
import { type Browser, openBrowser } from './testing/browser.ts';
import { lookBack, signIn } from './testing/console-walk.ts';
import { nodeOf } from './testing/console-workflows.ts';
import { createWorkflow } from './testing/runs.ts';
import { type Stack, startStack } from './testing/stack.ts';

const TRIGGER = { type: 'cron', schedule: '0 * * * *', timezone: 'Asia/Shanghai' };
const FETCH = nodeOf('fetch', 'tool-call', { tool: 'iot_get_all_devices', input: {} });
const COUNT = nodeOf('count', 'code', {
  code: 'const all = input;\nreturn all.length;',
  input: '{{ fetch.result.devices }}',
});
const EDGES = [{ from: 'fetch', to: 'count' }];

let stack: Stack;
let browser: Browser;
let page: Page;
let origin: string;
let workflowId: string;

beforeAll(async () => {
  stack = await startStack({ sharedStores: true });
  origin = (await stack.addConsole()).url;
  const first = { name: 'Inspection', trigger: { ...TRIGGER, schedule: '0 9 * * *' }, nodes: [FETCH], edges: [] };
  workflowId = await createWorkflow(stack, { ...first, note: 'Look only' });
  const change = { trigger: TRIGGER, nodes: [FETCH, COUNT], edges: EDGES, note: 'Count them' };
  expect((await stack.call('PUT', `/v1/workflows/${workflowId}`, { body: change })).status).toBe(200);
  browser = await openBrowser(origin);
  page = browser.page;
  await signIn(page, origin, stack.apiKey);
  await page.getByRole('link', { name: 'Inspection' }).click();
}, 240_000);

afterEach(() => lookBack(browser));

afterAll(async () => {
  await browser?.close();
  await stack?.dispose();
});

test('two versions are compared field by field, node by node and edge by edge', async () => {
  await page.getByRole('button', { name: 'Compare with the one before: 2' }).click();
  const diff = page.getByTestId('diff');
  for (const text of ['/trigger/schedule', '0 9 * * *', '0 * * * *', 'fetch → count']) {
    await diff.getByText(text, { exact: true }).waitFor();
  }
  await diff.locator('details').filter({ hasText: 'count' }).getByText('added').waitFor();
});

test('a version is explained and labelled, and the label taken away', async () => {
  await page.getByRole('button', { name: 'Edit note: 1' }).click();
  await submit('Look only, as it began', 'Save');
  await row('Look only, as it began').waitFor();
  await page.getByRole('button', { name: 'Add label: 1' }).click();
  await submit('latest', 'Save');
  await page.getByRole('dialog').getByRole('alert').waitFor();
  expect(browser.forgive()).toEqual([expect.stringContaining('400')]);
  await submit('production', 'Save');
  await row('Look only, as it began').getByText('production', { exact: true }).waitFor();
  page.once('dialog', (dialog) => void dialog.accept());
  await page.getByRole('button', { name: 'Remove label: production' }).click();
  await row('Look only, as it began').getByText('production', { exact: true }).waitFor({ state: 'detached' });
});

test('an earlier version comes back as a new one', async () => {
  await page.getByRole('button', { name: 'Restore: 1' }).click();
  await submit('Back to the start', 'Restore');
  await page.getByText('Version 3 ').waitFor();
  await row('Back to the start').waitFor();
  await page.getByRole('button', { name: 'Restore: 2' }).click();
  await submit('', 'Restore');
  await page.getByText('Version 4 ').waitFor();
});

test('a draft with faults is kept, and they are shown at their nodes', async () => {
  await write(definition('return ('));
  await page.getByRole('button', { name: 'Keep as draft' }).click();
  await page.getByRole('button', { name: '/nodes/1/config/code' }).waitFor();
  await node('count').getByText('The code cannot be read').waitFor();
  await page.getByRole('button', { name: 'What publishing changes' }).click();
  await page.getByTestId('diff').getByText('return (').waitFor();
});

test('a draft is there again after the page was left, and cannot be published with its faults', async () => {
  await page.reload();
  await page.getByText('A draft is being edited').waitFor();
  await node('count').getByText('The code cannot be read').waitFor();
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await page.getByRole('alert').getByRole('button', { name: '/nodes/1/config/code' }).waitFor();
  expect(browser.forgive()).toEqual([expect.stringContaining('400')]);
});

test('a draft that somebody else changed meanwhile is not overwritten', async () => {
  const theirs = { description: 'Theirs' };
  expect((await stack.call('PUT', `/v1/workflows/${workflowId}/draft`, { body: theirs })).status).toBe(200);
  await write(definition('return 1;'));
  await page.getByRole('button', { name: 'Keep as draft' }).click();
  await page.getByRole('button', { name: 'Load the draft as it is now' }).click();
  await page.getByText('"Theirs"').waitFor();
  expect(browser.forgive()).toEqual([expect.stringContaining('412')]);
});

test('a draft is published with a note, over a version that came meanwhile only when it is said', async () => {
  const change = { description: 'Changed meanwhile' };
  expect((await stack.call('PUT', `/v1/workflows/${workflowId}`, { body: change })).status).toBe(200);
  await page.reload();
  await page.getByText('The workflow has changed since').waitFor();
  await write(definition('return 1;'));
  await page.getByLabel('What this version is for').fill('Return one');
  await page.getByRole('button', { name: 'Publish anyway' }).click();
  await page.getByText('Version 6 ').waitFor();
  await row('Return one').waitFor();
  await page.getByText('A draft is being edited').waitFor({ state: 'detached' });
});

test('a draft is thrown away', async () => {
  await write(definition('return 2;'));
  await page.getByRole('button', { name: 'Keep as draft' }).click();
  await page.getByText('Kept as a draft').waitFor();
  page.once('dialog', (dialog) => void dialog.accept());
  await page.getByRole('button', { name: 'Discard draft' }).click();
  await page.getByRole('button', { name: 'Save' }).waitFor();
  await page.getByText('"return 1;"').waitFor();
});

test('a schedule tells its next times in any zone, is paused with a reason and resumed', async () => {
  const panel = page.locator('section').filter({ hasText: 'Next times' }).first();
  await panel.getByText('GMT+8').first().waitFor();
  await page.getByLabel('Show times in').selectOption('America/Lima');
  await panel.getByText('GMT-5').first().waitFor();
  await page.getByRole('button', { name: 'Pause schedule' }).click();
  await submit('The meters are serviced', 'Pause schedule');
  await panel.getByText('The meters are serviced').waitFor();
  await panel.getByText('It will not fire.').waitFor();
  await page.getByRole('button', { name: 'Resume schedule' }).click();
  await submit('', 'Resume schedule');
  await page.getByRole('button', { name: 'Pause schedule' }).waitFor();
});

test('times that have passed are made up for', async () => {
  await page.getByRole('button', { name: 'Backfill' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('After').fill('2026-03-01T08:00');
  await dialog.getByLabel('Up to').fill('2026-03-01T10:30');
  await dialog.getByRole('button', { name: 'Backfill' }).click();
  await dialog.getByText('Times named by the schedule: 2 · Runs made: 2').waitFor();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await row('backfilled')
    .nth(1)
    .getByText('10:00:00 GMT-5')
    .or(row('backfilled').nth(1).getByText('09:00:00 GMT-5'))
    .waitFor();
});

test('a run is started for later, and the project shows it among what will fire', async () => {
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  await page.getByRole('button', { name: 'Run now' }).click();
  await page.getByRole('dialog').getByLabel('Start at').fill(`${tomorrow}T12:34`);
  await page.getByRole('dialog').getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('heading', { name: /pending/i }).waitFor();
  await page.getByRole('link', { name: 'Schedules' }).click();
  await row('12:34:00').getByRole('link', { name: 'run for later' }).waitFor();
  // An hourly schedule names each hour of the day, midnight at its beginning.
  await page.locator('time').nth(24).waitFor();
  await row('00:00:00').first().waitFor();
  await page.getByRole('heading', { name: /^Schedules · 1 / }).waitFor();
});

test('a webhook shows where it listens and how to call it', async () => {
  const signature = { scheme: 'github', secret: 'Nobody shall see this' };
  const trigger = { type: 'webhook', path: 'orders/new', respond: 'sync', signature };
  const sum = nodeOf('sum', 'transform', { expression: '1' });
  const hookId = await createWorkflow(stack, { name: 'Orders', trigger, nodes: [sum], edges: [] });
  await page.goto(`${origin}/workflows/${hookId}`);
  await page.getByText(`${origin}/v1/hooks/orders/new`, { exact: true }).waitFor();
  await page.getByText('X-Hub-Signature-256: sha256=$SIGNATURE').waitFor();
  expect(await page.content()).not.toContain('Nobody shall see this');
});

test('the audit log finds what was done to one resource', async () => {
  await page.getByRole('link', { name: 'Audit log' }).click();
  await row('workflow.publish').getByRole('button', { name: workflowId }).click();
  await page.getByLabel('Action').fill('label.*');
  await page.getByLabel('Action').blur();
  await row('label.delete').waitFor();
  await row('workflow.publish').waitFor({ state: 'detached' });
  expect(new URL(page.url()).searchParams.get('target')).toBe(workflowId);
  await row('label.put').getByText('Details').click();
  await row('label.put').getByText('"production"').waitFor();
});

test('usage is shown against limits that an administrator sets', async () => {
  await page.getByRole('link', { name: 'Usage' }).click();
  // A fresh project has an example of a flow, and the first one two workflows of channels.
  await page.getByText('5 · not limited').first().waitFor();
  await page.getByRole('button', { name: 'Edit limits' }).click();
  await page.getByRole('dialog').getByLabel('Workflows and flows').fill('50');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByText('5 / 50').waitFor();
});

test.each(['', '/schedules', '/audit', '/usage'])('%s fits a phone', async (path) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(`${origin}${path === '' ? `/workflows/${workflowId}` : path}`);
  await page.locator('main table, main dl').first().waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
});

function definition(code: string) {
  const nodes = [FETCH, { ...COUNT, config: { ...COUNT.config, code } }];
  return { name: 'Inspection', description: '', trigger: TRIGGER, nodes, edges: EDGES };
}

function node(id: string) {
  return page.locator(`.react-flow__node[data-id="${id}"]`);
}

function row(text: string) {
  return page.getByRole('row').filter({ hasText: text });
}

/** Fills the dialog's only text and ends it with a button. */
async function submit(text: string, button: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill(text);
  await dialog.getByRole('button', { name: button }).click();
}

/** Replaces the editor's text as a paste would. */
async function write(value: object): Promise<void> {
  await page.getByRole('textbox', { name: 'Definition' }).click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(JSON.stringify(value, null, 2));
}
