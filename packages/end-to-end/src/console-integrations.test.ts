import { readFile } from 'node:fs/promises';
import { eventually } from '@perdura/testkit';
import type { Locator, Page } from 'playwright-core';
import { type Browser, openBrowser } from './testing/browser.ts';
import { lookBack, signIn } from './testing/console-walk.ts';
import { type Stack, startStack } from './testing/stack.ts';

let stack: Stack;
let browser: Browser;
let page: Page;
let origin: string;

beforeAll(async () => {
  stack = await startStack({ sharedStores: true });
  origin = (await stack.addConsole()).url;
  browser = await openBrowser(origin);
  page = browser.page;
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin });
  await signIn(page, origin, stack.apiKey);
}, 240_000);

afterEach(() => lookBack(browser));

afterAll(async () => {
  await browser?.close();
  await stack?.dispose();
});

test('an API key is made with rights and shown once', async () => {
  await open('API keys');
  await page.getByRole('button', { name: 'New API key' }).click();
  await dialog().getByLabel('Name').fill('Reports');
  await dialog().getByLabel('Read').uncheck();
  expect(await dialog().getByRole('button', { name: 'New API key' }).isDisabled()).toBe(true);
  await dialog().getByLabel('Read').check();
  await dialog().getByLabel('Ends (optional)').fill('2126-01-02T03:04');
  await dialog().getByRole('button', { name: 'New API key' }).click();
  await dialog().getByText('shown this once').waitFor();
  const key = await copied('Copy: API key: Reports');
  await dialog().getByRole('button', { name: 'Close' }).click();
  expect(await page.content()).not.toContain(key);
  await row('Reports').getByText('Read', { exact: true }).waitFor();
  await row('Reports').getByText('2126').waitFor();
  expect(await as(key, 'GET', '/v1/workflows')).toBe(200);
  expect(await as(key, 'POST', '/v1/tables', { name: 'Refused' })).toBe(403);
});

test('a key is rotated and revoked', async () => {
  await page.getByRole('button', { name: 'Rotate: Reports' }).click();
  await dialog().getByLabel('The old key works on for').selectOption('an hour');
  await dialog().getByRole('button', { name: 'Rotate' }).click();
  const key = await copied('Copy: API key: Reports');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Revoke: Reports' }).nth(1).waitFor();
  for (const left of [1, 0]) {
    page.once('dialog', (asked) => void asked.accept());
    await page.getByRole('button', { name: 'Revoke: Reports' }).first().click();
    await expectCount(page.getByRole('button', { name: 'Revoke: Reports' }), left);
  }
  await row('Reports').getByText('Revoked: ').first().waitFor();
  expect(await as(key, 'GET', '/v1/workflows')).toBe(401);
});

test('a channel is made, and its secret and address taken to a provider', async () => {
  await open('Channels');
  await page.getByRole('button', { name: 'New channel' }).click();
  await dialog().getByLabel('Name').fill('Front desk');
  await dialog().getByLabel('Type').selectOption('Telegram');
  await dialog().getByLabel('Messages come from').selectOption('Telegram');
  await dialog().getByLabel('Secret token, as given to setWebhook').fill('short');
  await dialog().getByRole('button', { name: 'Save' }).click();
  await dialog().getByLabel('Secret token, as given to setWebhook').fill('');
  await dialog().getByRole('button', { name: 'Save' }).click();
  await dialog().getByText('shown this once').waitFor();
  const secret = await copied('Copy: Secret: Front desk');
  await dialog().getByRole('button', { name: 'Close' }).click();
  const address = await copied('Copy: Messages come in at, Front desk');
  expect(await message(address, secret)).toBe(200);
  await page.getByRole('button', { name: 'Messages: Front desk' }).click();
  await dialog().getByText('Is anybody there?').waitFor();
});

test('a channel is edited and disabled, and its secret made anew', async () => {
  await dialog().getByRole('button', { name: 'Close' }).click();
  const address = await copied('Copy: Messages come in at, Front desk');
  await page.getByRole('button', { name: 'Edit: Front desk' }).click();
  await dialog().getByLabel('Name').fill('Reception');
  page.once('dialog', (asked) => void asked.accept());
  await dialog().getByRole('button', { name: 'New secret' }).click();
  const secret = await copied('Copy: Secret: Front desk');
  await dialog().getByRole('button', { name: 'Close' }).click();
  expect(await message(address, secret)).toBe(200);
  await page.getByRole('button', { name: 'Edit: Front desk' }).click();
  await dialog().getByLabel('Name').fill('Reception');
  await dialog().getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Disable: Reception' }).click();
  await row('Reception').getByText('Disabled', { exact: true }).waitFor();
  expect(await message(address, secret)).toBeGreaterThanOrEqual(400);
});

test('a table is given fields and records', async () => {
  await open('Tables');
  await page.getByRole('button', { name: 'New table' }).click();
  await dialog().getByLabel('Name').fill('Guests');
  await dialog().getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name: 'Guests' }).click();
  await page.getByText('The table has no fields yet.').waitFor();
  await addField('Guest', 'Text');
  await addField('Nights', 'Number');
  await addField('Arrival', 'Date');
  await page.getByRole('button', { name: 'New field' }).click();
  await dialog().getByLabel('Name').fill('Board');
  await dialog().getByLabel('Type').selectOption('Choice');
  await dialog().getByLabel('Options, one a line').fill('half\nfull');
  await dialog().getByRole('button', { name: 'Save' }).click();
  await page.getByRole('columnheader', { name: 'Board' }).waitFor();
  await page.getByText('No record matches.').waitFor();
  for (const records of [1, 2]) {
    await page.getByRole('button', { name: 'New record' }).click();
    await expectCount(page.getByLabel('Guest', { exact: true }), records);
  }
  await type('Guest', 0, 'Ada Lovelace');
  await type('Nights', 0, '3');
  await type('Arrival', 0, '2026-04-12');
  await page.getByRole('combobox', { name: 'Board' }).first().selectOption('half');
  await type('Guest', 1, 'Grace, Hopper');
  await expectGuests(['Ada Lovelace', 'Grace, Hopper']);
});

test('a value that its field does not take is marked until it is corrected', async () => {
  await type('Nights', 1, 'many');
  await page.getByRole('alert').getByText('many').first().waitFor();
  const cell = page.locator('[aria-invalid="true"]');
  await expectCount(cell, 1);
  await cell.press('Escape');
  await expectCount(cell, 0);
  expect(await page.getByLabel('Nights', { exact: true }).nth(1).inputValue()).toBe('');
  expect(browser.forgive()).toEqual([expect.stringContaining('400')]);
});

test('records are filtered, and a record and a field removed', async () => {
  await page.getByRole('button', { name: 'Add filter' }).click();
  await page.getByLabel('Operator').selectOption('contains');
  await page.getByLabel('Value', { exact: true }).fill('Ada');
  await page.getByLabel('Value', { exact: true }).press('Enter');
  await expectGuests(['Ada Lovelace']);
  await page.getByRole('button', { name: 'Remove filter' }).click();
  await expectGuests(['Ada Lovelace', 'Grace, Hopper']);
  page.once('dialog', (asked) => void asked.accept());
  await page
    .getByRole('button', { name: /^Delete: / })
    .last()
    .click();
  await expectGuests(['Ada Lovelace']);
  await page.getByRole('button', { name: 'Rename field: Arrival' }).click();
  await dialog().getByLabel('Name').fill('From');
  await dialog().getByRole('button', { name: 'Save' }).click();
  page.once('dialog', (asked) => void asked.accept());
  await page.getByRole('button', { name: 'Delete: From' }).click();
  await page.getByRole('columnheader', { name: 'From' }).waitFor({ state: 'detached' });
});

test('a table goes out as CSV, and CSV comes in', async () => {
  const saving = page.waitForEvent('download');
  const [saved] = await Promise.all([saving, page.getByRole('button', { name: 'Export CSV' }).click()]);
  expect(saved.suggestedFilename()).toBe('Guests.csv');
  const csv = await readFile(await saved.path(), 'utf8');
  expect(csv).toContain('Ada Lovelace,3,half\r\n');
  await page.getByRole('button', { name: 'Import CSV' }).click();
  const more = Buffer.from('Guest,Nights,Room\nAlan Turing,2,101\nEmmy Noether,5,102\n');
  await dialog().getByLabel('CSV file').setInputFiles({ name: 'more.csv', mimeType: 'text/csv', buffer: more });
  await dialog().getByLabel('Make fields of unknown columns').check();
  await dialog().getByRole('button', { name: 'Import CSV' }).click();
  await dialog().getByText('2 records were added.').waitFor();
  await dialog().getByRole('button', { name: 'Close' }).click();
  await page.getByRole('columnheader', { name: 'Room' }).waitFor();
  await expectGuests(['Ada Lovelace', 'Alan Turing', 'Emmy Noether']);
});

test('an MCP server is made with tools', async () => {
  await open('MCP servers');
  await page.getByRole('button', { name: 'New MCP server' }).click();
  await dialog().getByLabel('Name').fill('Assistants');
  await dialog().getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Tools: Assistants' }).click();
  await dialog().getByRole('checkbox').first().check();
  await dialog().getByRole('button', { name: 'Add an action' }).click();
  await dialog().getByLabel('Search').fill('webhook');
  for (const name of ['Webhook', 'Return Response']) {
    const item = dialog().getByRole('listitem');
    await item
      .filter({ has: page.getByText(name, { exact: true }) })
      .first()
      .click();
  }
  await dialog().getByRole('button', { name: 'Save' }).click();
  await row('Assistants').getByRole('cell', { name: '2', exact: true }).waitFor();
});

test('its token is made anew', async () => {
  const url = await copied('Copy: Address, Assistants');
  const old = await copied('Copy: Token, Assistants');
  expect(await tools(url, old)).toBe(200);
  page.once('dialog', (asked) => void asked.accept());
  await page.getByRole('button', { name: 'New token: Assistants' }).click();
  const made = await eventually(async () => {
    const text = await copied('Copy: Token, Assistants');
    return text !== old && text;
  });
  expect(await tools(url, old)).toBe(401);
  expect(await tools(url, made)).toBe(200);
});

test('a user is made an operator, disabled and enabled', async () => {
  const body = { email: 'li@example.com', name: 'Li Lei' };
  expect((await stack.call('POST', '/v1/users', { body })).status).toBe(201);
  await page.getByRole('link', { name: 'Installation', exact: true }).click();
  await page.getByLabel('Operator of the installation: li@example.com').click();
  await page.getByRole('checkbox', { name: 'Operator of the installation: li@', checked: true }).waitFor();
  page.once('dialog', (asked) => void asked.accept());
  await page.getByRole('button', { name: 'Disable: li@example.com' }).click();
  await row('li@example.com').getByText('disabled', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Enable: li@example.com' }).click();
  await page.getByRole('button', { name: 'Disable: li@example.com' }).waitFor();
});

test('somebody is invited to the installation, and the invitation withdrawn', async () => {
  await page.getByRole('button', { name: 'Invite to the installation' }).click();
  await dialog().getByLabel('E-mail').fill('han@example.com');
  await dialog().getByLabel('Role').selectOption('Operator of the installation');
  await dialog().getByRole('button', { name: 'Invite', exact: true }).click();
  await row('han@example.com').getByText('Operator of the installation').waitFor();
  await page.getByRole('button', { name: 'Withdraw: han@example.com' }).click();
  await row('han@example.com').waitFor({ state: 'detached' });
});

test('a project is made, archived by its name, and taken back', async () => {
  await page.getByRole('button', { name: 'New project' }).click();
  await dialog().getByLabel('Name').fill('Building B');
  await dialog().getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Archive: Building B' }).click();
  await dialog().getByLabel('Name of the project').fill('Building A');
  await dialog().getByRole('button', { name: 'Archive' }).click();
  await dialog().getByRole('alert').getByText('"Building A"').waitFor();
  expect(browser.forgive()).toEqual([expect.stringContaining('400')]);
  await dialog().getByLabel('Name of the project').fill('Building B');
  await dialog().getByRole('button', { name: 'Archive' }).click();
  await row('Building B').getByText('Archived: ').waitFor();
  await page.getByRole('button', { name: 'Take back: Building B' }).click();
  await row('Building B').getByText('In use').waitFor();
});

test.each(['/api-keys', '/channels', '/tables', '/mcp-servers', '/installation'])('%s fits a phone', async (path) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(`${origin}${path}`);
  await page.locator('main table').first().waitFor();
  if (path === '/tables') {
    await page.getByRole('link', { name: 'Guests' }).click();
    await page.getByLabel('Guest', { exact: true }).first().waitFor();
  }
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
});

function dialog(): Locator {
  return page.getByRole('dialog');
}

function row(text: string): Locator {
  return page.getByRole('row').filter({ hasText: text });
}

async function open(name: string): Promise<void> {
  await page.getByRole('link', { name, exact: true }).click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
}

/** Presses a button that copies, and answers what is in the clipboard then. */
async function copied(name: string): Promise<string> {
  await page.evaluate('navigator.clipboard.writeText("")');
  await page.getByRole('button', { name, exact: true }).click();
  return await eventually(() => page.evaluate<string>('navigator.clipboard.readText()'));
}

/** How the API answers whoever has that key. */
async function as(key: string, method: string, path: string, body?: object): Promise<number> {
  return (await stack.call(method, path, { key, body })).status;
}

/** How a message of Telegram is answered. */
async function message(url: string, secret: string): Promise<number> {
  const chat = { id: 77, type: 'private' };
  const said = { message_id: 1, date: 1_770_000_000, chat, text: 'Is anybody there?' };
  const body = {
    update_id: Math.floor(Math.random() * 1e9),
    message: { ...said, from: { id: 77, first_name: 'Ada' } },
  };
  return await post(url, { 'x-telegram-bot-api-secret-token': secret }, body);
}

/** How an MCP server answers a client with that token. */
function tools(url: string, token: string): Promise<number> {
  const accept = 'application/json, text/event-stream';
  return post(url, { authorization: `Bearer ${token}`, accept }, { jsonrpc: '2.0', id: 1, method: 'tools/list' });
}

async function post(url: string, headers: Record<string, string>, body: object): Promise<number> {
  const json = { ...headers, 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers: json, body: JSON.stringify(body) });
  await response.text();
  return response.status;
}

async function addField(name: string, type: string): Promise<void> {
  await page.getByRole('button', { name: 'New field' }).click();
  await dialog().getByLabel('Type').selectOption(type);
  await dialog().getByLabel('Name').fill(name);
  await page.keyboard.press('Enter');
  await page.getByRole('columnheader', { name }).waitFor();
}

/** Types into a cell, and leaves it once the API has what was typed. */
async function type(field: string, at: number, text: string): Promise<void> {
  const cell = page.getByLabel(field, { exact: true }).nth(at);
  const written = page.waitForResponse((response) => response.request().method() === 'POST');
  await Promise.all([written, cell.fill(text).then(() => cell.press('Enter'))]);
}

/** The column `Guest` has these values, in this order. */
async function expectGuests(names: string[]): Promise<void> {
  const cells = page.getByLabel('Guest', { exact: true });
  await eventually(async () => {
    const shown = await Promise.all((await cells.all()).map((cell) => cell.inputValue()));
    return JSON.stringify(shown) === JSON.stringify(names);
  });
}

async function expectCount(locator: Locator, count: number): Promise<void> {
  if (count > 0) await locator.nth(count - 1).waitFor();
  await locator.nth(count).waitFor({ state: 'detached' });
}
