import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = new URL('../../../../docs/operations/', import.meta.url);

/** Root of the checkout. */
export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** A page of the operator's handbook, and its blocks that are to be run. */
export interface HandbookPage {
  name: string;
  blocks: string[];
}

export function handbookPages(): HandbookPage[] {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.md'));
  return names.map((name) => ({ name, blocks: shellBlocks(readFileSync(new URL(name, FOLDER), 'utf8')) }));
}

/** What a page asks its reader to type: the shell of the first page, then its own blocks. */
export function scriptOf(pages: readonly HandbookPage[], { name, blocks }: HandbookPage): string {
  const [shell = ''] = pages.find((page) => page.name === 'README.md')?.blocks ?? [];
  return ['set -euo pipefail', ...(name === 'README.md' ? [] : [shell]), ...blocks].join('\n');
}

/** What the front page asks its reader to type to build a flow and to call it. */
export function frontPageFlow(): string {
  const blocks = shellBlocks(readFileSync(new URL('../../README.md', FOLDER), 'utf8'));
  const first = blocks.findIndex((block) => block.startsWith('FLOW='));
  if (first < 0) throw new Error('The front page builds no flow');
  return [...blocks.filter((block) => block.startsWith('API=')), ...blocks.slice(first, first + 2)].join('\n');
}

/** What the front page asks its reader to type to see the command line, a block for each step. */
export function commandLineTour(): string[] {
  const page = readFileSync(new URL('../../README.md', FOLDER), 'utf8');
  const [, tour = ''] = /^## Ten minutes with the command line\n([\s\S]*?)^## /m.exec(page) ?? [];
  return shellBlocks(tour);
}

/** What the page of the examples of flows asks its reader to type. */
export function exampleOfFlow(): string {
  return shellBlocks(readFileSync(new URL('../../examples/flows/README.md', FOLDER), 'utf8')).join('\n');
}

function shellBlocks(text: string): string[] {
  return Array.from(text.matchAll(/^```sh\n([\s\S]*?)^```$/gm), ([, block = '']) => block);
}

/** Names of all metrics that the alerts use, as `/metrics` lists them. */
export function alertedMetrics(): string[] {
  const rules = readFileSync(new URL('../../deploy/alerts.yml', FOLDER), 'utf8');
  const names = Array.from(rules.matchAll(/^ +expr: (.+)$/gm), ([, expression = '']) =>
    Array.from(expression.matchAll(/\b(?:perdura|temporal)_\w+/g), ([name]) => name.replace(/_bucket$|_count$/, '')),
  );
  return [...new Set(names.flat())];
}
