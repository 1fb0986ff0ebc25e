import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import type { PieceMetadata } from '@perdura/definition';
import { BUILT_IN_PIECES } from '../src/built-in/all-pieces.js';
import { LIST_FILE, type ListedPiece, METADATA_FILE } from '../src/catalogue/catalogue-list.ts';
import { DEFAULT_PIECES_FOLDER } from '../src/catalogue/create-piece-library.ts';
import { PACKAGE_ROOT } from '../src/catalogue/package-root.ts';
import { type ChosenPiece, type DescribedPiece, listedPiece, pieceLister } from './piece-lister.ts';

/**
 * Writes the list of pieces anew: installs each piece of `catalogue/chosen.json`, loads it and those that are built in, each
 * in a child process, and writes what it says of itself. With `--check` nothing is written: it fails when a piece does not load, or says
 * something else than the list does.
 *
 * With `--built-in` only the pieces that are built in are loaded, which needs no network; of all others the list stays as it is.
 *
 * `npx tsx --conditions=source packages/pieces/scripts/list-pieces.ts [--check | --built-in]`
 */
const chosen = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'catalogue', 'chosen.json'), 'utf8')) as ChosenPiece[];
const isCheck = process.argv.includes('--check');
// Children do not keep a process alive that waits for them.
const alive = setInterval(() => {}, 60_000);
const lister = pieceLister(DEFAULT_PIECES_FOLDER);
const faults: string[] = [];
const listed: ListedPiece[] = [];
const described: PieceMetadata[] = [];
for (const piece of BUILT_IN_PIECES) await note(piece, () => lister.describeBuiltIn(piece));
if (process.argv.includes('--built-in')) keepOthers();
else for (const piece of chosen) await note(piece, () => lister.describe(piece));
await lister.close();
clearInterval(alive);
if (isCheck) faults.push(...differences());
else write();
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.stdout.write(`${listed.length} pieces, ${faults.length} faults.\n`);
if (faults.length > 0) process.exitCode = 1;

async function note(
  { name, version }: { name: string; version: string },
  describe: () => Promise<DescribedPiece>,
): Promise<void> {
  try {
    const found = await describe();
    described.push(found.metadata);
    listed.push(listedPiece(found));
    process.stdout.write(`${name}@${version}\n`);
  } catch (error) {
    faults.push(`${name}@${version}: ${String(Object(error).message ?? error)}`);
  }
}

function keepOthers(): void {
  const own = new Set(BUILT_IN_PIECES.map(({ name }) => name));
  listed.push(...storedList().filter(({ name }) => !own.has(name)));
  described.push(...storedMetadata().filter(({ name }) => !own.has(name)));
}

function storedList(): ListedPiece[] {
  return JSON.parse(readFileSync(LIST_FILE, 'utf8'));
}

function storedMetadata(): PieceMetadata[] {
  return JSON.parse(brotliDecompressSync(readFileSync(METADATA_FILE)).toString('utf8'));
}

function write(): void {
  writeFileSync(LIST_FILE, `[\n${listed.map((piece) => JSON.stringify(piece)).join(',\n')}\n]\n`);
  writeFileSync(METADATA_FILE, brotliCompressSync(Buffer.from(JSON.stringify(described))));
}

function differences(): string[] {
  const [list, metadata] = [storedList(), storedMetadata()];
  const lists = listed.filter((piece) => {
    const known = list.find(({ name, version }) => name === piece.name && version === piece.version);
    // npm may have newer versions by now.
    return !isDeepStrictEqual({ ...known, versions: [] }, { ...piece, versions: [] });
  });
  const descriptions = described.filter((piece) => {
    const known = metadata.find(({ name, version }) => name === piece.name && version === piece.version);
    return !isDeepStrictEqual(known, JSON.parse(JSON.stringify(piece)));
  });
  return [...new Set([...lists, ...descriptions].map(({ name }) => `${name}: the list says something else.`))];
}
