import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ERROR_CODES, type ErrorCode } from '@perdura/contracts';

/** Pages of docs/errors by code; a code of the API has at least its title, wherever the server is installed. */
export function errorPages(from: string = import.meta.dirname): ReadonlyMap<string, string> {
  const codes = Object.keys(ERROR_CODES) as ErrorCode[];
  const pages = new Map<string, string>(codes.map((code) => [code, titlePage(code)]));
  const folder = findFolder(from);
  for (const file of folder === null ? [] : readdirSync(folder)) {
    const code = /^([A-Z][A-Z0-9_]+)\.md$/.exec(file)?.[1];
    if (folder !== null && code !== undefined) pages.set(code, readFileSync(join(folder, file), 'utf8'));
  }
  return pages;
}

function titlePage(code: ErrorCode): string {
  const { status, en, 'zh-CN': zh } = ERROR_CODES[code];
  return `# ${code} (${status})\n\n${en}\n\n${zh}\n`;
}

/** The nearest docs/errors above a folder. */
function findFolder(from: string): string | null {
  const folder = join(from, 'docs', 'errors');
  if (existsSync(folder)) return folder;
  const above = dirname(from);
  return above === from ? null : findFolder(above);
}
