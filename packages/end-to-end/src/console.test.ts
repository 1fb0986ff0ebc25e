import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { freePort, type Mailbox, startMailbox } from '@perdura/embedded';
import { eventually } from '@perdura/testkit';
import type { Page } from 'playwright-core';
import { type Browser, openBrowser } from './testing/browser.ts';
import { inviteColleague } from './testing/console-invitation.ts';
import { lookBack } from './testing/console-walk.ts';
import { failing, manyRounds, nodeOf, payments, undone } from './testing/console-workflows.ts';
import { createWorkflow, endedRun, startRun } from './testing/runs.ts';
import { type Stack, startStack } from './testing/stack.ts';

const EXAMPLE = fileURLToPath(new URL('../../../examples/daily-inspection/definition.json', import.meta.url));

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
  stack = await startStack({ sharedStores: true, environment: { SMTP_URL: mailbox.smtpUrl } });
  origin = (await stack.addConsole({ MAILBOX_URL: mailbox.url })).url;
  mailWorkflowId = await createWorkflow(stack, JSON.parse(readFileSync(EXAMPLE, 'utf8')));
  mailRunId = await startRun(stack, mailWorkflowId);
  failedRunId = await startRun(stack, await createWorkflow(stack, failing()));
  for (const runId of [mailRunId, failedRunId]) await endedRun(stack, runId);
  browser = await openBrowser(origin);
  page = browser.page;
}, 240_000);

afterEach(() => lookBack(browser));

afterAll(async () => {
  await browser?.close();
  await stack?.dispose();
  await mailbox?.close();
});

test('a bad key is refused, a good one lets in', async () => {
  await page.goto(`${origin}/`);
  await page.getByRole('button', { name: 'Use an API key' }).click();
  await page.getByLabel('API key').fill('claw_nobody_knows');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('This key was not accepted.').waitFor();
  expect(browser.forgive()).toEqual([expect.stringContaining('401')]);

  await page.getByLabel('API key').fill(stack.apiKey);
  await page.getByRole('button', { name: 'Sign in' }).click();
  // Two are the examples of channels.
  await page.getByRole('heading', { name: /^Workflows · 4 / }).waitFor();
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
  await page.getByRole('button', { name: 'failed 1' }).click();
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

describe('long-running work', () => {
  let email: string;
  let paymentsId: string;
  let paymentRunId: string;

  test('a node of each type can be added, and faults are marked at their places', async () => {
    email = (await stack.call<{ user: { email: string } }>('GET', '/v1/me')).body.user.email;
    await page.goto(`${origin}/workflows/new`);
    await page.getByText('Add a node').click();
    const types = page.locator('details').filter({ hasText: 'Add a node' }).getByRole('button');
    await expectCount(types, 19);
    for (const type of await types.all()) await type.click();
    // Two nodes were there, and each of two loops has one in its body.
    await expectCount(page.locator('.react-flow__node'), 23);
    await page.getByRole('button', { name: 'Validate' }).click();
    const place = page.getByRole('alert').getByRole('button', { name: '/nodes/11/config/workflowId' });
    await place.click();
    await page.locator('.cm-lintRange-error').first().waitFor();
    expect(await page.evaluate('getSelection().toString()')).toBe('""');
    expect(browser.forgive()).toEqual([expect.stringContaining('400')]);
  });

  test('a loop is drawn around its body, and policies are edited beside the text', async () => {
    await page.goto(`${origin}/workflows/new`);
    await write(payments(email));
    await expectCount(page.locator('.react-flow__node'), 6);
    const loop = await boxOf('.react-flow__node[data-id="each"]');
    const ask = await boxOf('.react-flow__node[data-id="ask"]');
    expect(ask.x > loop.x && ask.y > loop.y && ask.right < loop.right && ask.bottom < loop.bottom).toBe(true);
    await page.getByText('Policies of each run').click();
    await commit('Live runs at once', '2');
    await commit('Tags', 'finance, {{ trigger.data.city }}');
    await page.getByLabel('Priority').selectOption('1');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Payments' }).waitFor();
    paymentsId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    const stored = { concurrency: { limit: 2 }, priority: 1, tags: ['finance', '{{ trigger.data.city }}'] };
    expect((await stack.call('GET', `/v1/workflows/${paymentsId}`)).body).toMatchObject(stored);
  });

  test('a policy that is taken away is gone', async () => {
    await page.getByText('Policies of each run').click();
    await commit('Live runs at once', '');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Version 2').waitFor();
    const { body } = await stack.call<object>('GET', `/v1/workflows/${paymentsId}`);
    expect(body).toMatchObject({ priority: 1 });
    expect(body).not.toHaveProperty('concurrency');
  });

  test('a run tells what it waits for, and how often the nodes of a loop ran', async () => {
    paymentRunId = await startRun(stack, paymentsId, { city: 'Basel', invoices: [{ id: 'R-1' }, { id: 'R-2' }] });
    await page.goto(`${origin}/runs/${paymentRunId}`);
    const waiting = page.locator('section').filter({ hasText: 'What this run waits for' });
    for (const id of ['R-1', 'R-2']) await waiting.getByText(`Pay invoice ${id}?`).waitFor();
    await waiting.getByText('the ledger is closed').waitFor();
    await statusOf('each').locator('#step-ask').getByText('2 iterations').waitFor();
    await page.getByRole('link', { name: 'Approvals 2' }).waitFor();
  });

  test('an approver decides in the inbox, and what does not fit the form is told at its field', async () => {
    await page.getByRole('link', { name: 'Approvals' }).click();
    await page.getByRole('heading', { name: /^Approvals · 2 / }).waitFor();
    await page.getByRole('link', { name: 'Pay invoice R-1?' }).click();
    await page.getByLabel('Amount').fill('5000');
    await page.getByLabel('Comment (optional)').fill('Checked twice');
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.locator('[aria-invalid=true]').waitFor();
    expect(browser.forgive()).toEqual([expect.stringContaining('400')]);
    await page.getByLabel('Amount').fill('50');
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('heading', { name: /approved/ }).waitFor();
    for (const said of ['Checked twice', '"amount": 50', email]) await page.getByText(said).first().waitFor();
    await expectCount(page.getByRole('button', { name: 'Approve' }), 0);
  });

  test('a pending task is commented, its deadline moved, and who comes second is told what happened', async () => {
    await page.getByRole('link', { name: 'Approvals' }).click();
    await page.getByRole('heading', { name: /^Approvals · 1 / }).waitFor();
    await page.getByRole('link', { name: 'Pay invoice R-2?' }).click();
    await page.getByLabel('Comment', { exact: true }).fill('Which account?');
    await page.getByRole('button', { name: 'Add comment' }).click();
    await page.getByRole('listitem').getByText('Which account?').waitFor();
    await page.getByLabel('New deadline').fill('2099-01-02T03:04');
    await page.getByRole('button', { name: 'Move deadline' }).click();
    await page.getByText('Jan 2, 2099').or(page.getByText('2 Jan 2099')).waitFor();
    // Somebody else is a moment faster.
    await page.route('**/decide', async (route) => {
      const path = new URL(route.request().url()).pathname;
      const { status } = await stack.call('POST', path, { body: { decision: 'reject', comment: 'Not ours' } });
      expect(status).toBe(200);
      await route.continue();
    });
    await page.getByLabel('Amount').fill('7');
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('alert').getByText('It ended as "rejected"').waitFor();
    await page.getByRole('heading', { name: /rejected/ }).waitFor();
    await page.getByText('Not ours', { exact: true }).waitFor();
    await page.unroute('**/decide');
    expect(browser.forgive()).toEqual([expect.stringContaining('409')]);
  });

  test('the inbox shows what was decided too', async () => {
    await page.getByRole('link', { name: 'Approvals' }).click();
    await page.getByText('No approval matches.').waitFor();
    await page.getByRole('link', { name: 'All', exact: true }).click();
    await page.getByRole('heading', { name: /^Approvals · 2 / }).waitFor();
    await page.getByLabel('Status').selectOption('rejected');
    await page.getByRole('heading', { name: /^Approvals · 1 / }).waitFor();
    await row('Pay invoice R-2?').waitFor();
  });

  test('a parked step is tried again with other data, and the run ends', async () => {
    await page.goto(`${origin}/runs/${paymentRunId}`);
    await page.getByRole('button', { name: 'Retry: check 0' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('{"isOpen": ');
    await dialog.getByRole('button', { name: 'Retry' }).click();
    await dialog.getByText('This is not valid JSON.').waitFor();
    await dialog.getByRole('textbox').fill('{"isOpen": true}');
    await dialog.getByRole('button', { name: 'Retry' }).click();
    await page.getByRole('heading', { name: /completed/ }).waitFor();
    await page.getByRole('heading', { name: 'Response to the caller' }).waitFor();
    await expectCount(page.getByText('What this run waits for'), 0);
  });

  test('a step opens with its attempts, its log and what went in', async () => {
    await statusOf('check').locator('summary').click();
    await statusOf('check').getByRole('button', { name: 'Iterations, attempts and log' }).click();
    const drawer = page.getByRole('dialog', { name: 'check' });
    await drawer.getByText('looking at the ledger').first().waitFor();
    await drawer.getByText('"isOpen": true').first().waitFor();
    await drawer.getByText('the ledger is closed').first().waitFor();
    expect(new URL(page.url()).searchParams.get('step')).toBe('check');
    await page.keyboard.press('Escape');
    await expectCount(drawer, 0);
    // The graph opens a step too, also by the keyboard.
    await page.locator('.react-flow__node[data-id="answer"]').getByRole('button').press('Enter');
    await page.getByRole('dialog', { name: 'answer' }).getByText('"invoices"').first().waitFor();
  });

  test('a parked step is skipped with a result, or failed', async () => {
    await page.goto(`${origin}/runs/${await startRun(stack, paymentsId, { invoices: [] })}`);
    await page.getByRole('button', { name: 'Skip: check 0' }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('{"instead": 1}');
    await page.getByRole('dialog').getByRole('button', { name: 'Skip' }).click();
    await page.getByRole('heading', { name: /completed/ }).waitFor();
    await statusOf('check').getByText('skipped').waitFor();

    await page.goto(`${origin}/runs/${await startRun(stack, paymentsId, { invoices: [] })}`);
    await page.getByRole('button', { name: 'Fail: check 0' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Fail' }).click();
    await page.getByRole('heading', { name: /failed/ }).waitFor();
    await page.getByRole('alert').getByText('CODE_FAILED').waitFor();
  });

  test('a share is handed on, and a task ended without a decision', async () => {
    await page.goto(`${origin}/runs/${await startRun(stack, paymentsId, { invoices: [{ id: 'R-3' }] })}`);
    await page.getByRole('link', { name: 'Open approval' }).click();
    await page.getByLabel('Hand my share on').fill('nobody');
    await page.getByRole('button', { name: 'Delegate' }).click();
    await page.getByRole('alert').getByText('/to').first().waitFor();
    expect(browser.forgive()).toEqual([expect.stringContaining('400')]);
    await page.getByLabel('Hand my share on').fill('li@example.com');
    await page.getByRole('button', { name: 'Delegate' }).click();
    await page.getByText('handed their share on to li@example.com').waitFor();
    await page.getByText('You are not one of those who still have to decide').waitFor();
    await expectCount(page.getByRole('button', { name: 'Approve' }), 0);
    page.once('dialog', (dialog) => void dialog.accept());
    await page.getByRole('button', { name: 'Cancel approval' }).click();
    await page.getByRole('heading', { name: /cancelled/ }).waitFor();
  });

  test('the iterations of a loop are paged through and filtered', async () => {
    const workflowId = await createWorkflow(stack, manyRounds());
    const run = await endedRun(stack, await startRun(stack, workflowId));
    await page.goto(`${origin}/runs/${run.id}?step=double`);
    const drawer = page.getByRole('dialog', { name: 'double' });
    const rounds = drawer.locator('li > details');
    await expectCount(rounds, 20);
    await drawer.getByRole('button', { name: 'Next' }).click();
    await drawer.getByText('#20', { exact: true }).waitFor();
    await drawer.getByRole('button', { name: 'Next' }).click();
    await expectCount(rounds, 5);
    await drawer.getByLabel('Status').selectOption('failed');
    await expectCount(rounds, 1);
    await drawer.getByText('#7', { exact: true }).waitFor();
  });

  test('a run is paused and goes on; parent and child lead to each other', async () => {
    const child = await createWorkflow(stack, { nodes: [nodeOf('sleep', 'delay', { duration: 'PT1H' })], edges: [] });
    const call = nodeOf('call', 'sub-workflow', { workflowId: child });
    const parentId = await startRun(stack, await createWorkflow(stack, { name: 'Parent', nodes: [call], edges: [] }));
    await page.goto(`${origin}/runs/${parentId}`);
    await page.getByRole('link', { name: 'Open run' }).click();
    await page.getByText('Parent run').waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('heading').getByText('paused').waitFor();
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await page.getByRole('link', { name: parentId }).click();
    await page.getByRole('heading', { name: new RegExp(parentId) }).waitFor();
    page.once('dialog', (dialog) => void dialog.accept());
    await page.getByRole('button', { name: 'Cancel run' }).click();
    await page.getByRole('heading', { name: /cancelled/ }).waitFor();
  });

  test('what is undone is told apart from what was done', async () => {
    const run = await endedRun(stack, await startRun(stack, await createWorkflow(stack, undone())));
    await page.goto(`${origin}/runs/${run.id}`);
    await page.getByText('undoes book').waitFor();
    await page.getByRole('alert').getByText('NO_ROOM').waitFor();
  });

  test('a group of approvers is made, changed and removed', async () => {
    await page.getByRole('link', { name: 'Groups' }).click();
    await page.getByRole('button', { name: 'New group' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('payers');
    await page.getByRole('dialog').getByLabel('Members').fill('li@example.com\nada@example.com');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await row('payers').getByText('li@example.com, ada@example.com').waitFor();
    await page.getByRole('button', { name: 'Edit: payers' }).click();
    await page.getByRole('dialog').getByLabel('Members').fill('ada@example.com');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await row('payers').getByText('ada@example.com', { exact: true }).waitFor();
    page.once('dialog', (dialog) => void dialog.accept());
    await page.getByRole('button', { name: 'Delete: payers' }).click();
    await expectCount(row('payers'), 0);
  });

  test('a colleague is invited, accepts by the mail, and sees what needs another role', async () => {
    await inviteColleague({ page, origin, mailbox, stack });
  });

  test('the link of a mail reaches the page of the API through the console', async () => {
    const link = await eventually(async () => {
      const messages = await mailbox.messages();
      return messages.map(({ text }) => /\/approvals\/[\w-]+/.exec(text)?.[0]).find((found) => found !== undefined);
    });
    const answer = await fetch(`${origin}${link}`, { headers: { accept: 'text/html' } });
    // It was decided in the console meanwhile.
    expect([answer.status, answer.headers.get('content-type')]).toEqual([409, expect.stringContaining('text/html')]);
    expect(await answer.text()).not.toContain('id="root"');
  });
});

test.each([
  { scheme: 'dark', width: 1280, where: 'run' },
  { scheme: 'light', width: 390, where: 'run' },
  { scheme: 'dark', width: 390, where: 'runs' },
  { scheme: 'light', width: 390, where: 'workflow' },
  { scheme: 'light', width: 390, where: 'approvals' },
] as const)('the $where page fits $width pixels in $scheme', async ({ scheme, width, where }) => {
  await page.emulateMedia({ colorScheme: scheme });
  await page.setViewportSize({ width, height: 800 });
  await page.goto(`${origin}${pathOf(where)}`);
  await page
    .locator(where === 'runs' || where === 'approvals' ? 'table' : '.react-flow__node')
    .first()
    .waitFor();
  const widest = await page.evaluate('document.documentElement.scrollWidth');
  expect(widest).toBeLessThanOrEqual(width);
});

test('signing out leaves nothing behind', async () => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('Password').waitFor();
  expect(await page.evaluate('JSON.stringify([localStorage, sessionStorage])')).not.toContain('claw_');
});

test('the console speaks Chinese to a Chinese browser', async () => {
  const chinese = await openBrowser(origin, 'zh-CN');
  await chinese.page.goto(origin);
  await chinese.page.getByRole('button', { name: '使用 API 密钥' }).click();
  await chinese.page.getByLabel('API 密钥').fill(stack.apiKey);
  await chinese.page.getByRole('button', { name: '登录' }).click();
  await chinese.page.getByRole('link', { name: '执行记录' }).click();
  await chinese.page.getByRole('cell', { name: 'API', exact: true }).first().waitFor();
  await chinese.page.goto(`${origin}${pathOf('workflow')}`);
  await chinese.page.getByRole('button', { name: '放大' }).waitFor();
  expect([...chinese.faults, ...chinese.strangers]).toEqual([]);
  await chinese.close();
});

/** Types into a field that takes what it has when it is left. */
async function commit(label: string, text: string): Promise<void> {
  await page.getByLabel(label).fill(text);
  await page.getByLabel(label).blur();
}

async function boxOf(selector: string) {
  const box = await page.locator(selector).boundingBox();
  if (box === null) throw new Error(`${selector} is not on the page`);
  return { ...box, right: box.x + box.width, bottom: box.y + box.height };
}

function pathOf(where: 'run' | 'runs' | 'workflow' | 'approvals'): string {
  if (where === 'approvals') return '/approvals?view=all';
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
