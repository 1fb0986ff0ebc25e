import type { Mailbox } from '@perdura/embedded';
import { eventually } from '@perdura/testkit';
import type { Page } from 'playwright-core';
import { openBrowser } from './browser.ts';
import { queryRows } from './database-rows.ts';
import type { Stack } from './stack.ts';

interface Invitation {
  /** An owner's. */
  page: Page;
  origin: string;
  mailbox: Mailbox;
  stack: Stack;
}

/**
 * Invites a viewer by the console's page of members, accepts in another browser, lets the viewer put a project of their
 * own away, and removes the viewer again.
 */
export async function inviteColleague({ page, origin, mailbox, stack }: Invitation): Promise<void> {
  const row = page.getByRole('row').filter({ hasText: 'amy@example.com' });
  await page.getByRole('link', { name: 'Members' }).click();
  await page.getByRole('button', { name: 'Invite' }).click();
  await page.getByRole('dialog').getByLabel('E-mail address').fill('amy@example.com');
  await page.getByRole('dialog').getByLabel('Role').selectOption('viewer');
  await page.getByRole('dialog').getByRole('button', { name: 'Invite' }).click();
  await row.getByText('Viewer').waitFor();
  const link = await eventually(async () => {
    const messages = await mailbox.messages();
    return messages.map(({ text }) => /\/accept-invitation#token=[\w-]+/.exec(text)?.[0]).find(Boolean);
  });
  const invited = await openBrowser(origin);
  await invited.page.goto(`${origin}${link}`);
  await invited.page.getByText('amy@example.com').waitFor();
  await invited.page.getByLabel('Your name').fill('Amy');
  await invited.page.getByLabel('Password').fill('three quiet otters');
  await invited.page.getByRole('button', { name: 'Accept the invitation' }).click();
  await invited.page.getByRole('link', { name: 'Go to the console' }).click();
  await invited.page.getByLabel('E-mail address').fill('amy@example.com');
  await invited.page.getByLabel('Password').fill('three quiet otters');
  await invited.page.getByRole('button', { name: 'Sign in' }).click();
  await invited.page.getByRole('link', { name: 'Members' }).click();
  await invited.page.locator('button[title*="Owner"]', { hasText: 'Invite' }).waitFor();
  await invited.page.getByRole('link', { name: 'Audit' }).waitFor({ state: 'detached' });
  await archiveOwnProject(invited.page, stack);
  expect([...invited.faults, ...invited.strangers]).toEqual([]);
  await invited.close();

  await page.reload();
  await page.getByLabel('Role: amy@example.com').selectOption('operator');
  page.once('dialog', (dialog) => void dialog.accept());
  await page.getByRole('button', { name: 'Remove: amy@example.com' }).click();
  await row.first().waitFor({ state: 'detached' });
}

/** Who owns a project, without being an administrator, renames and archives it, and goes on in the other one. */
async function archiveOwnProject(page: Page, stack: Stack): Promise<void> {
  const { body } = await stack.call<{ id: string }>('POST', '/v1/projects', { body: { name: 'Annex' } });
  const join = `INSERT INTO project_members (project_id, user_id, role)
    SELECT $1, id, 'owner' FROM users WHERE email = 'amy@example.com'`;
  await queryRows(stack, join, [body.id]);
  await page.reload();
  const choice = page.getByRole('combobox', { name: 'Project' });
  await choice.selectOption({ label: 'Annex · Owner' });
  await page.getByRole('link', { name: 'Project', exact: true }).click();
  await page.getByRole('button', { name: 'Rename project' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('North annex');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByRole('definition').getByText('North annex').waitFor();
  await page.getByRole('button', { name: 'Archive this project' }).click();
  await page.getByRole('dialog').getByLabel('Name of the project').fill('North annex');
  await page.getByRole('dialog').getByRole('button', { name: 'Archive' }).click();
  await page.getByRole('link', { name: 'Project', exact: true }).waitFor({ state: 'detached' });
  await eventually(async () => {
    expect(await choice.locator('option').allTextContents()).toEqual([expect.stringContaining('Viewer')]);
    return true;
  });
}
