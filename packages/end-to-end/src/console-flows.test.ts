import type { Page } from 'playwright-core';
import { type Browser, openBrowser } from './testing/browser.ts';
import { lookBack, signIn } from './testing/console-walk.ts';
import { type Stack, startStack } from './testing/stack.ts';

const DOUBLE = 'export const code = async (inputs) => inputs.item * 2;';
const LARGE = {
  executionType: 'EXECUTE_FIRST_MATCH',
  branches: [
    {
      branchType: 'CONDITION',
      branchName: 'Many',
      conditions: [
        [{ firstValue: "{{trigger['body'].items.length}}", operator: 'NUMBER_IS_GREATER_THAN', secondValue: '2' }],
      ],
    },
    { branchType: 'FALLBACK', branchName: 'Few' },
  ],
};
const RESPONSE = {
  actionName: 'return_response',
  input: { responseType: 'json', fields: { status: 201, headers: {}, body: { doubled: '{{step_2}}' } } },
};

let stack: Stack;
let browser: Browser;
let page: Page;
let origin: string;

beforeAll(async () => {
  stack = await startStack({ sharedStores: true });
  origin = (await stack.addConsole()).url;
  browser = await openBrowser(origin);
  page = browser.page;
  await signIn(page, origin, stack.apiKey);
}, 240_000);

afterEach(() => lookBack(browser));

afterAll(async () => {
  await browser?.close();
  await stack?.dispose();
});

test('a flow is made by its name, and says what it needs', async () => {
  await page.getByRole('link', { name: 'Flows', exact: true }).click();
  await page.getByRole('button', { name: 'New flow' }).click();
  await submit('Double the orders', 'Save');
  await page.getByRole('heading', { name: 'Double the orders' }).waitFor();
  await page.getByText('Some steps cannot run yet').waitFor();
  await page.getByRole('listitem').filter({ hasText: 'no trigger is chosen' }).first().waitFor();
});

test('its trigger is chosen among those of pieces', async () => {
  await page.getByRole('button', { name: 'Choose a trigger' }).click();
  await page.getByRole('dialog').getByLabel('Search').fill('webhook');
  await pick('Webhook');
  await pick('Catch Webhook');
  await drawer().getByText('Fields of the input').waitFor();
  await drawer().getByRole('button', { name: 'Close' }).click();
  await page.getByText('Every step can run.').waitFor();
});

test('steps are put into it, one within another', async () => {
  await add('Catch Webhook', 'Loop');
  await write({ items: "{{trigger['body'].items}}" });
  await save();
  await add('Loop', 'Code', 'first');
  await drawer().getByLabel('Code').fill(DOUBLE);
  await write({ sourceCode: { packageJson: '{}' }, input: { item: '{{step_1.item}}' } });
  await save();
  await add('Loop', 'Router', 'last');
  await write(LARGE);
  await save();
  await step('step_3').getByText('takes the first branch that fits').waitFor();
  await page.getByText("{{trigger['body'].items.length}} > “2”").waitFor();
});

test('a step of a piece is set up with JSON, and faults are shown at their places', async () => {
  await page.getByRole('button', { name: 'Add a step here: Many' }).click();
  await page.getByRole('dialog').getByLabel('Search').fill('webhook');
  await pick('Webhook');
  await pick('Return Response');
  const { input } = RESPONSE;
  await drawer().getByText('return_response').first().waitFor();
  const piece = await settingsOf('step_4');
  await write({ ...piece, pieceVersion: 'new' });
  await drawer().getByRole('button', { name: 'Save' }).click();
  await drawer().getByRole('alert').getByRole('button', { name: '/request/settings/pieceVersion' }).waitFor();
  expect(browser.forgive()).toEqual([expect.stringContaining('400')]);
  await write({ ...piece, input });
  await save();
});

test('a step is copied, skipped, moved and removed', async () => {
  await step('step_2').click();
  await drawer().getByRole('button', { name: 'Duplicate' }).click();
  await step('step_5').waitFor({ state: 'attached' });
  await drawer().getByRole('button', { name: 'Close' }).click();
  await step('step_5').click();
  await drawer().getByRole('button', { name: 'Skip it' }).click();
  await drawer().getByRole('button', { name: 'Skip no more' }).waitFor();
  await drawer().getByRole('button', { name: 'Move' }).click();
  const dialog = page.getByRole('dialog', { name: /^Move: / });
  await dialog.getByLabel('Put it').selectOption({ label: 'first in the branch Few · Router (step_3)' });
  await dialog.getByRole('button', { name: 'Move' }).click();
  await dialog.waitFor({ state: 'detached' });
  page.once('dialog', (asked) => void asked.accept());
  await drawer().getByRole('button', { name: 'Delete' }).click();
  await step('step_5').waitFor({ state: 'detached' });
});

test('the draft is tried with a request, and its run shows rounds and branches', async () => {
  await page.getByLabel('Body of the request (JSON)').fill('{"items": [1, 2, 3]}');
  await page.getByRole('button', { name: 'Run it and wait' }).click();
  await page.getByText('Answer: 201').waitFor();
  await page.getByText('"doubled": 6').waitFor();
  await page.getByRole('status').getByRole('link', { name: 'Open run' }).click();
  await page.getByRole('link', { name: 'Double the orders' }).waitFor();
  await page
    .getByRole('heading', { name: /completed/i })
    .getByText('test')
    .waitFor();
  await page.locator('#step-step_1').getByText('3 iterations').waitFor();
  await page.locator('#step-step_3 summary').click();
  await page.getByRole('listitem').filter({ hasText: 'Many' }).getByText('taken', { exact: true }).waitFor();
  await page.locator('#step-step_4').getByText('webhook · return_response').waitFor();
});

test('the search over runs names the flow', async () => {
  await page.getByRole('link', { name: 'Runs', exact: true }).click();
  await page.getByRole('row').filter({ hasText: 'Double the orders' }).getByText('test').waitFor();
  await page.getByRole('combobox', { name: /^Workflows/ }).selectOption({ label: 'Double the orders' });
  await page.getByRole('heading', { name: /^Runs · 1 / }).waitFor();
});

test('it is published, changed, and brought back', async () => {
  await page.getByRole('link', { name: 'Flows', exact: true }).click();
  await page.getByRole('link', { name: 'Double the orders' }).click();
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await page.getByText('Enabled · Locked · Published').waitFor();
  await page.getByRole('button', { name: 'Rename' }).click();
  await submit('Double all orders', 'Save');
  await page.getByText('Enabled · Draft · Published').waitFor();
  await page.getByRole('combobox', { name: /^Version/ }).selectOption({ index: 1 });
  await page.getByText('An older version').waitFor();
  page.once('dialog', (asked) => void asked.accept());
  await page.getByRole('button', { name: 'Use as draft' }).click();
  await page.getByText('An older version').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Move to folder' }).click();
  await page.getByRole('dialog').getByLabel('New folder').fill('Orders');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByText('Published · Orders').waitFor();
  await page.getByRole('button', { name: 'Disable' }).click();
  await page.getByText('Disabled · Draft').waitFor();
});

test('it is taken elsewhere as a template, and removed', async () => {
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  const template = await (await saving).path();
  page.once('dialog', (asked) => void asked.accept());
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Import' }).click();
  await page.getByRole('dialog').getByLabel('Template (JSON)').first().setInputFiles(template);
  await page.getByRole('dialog').getByText('"flows"').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click();
  await page.getByRole('heading', { name: /^Double \w+ orders$/ }).waitFor();
  await page.getByText('Every step can run.').waitFor();
});

test('the catalogue tells what a piece can do', async () => {
  await page.getByRole('link', { name: 'Pieces' }).click();
  await page.getByLabel('Search').fill('webhook');
  await page.getByRole('link', { name: 'Webhook', exact: true }).click();
  await page.getByText('Return Response', { exact: true }).click();
  await page.getByText('responseType', { exact: true }).first().waitFor();
});

test('a connection for a piece is stored, never shown, and removed', async () => {
  await page.getByRole('link', { name: 'Connections' }).click();
  await page.getByRole('button', { name: 'Add a connection for a piece' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').first().fill('orders');
  await dialog.getByLabel('Piece').fill('slack');
  await dialog.getByRole('textbox', { name: 'Secret' }).fill('Nobody shall see this');
  await dialog.getByRole('button', { name: 'Save' }).click();
  const row = page.getByRole('row').filter({ hasText: "{{connections['orders']}}" });
  await row.getByText('SECRET_TEXT').waitFor();
  expect(await page.content()).not.toContain('Nobody shall see this');
  page.once('dialog', (asked) => void asked.accept());
  await row.getByRole('button', { name: 'Delete' }).click();
  await row.waitFor({ state: 'detached' });
});

test.each(['/flows', '/pieces', '/connections'])('%s fits a phone', async (path) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(`${origin}${path}`);
  await page.locator('main section').first().waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
});

function step(name: string) {
  return page.locator(`[data-step="${name}"]`);
}

function drawer() {
  return page.getByRole('dialog').first();
}

async function pick(name: string): Promise<void> {
  await page
    .getByRole('dialog')
    .getByRole('listitem')
    .filter({ has: page.getByText(name, { exact: true }) })
    .first()
    .click();
}

/** Puts a step behind the one of that name, or into it; its settings are shown then. */
async function add(after: string, kind: string, place: 'first' | 'last' = 'last'): Promise<void> {
  await page
    .getByRole('button', { name: `Add a step here: ${after}` })
    [place]()
    .click();
  await page.getByRole('dialog', { name: 'Add a step' }).getByRole('button', { name: kind, exact: true }).click();
  await drawer().getByRole('textbox', { name: 'Settings (JSON)' }).waitFor();
}

async function save(): Promise<void> {
  await drawer().getByRole('button', { name: 'Save' }).click();
  await drawer().waitFor({ state: 'detached' });
}

/** The settings of a step, as the API has them. */
async function settingsOf(name: string): Promise<object> {
  const { id } = (await stack.call<{ data: { id: string }[] }>('GET', '/v1/flows?name=Double')).body.data[0] ?? {};
  const { body } = await stack.call<{ version: object }>('GET', `/v1/flows/${id}`);
  const found: object[] = [];
  JSON.stringify(body.version, (_key, value: { name?: string; settings?: object } | null) => {
    if (value?.name === name && value.settings !== undefined) found.push(value.settings);
    return value;
  });
  return found[0] ?? {};
}

/** Fills the dialog's only text and ends it with a button. */
async function submit(text: string, button: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill(text);
  await dialog.getByRole('button', { name: button }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** Replaces the settings as a paste would. */
async function write(value: object): Promise<void> {
  await drawer().getByRole('textbox', { name: 'Settings (JSON)' }).click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(JSON.stringify(value, null, 2));
}
