import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DevPaths } from './paths.ts';
import { type DevKeys, type DevSettings, keysFrom, rememberKeys } from './settings.ts';

const run = promisify(execFile);

/** Issues a pair of development keys straight in the database, and keeps them for the next start. */
export async function issueKeys(paths: DevPaths, settings: DevSettings, env: NodeJS.ProcessEnv): Promise<DevKeys> {
  const entry = join(paths.root, 'apps/api/dist/bootstrap-main.js');
  const { stdout } = await run(process.execPath, ['--enable-source-maps', entry, '--json'], { env });
  const line = stdout.split('\n').findLast((text) => text.startsWith('{'));
  const keys = keysFrom(JSON.parse(line ?? stdout));
  if (keys === null) throw new Error(`${entry} --json printed no projectId, apiKey and readOnlyApiKey.`);
  rememberKeys(paths.settings, settings, keys);
  return keys;
}

/** Whether the API takes both keys: another database, or one made anew, does not know them. */
export async function keysWork(apiUrl: string, keys: DevKeys): Promise<boolean> {
  const answers = await Promise.all([keys.apiKey, keys.readOnlyApiKey].map((key) => statusWith(apiUrl, key)));
  return answers.every((status) => status === 200);
}

async function statusWith(apiUrl: string, key: string): Promise<number> {
  const response = await fetch(`${apiUrl}/v1/workflows?limit=1`, { headers: { 'x-api-key': key } });
  await response.body?.cancel();
  return response.status;
}
