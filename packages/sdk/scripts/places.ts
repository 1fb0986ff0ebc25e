import { readFile } from 'node:fs/promises';

/** Where generated sources lie. */
export const GENERATED = new URL('../src/generated/', import.meta.url);

export async function versionOfPackage(): Promise<string> {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
