import type { Mailbox } from '@perdura/embedded';
import { eventually } from '@perdura/testkit';
import type { Page } from 'playwright-core';
import { openBrowser } from './browser.ts';

/** Invites a viewer by the console's page of members, accepts in another browser, and removes the viewer again. */
export async function inviteColleague({
  page,
  origin,
  mailbox,
}: {
  /** An owner's. */
  page: Page;
  origin: string;
  mailbox: Mailbox;
}): Promise<void> {
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
  expect([...invited.faults, ...invited.strangers]).toEqual([]);
  await invited.close();

  await page.reload();
  await page.getByLabel('Role: amy@example.com').selectOption('operator');
  page.once('dialog', (dialog) => void dialog.accept());
  await page.getByRole('button', { name: 'Remove: amy@example.com' }).click();
  await row.first().waitFor({ state: 'detached' });
}
