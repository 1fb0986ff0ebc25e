import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { type Browser, openBrowser } from './testing/browser.ts';
import { lookBack, signIn } from './testing/console-walk.ts';
import { nodeOf } from './testing/console-workflows.ts';
import { createWorkflow, endedRun, startRun } from './testing/runs.ts';
import { type Stack, startStack } from './testing/stack.ts';

let stack: Stack;
let browser: Browser;
let page: Page;
let origin: string;
let ordersId: string;
let declinedId: string;
const paidIds: string[] = [];

beforeAll(async () => {
  stack = await startStack({ sharedStores: true });
  origin = (await stack.addConsole({})).url;
  ordersId = await createWorkflow(stack, orders());
  declinedId = await startRun(stack, ordersId, { order: { id: 'A-1' }, isBad: true });
  for (const id of ['A-2', 'A-3']) paidIds.push(await startRun(stack, ordersId, { order: { id }, isBad: false }));
  for (const runId of [declinedId, ...paidIds]) await endedRun(stack, runId);
  browser = await openBrowser(origin);
  page = browser.page;
  await signIn(page, origin, stack.apiKey);
  // Two are the examples of channels.
  await page.getByRole('heading', { name: /^Workflows · 3 / }).waitFor();
}, 240_000);

afterEach(() => lookBack(browser));

afterAll(async () => {
  await browser?.close();
  await stack?.dispose();
});

test('a search counts its runs and shows new ones as they come', async () => {
  await page.goto(`${origin}/runs`);
  await page.getByRole('heading', { name: /^Runs · 3 / }).waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'completed 2' }).waitFor();
  await page.getByRole('button', { name: /2 completed, 1 failed$/ }).waitFor();
  paidIds.push(await startRun(stack, ordersId, { order: { id: 'A-4' }, isBad: false }));
  await page.getByRole('heading', { name: /^Runs · 4 / }).waitFor();
  await page.getByRole('button', { name: 'completed 3' }).waitFor();
});

test('runs are found by a value of their data', async () => {
  await page.getByText('More filters').click();
  await commit('Path in trigger data', 'order.id');
  await commit('Value there', 'A-3');
  await page.getByRole('heading', { name: /^Runs · 1 / }).waitFor();
  await page.getByRole('link', { name: paidIds[1] }).waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.getByRole('heading', { name: /^Runs · 4 / }).waitFor();
});

test('a search is kept, picked again, renamed and removed', async () => {
  await page.getByRole('button', { name: 'failed 1' }).click();
  await page.getByRole('heading', { name: /^Runs · 1 / }).waitFor();
  await page.getByRole('button', { name: 'Save search' }).click();
  await page.getByRole('dialog').getByLabel('Name of this search').fill('Declined');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Rename' }).waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.getByRole('heading', { name: /^Runs · 4 / }).waitFor();
  await page.getByLabel('Saved search').selectOption('Declined');
  await page.getByRole('heading', { name: /^Runs · 1 / }).waitFor();
  expect(new URL(page.url()).searchParams.get('status')).toBe('failed');
  await page.getByRole('button', { name: 'Rename' }).click();
  await page.getByRole('dialog').getByLabel('Name of this search').fill('Cards');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByRole('option', { name: 'Cards' }).waitFor({ state: 'attached' });
  page.once('dialog', (dialog) => void dialog.accept());
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('option', { name: 'Cards' }).waitFor({ state: 'detached' });
});

test('the runs of a search are saved as a file', async () => {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export JSON lines' }).click(),
  ]);
  const lines = readFileSync(await download.path(), 'utf8')
    .trim()
    .split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual([expect.objectContaining({ _id: declinedId })]);
  expect(download.suggestedFilename()).toMatch(/^runs-.*\.ndjson$/);
});

test('something is done with all runs of a search, and what refused is told', async () => {
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.getByRole('heading', { name: /^Runs · 4 / }).waitFor();
  await page.getByRole('button', { name: 'Do with all of these' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Runs concerned: 1').waitFor();
  await dialog.getByLabel('Only runs that this fits').uncheck();
  await dialog.getByRole('button', { name: 'Retry (4)' }).click();
  await page.getByRole('heading', { name: 'Job: Retry · completed' }).waitFor();
  await page.getByText('Failed: 3').waitFor();
  await page.getByRole('row').filter({ hasText: 'RUN_STATE' }).nth(2).waitFor();
  await page.getByLabel('Outcome').selectOption('succeeded');
  await page.getByRole('row').filter({ hasText: declinedId }).getByRole('link').nth(1).click();
  await page.getByText('Retry of').waitFor();
  await page.getByRole('heading', { name: /failed/ }).waitFor();
});

test('a run is repeated with other data, and takes over what was done', async () => {
  await page.goto(`${origin}/runs/${declinedId}`);
  await page.getByRole('button', { name: 'Retry' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Change the trigger data').click();
  await dialog.getByRole('textbox').fill('[]');
  await dialog.getByRole('button', { name: 'Retry' }).click();
  await dialog.getByText('A JSON object is expected.').waitFor();
  await dialog.getByRole('textbox').fill('{"order": {"id": "A-1"}, "isBad": false}');
  await dialog.getByRole('button', { name: 'Retry' }).click();
  await page.getByRole('heading', { name: /completed/ }).waitFor();
  await page.locator('#step-load summary').click();
  await page.locator('#step-load').getByText('Carried over from').waitFor();
  const repetitions = page.locator('section').filter({ hasText: 'Repetitions' });
  await repetitions.getByText('this run').waitFor();
  await repetitions.getByRole('link', { name: declinedId }).waitFor();
});

test('a node is given its result instead of being run', async () => {
  await page.goto(`${origin}/runs/${declinedId}`);
  await page.getByRole('button', { name: 'Retry' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Give a result' }).click();
  await dialog.getByRole('group', { name: 'Given results' }).getByLabel('Node').selectOption('charge');
  await dialog.getByRole('textbox').fill('{"paid": "by hand"}');
  await dialog.getByRole('button', { name: 'Retry' }).click();
  await page.getByRole('heading', { name: /completed/ }).waitFor();
  const result = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Result', exact: true }) });
  await result.getByText('"shipped": "by hand"').waitFor();
});

test('a live run tells each step as it happens, and is ended at once', async () => {
  const nodes = [nodeOf('first', 'delay', { duration: 'PT2S' }), nodeOf('long', 'delay', { duration: 'PT1H' })];
  const slow = { name: 'Slow', nodes, edges: [{ from: 'first', to: 'long' }] };
  await page.goto(`${origin}/runs/${await startRun(stack, await createWorkflow(stack, slow))}`);
  await page.getByText('Live', { exact: true }).waitFor();
  await page.locator('#step-first').getByText('success').waitFor();
  await page.locator('#step-long').getByText('waiting').waitFor();
  page.once('dialog', (dialog) => void dialog.accept());
  await page.getByRole('button', { name: 'Terminate' }).click();
  await page.getByRole('alert').getByText('TERMINATED').waitFor();
  await page.getByRole('button', { name: 'Run again' }).waitFor();
});

test.each([
  { where: '/runs', shows: 'table' },
  { where: '/bulk', shows: 'table' },
])('$where fits a phone', async ({ where, shows }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(`${origin}${where}`);
  await page.locator(shows).waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
});

/** Charges each order; a bad card is declined, and not tried again. */
function orders() {
  return {
    name: 'Orders',
    nodes: [
      nodeOf('load', 'transform', { expression: '({ order: trigger.data.order })' }),
      nodeOf('charge', 'code', {
        code: 'if (input.isBad) throw new Error("card declined"); return { paid: input.id };',
        input: { id: '{{ load.result.order.id }}', isBad: '{{ trigger.data.isBad }}' },
      }),
      nodeOf('ship', 'transform', { expression: '({ shipped: charge.result.paid })' }),
    ],
    edges: [
      { from: 'load', to: 'charge' },
      { from: 'charge', to: 'ship' },
    ],
  };
}

/** Types into a field that takes what it has when it is left. */
async function commit(label: string, text: string): Promise<void> {
  await page.getByLabel(label).fill(text);
  await page.getByLabel(label).blur();
}
