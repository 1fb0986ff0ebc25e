import { readdirSync, readFileSync } from 'node:fs';
import { ERROR_CODES } from '@perdura/contracts';

const FOLDER = new URL('../../../../../docs/errors/', import.meta.url);

test('every code of the API has a page that says what it means, its cause and what to do', () => {
  for (const code of Object.keys(ERROR_CODES)) {
    const page = readFileSync(new URL(`${code}.md`, FOLDER), 'utf8');
    expect(page).toMatch(new RegExp(`^# ${code}\\n`));
    expect(page).toContain('## Cause');
    expect(page).toContain('## What to do');
  }
});

test('every page bears the name of its code', () => {
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.md') && name !== 'README.md')) {
    const [title] = readFileSync(new URL(file, FOLDER), 'utf8').split('\n');
    expect(title).toBe(`# ${file.replace('.md', '')}`);
  }
});
