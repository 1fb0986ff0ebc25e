import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPieceRunner } from '../runner/create-piece-runner.ts';
import { piecesCommand, UsageError } from './pieces-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'pieces-command-'));
const runner = createPieceRunner({ outbound: { refusal: () => 'No.' } });

afterAll(async () => {
  await runner.close();
  rmSync(folder, { recursive: true, force: true });
});

async function run(...words: string[]): Promise<{ good: boolean; lines: string[] }> {
  const lines: string[] = [];
  const good = await piecesCommand(words, { folder, runner, print: (line) => void lines.push(line) });
  return { good, lines };
}

test('list says where each piece is', async () => {
  expect((await run('list', 'piece-webhook')).lines).toEqual([
    '@activepieces/piece-webhook@0.1.25  among the packages',
    '@activepieces/piece-webhook@0.1.29  among the packages',
  ]);
  expect((await run('list', 'piece-http')).lines).toEqual([expect.stringMatching(/ {2}built in$/)]);
  expect((await run('list', 'piece-baserow')).lines).toEqual([expect.stringMatching(/ {2}installs itself$/)]);
});

test('install tells what was there already, check loads it, and remove says what was not installed', async () => {
  const { good, lines } = await run('install', '@activepieces/piece-store@0.6.20');
  expect([good, ...lines]).toEqual([true, '@activepieces/piece-store@0.6.20 is installed: 6 actions, 0 triggers.']);
  expect(await run('check', '@activepieces/piece-store')).toEqual({ good: true, lines: ['1 of 1 pieces load.'] });
  expect(await run('remove', '@activepieces/piece-store@0.6.20')).toMatchObject({ good: false });
});

test('what is no command is told apart from what fails', async () => {
  await expect(run('instal', 'x')).rejects.toBeInstanceOf(UsageError);
  await expect(run('install')).rejects.toThrow('name of a piece is missing');
});
