import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MAIN = join(__dirname, '../dist/main.js');

test('the bench still runs, from its servers to its table', async () => {
  const { stdout } = await run(process.execPath, [MAIN, '--smoke', 'interpreter']);
  expect(stdout).toMatch(/\| three HTTP requests +\| throughput/);
  expect(stdout).toMatch(/\| three pure nodes +\| worker CPU per run/);
}, 240_000);

test('a case that does not exist is refused by name', async () => {
  await expect(run(process.execPath, [MAIN, 'speed'])).rejects.toThrow(/there is no case speed/);
});
