import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { NODE_TYPES, type NodeType } from './definition.ts';
import { nodeSpecs } from './nodes/index.ts';
import { nodeSchema, retrySchema } from './schema/node.ts';
import { POLICY_FIELDS, policySchemas } from './schema/policies.ts';

const DOCS = fileURLToPath(new URL('../../../docs/', import.meta.url));

function pagesOf(folder: string): string[] {
  return readdirSync(join(DOCS, folder))
    .filter((file) => file.endsWith('.md') && file !== 'README.md')
    .map((file) => file.slice(0, -3));
}

function read(path: string): string {
  return readFileSync(join(DOCS, path), 'utf8');
}

/** Names in the first column of the page's tables. */
function documentedFields(page: string): string[] {
  const cells = Array.from(page.matchAll(/^\| (`[^|]*?)\s*\|/gm), ([, cell = '']) => cell);
  return cells.flatMap((cell) => Array.from(cell.matchAll(/`([\w.]+)`/g), ([, field = '']) => field));
}

function snippetsOf(page: string): unknown[] {
  return Array.from(page.matchAll(/```json\n(.*?)\n```/gs), ([, text = '']) => JSON.parse(text));
}

interface Snippet {
  id?: string;
  type?: NodeType;
  config?: Record<string, unknown>;
  compensate?: Snippet;
  nodes?: Snippet[];
}

/** Nodes of a snippet, those in bodies and compensations included. */
function nodesOf(snippet: Snippet): Snippet[] {
  const { nodes = [], config, compensate } = snippet;
  const inner = [...nodes, ...(config?.body === undefined ? [] : [config.body as Snippet])];
  const own = snippet.type === undefined ? [] : [snippet];
  return [...own, ...[...inner, ...(compensate === undefined ? [] : [compensate])].flatMap(nodesOf)];
}

test('every node type has a page, and no other has', () => {
  expect(pagesOf('nodes').toSorted()).toEqual([...NODE_TYPES].toSorted());
});

test.each(NODE_TYPES)('the page of %s has the fields of its config, and an example that is sound', (type) => {
  const page = read(`nodes/${type}.md`);
  const { saved } = nodeSpecs[type];
  const known = 'shape' in saved && typeof saved.shape === 'object' ? Object.keys(saved.shape ?? {}) : [];
  const config = /## Config\n(.*?)\n## /s.exec(page)?.[1] ?? '';
  expect(documentedFields(config).toSorted()).toEqual(known.toSorted());
  const shown = snippetsOf(page).flatMap((snippet) => nodesOf(snippet as Snippet));
  expect(shown.map((node) => node.type)).toContain(type);
  for (const node of shown) {
    expect(nodeSchema.safeParse(node).error).toBeUndefined();
    if (node.type !== undefined) expect(nodeSpecs[node.type].saved.safeParse(node.config).error).toBeUndefined();
  }
});

test('every policy is in the list, with a page', () => {
  const list = read('policies/README.md');
  const { id: _id, type: _type, name: _name, config: _config, ...policies } = nodeSchema.shape;
  for (const field of [...Object.keys(policies), ...POLICY_FIELDS]) expect(list).toContain(`\`${field}\``);
  for (const page of pagesOf('policies')) expect(list).toContain(`(${page}.md)`);
});

test('the examples of policies are sound', () => {
  const shapes = { ...nodeSchema.partial().shape, ...policySchemas };
  const schema = z.strictObject(shapes).partial();
  for (const snippet of pagesOf('policies').flatMap((page) => snippetsOf(read(`policies/${page}.md`)))) {
    expect(schema.safeParse(snippet).error).toBeUndefined();
    for (const node of nodesOf(snippet as Snippet)) {
      if (node.type !== undefined) expect(nodeSpecs[node.type].saved.safeParse(node.config).error).toBeUndefined();
    }
  }
  expect(documentedFields(read('policies/retry-and-timeouts.md'))).toEqual([
    ...Object.keys(retrySchema.shape).map((field) => `retry.${field}`),
    'timeoutMs',
    'totalTimeoutMs',
  ]);
});

test('links between pages lead somewhere', () => {
  const pages = ['README.md', 'approvals.md', 'nodes/README.md', 'policies/README.md'];
  for (const folder of ['nodes', 'policies']) pages.push(...pagesOf(folder).map((page) => `${folder}/${page}.md`));
  const broken = pages.flatMap((page) =>
    Array.from(read(page).matchAll(/\]\(([^)#:]+)[^)]*\)/g), ([, link = '']) => `${page} → ${link}`).filter(
      (place) => !existsSync(join(DOCS, dirname(page), place.split(' → ')[1] ?? '')),
    ),
  );
  expect(broken).toEqual([]);
});
