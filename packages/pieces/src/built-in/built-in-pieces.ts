import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JsonValue, PieceMetadata } from '@perdura/definition';
import { packageHome } from '../catalogue/package-home.ts';
import { PACKAGE_ROOT } from '../catalogue/package-root.ts';
import type { PieceHome } from '../catalogue/piece-home.ts';
import { readMetadata } from '../catalogue/read-metadata.ts';
import { approval } from './approval/index.js';
import { crypto } from './crypto/index.js';
import { csv } from './csv/index.js';
import { dateHelper } from './date-helper/index.js';
import { http } from './http/index.js';
import { jsonPiece } from './json/index.js';
import { manualTrigger } from './manual-trigger/index.js';
import { mathHelper } from './math-helper/index.js';
import { mcp } from './mcp/index.js';
import type { BuiltInPiece } from './piece-context.ts';
import { tags } from './tags/index.js';
import { textHelper } from './text-helper/index.js';

/** The pieces that npm does not have, by name. They run in child processes as all others do. */
export const BUILT_IN_PIECES: ReadonlyMap<string, BuiltInPiece> = new Map(
  [...[approval, crypto, csv, dateHelper, http, jsonPiece], ...[manualTrigger, mathHelper, mcp, tags, textHelper]].map(
    (piece) => [piece.name, piece],
  ),
);

/** Packages that built-in pieces import. */
const IMPORTED = ['dayjs', 'papaparse'];

/** Null for pieces that are not built in, and for other versions than the one there is. */
export async function builtInHome(name: string, version: string): Promise<PieceHome | null> {
  if (BUILT_IN_PIECES.get(name)?.version !== version) return null;
  const folder = fileURLToPath(new URL('.', import.meta.url));
  const links = IMPORTED.map((each) => join(PACKAGE_ROOT, 'node_modules', each));
  const imported = await Promise.all(links.map(packageHome));
  return {
    ...{ name, version, source: 'built-in' },
    entry: join(folder, name.replace('@activepieces/piece-', ''), 'index.js'),
    readable: [folder, join(PACKAGE_ROOT, 'package.json'), ...links, ...imported.flatMap(({ readable }) => readable)],
  };
}

/** Null where `builtInHome` is. */
export function builtInMetadata(name: string, version: string): PieceMetadata | null {
  const piece = BUILT_IN_PIECES.get(name);
  if (piece?.version !== version) return null;
  // As a child process would tell it.
  const told = JSON.parse(JSON.stringify(piece.metadata())) as JsonValue;
  return readMetadata(told, { name, version });
}
