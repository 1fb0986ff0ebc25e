import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import type { PieceFacts, PieceMetadata } from '@perdura/definition';
import { PACKAGE_ROOT } from './package-root.ts';

/** A piece that is known here in one version, which loads and says all that is told of it. */
export interface ListedPiece extends PieceFacts {
  /** `npm`: a package; `built-in`: of this repository. */
  source: 'npm' | 'built-in';
  /** What a lock file says of that version; empty where it is built in. */
  integrity: string;
  /** All versions that there were when the list was made. */
  versions: string[];
  /** Kinds of signing in. */
  auth: string[];
  /** Names. */
  actions: string[];
  triggers: string[];
}

const FOLDER = join(PACKAGE_ROOT, 'catalogue');
export const LIST_FILE = join(FOLDER, 'list.json');
/** Brotli over JSON: a PieceMetadata of each listed piece, by name. */
export const METADATA_FILE = join(FOLDER, 'metadata.json.br');

/** The list; the first of several versions of a piece is its newest. Read once. */
export function listedPieces(): readonly ListedPiece[] {
  list ??= JSON.parse(readFileSync(LIST_FILE, 'utf8')) as ListedPiece[];
  return list;
}

/** All listed versions of a piece; empty where it is not in the list. */
export function listedVersions(name: string): readonly ListedPiece[] {
  return listedPieces().filter((piece) => piece.name === name);
}

/** What is known of a piece in a listed version; null of any other. */
export function listedMetadata(name: string, version: string): PieceMetadata | null {
  metadata ??= new Map(readMetadataFile().map((piece) => [`${piece.name}@${piece.version}`, piece]));
  return metadata.get(`${name}@${version}`) ?? null;
}

let list: ListedPiece[] | undefined;
let metadata: Map<string, PieceMetadata> | undefined;

function readMetadataFile(): PieceMetadata[] {
  return JSON.parse(brotliDecompressSync(readFileSync(METADATA_FILE)).toString('utf8')) as PieceMetadata[];
}
