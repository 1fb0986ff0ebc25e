import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageHome } from '../catalogue/package-home.ts';
import { PACKAGE_ROOT } from '../catalogue/package-root.ts';
import type { PieceHome } from '../catalogue/piece-home.ts';

/** Packages that built-in pieces import. */
const IMPORTED = ['dayjs', 'nodemailer', 'papaparse'];

/** Where a built-in piece is. */
export async function builtInHome(name: string, version: string): Promise<PieceHome> {
  const folder = fileURLToPath(new URL('.', import.meta.url));
  const links = IMPORTED.map((each) => join(PACKAGE_ROOT, 'node_modules', each));
  const imported = await Promise.all(links.map(packageHome));
  return {
    ...{ name, version, source: 'built-in' },
    entry: join(folder, name.replace('@activepieces/piece-', ''), 'index.js'),
    readable: [folder, join(PACKAGE_ROOT, 'package.json'), ...links, ...imported.flatMap(({ readable }) => readable)],
  };
}
