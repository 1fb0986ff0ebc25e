import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TOPICS } from './commands/index.ts';
import { referenceText } from './reference.ts';

test('the page of the command line says what the commands say', async () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/cli.md'), 'utf8');
  // Not in step? pnpm --filter @perdura/cli docs:write
  expect(page).toBe(await referenceText());
});

test('each command says what it does, and no two are called alike', async () => {
  for (const { name, summary, load } of TOPICS) {
    const found = await load();
    const commands = 'commands' in found ? found.commands : [];
    expect(new Set(commands.map((command) => command.name)).size).toBe(commands.length);
    for (const text of [summary, ...commands.map((command) => command.summary)]) {
      expect({ name, text }).toEqual({ name, text: expect.stringMatching(/^[A-Z].{8,}[^.]$/) });
    }
  }
});
