import type { Page } from 'playwright-core';
import type { Browser } from './browser.ts';

/** A picture of each page goes here when it is set. */
const PICTURES = process.env.PERDURA_PICTURES;

/** Signs in to the console with an API key. */
export async function signIn(page: Page, origin: string, apiKey: string): Promise<void> {
  await page.goto(origin);
  await page.getByRole('button', { name: 'Use an API key' }).click();
  await page.getByLabel('API key').fill(apiKey);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** After a test: nothing went wrong in the browser that was not forgiven, and nothing was asked from elsewhere. */
export async function lookBack({ page, forgive, strangers }: Browser): Promise<void> {
  const { currentTestName = 'page' } = expect.getState();
  if (PICTURES !== undefined) await page.screenshot({ path: `${PICTURES}/${currentTestName}.png`, fullPage: true });
  expect(forgive()).toEqual([]);
  expect(strangers).toEqual([]);
}
