import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');
const SETTINGS = [
  ...['packages/process/src/settings.ts', 'apps/api/src/env.ts', 'apps/worker/src/env.ts', 'apps/web/server/env.ts'],
];

function namesIn(path: string, pattern: RegExp): string[] {
  return [...readFileSync(join(ROOT, path), 'utf8').matchAll(pattern)].map((match) => match[1] ?? '');
}

test('the example file names every setting of every process, and no other', () => {
  const documented = new Set(namesIn('.env.example', /^(?:# )?([A-Z][A-Z0-9_]+)=/gm));
  const known = new Set(SETTINGS.flatMap((path) => namesIn(path, /^ {2,4}([A-Z][A-Z0-9_]+): /gm)));
  expect(known.size).toBeGreaterThan(40);
  expect([...known].filter((name) => !documented.has(name))).toEqual([]);
  expect([...documented].filter((name) => !known.has(name))).toEqual(['POSTGRES_PASSWORD']);
});
