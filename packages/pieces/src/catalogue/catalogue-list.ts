import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import type { PieceMetadata } from '@perdura/definition';
import { PACKAGE_ROOT } from './package-root.ts';

/** A piece of npm that is known here in one version, which loads and says all that is told of it. */
export interface ListedPiece {
  name: string;
  version: string;
  /** What a lock file says of that version. */
  integrity: string;
  /** All versions that npm had when the list was made. */
  versions: string[];
  displayName: string;
  description: string;
  logoUrl: string;
  categories: string[];
  authors: string[];
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

/** The list, by name. Read once. */
export function listedPieces(): ReadonlyMap<string, ListedPiece> {
  list ??= new Map(readList().map((piece) => [piece.name, piece]));
  return list;
}

/** What is known of a listed piece in its listed version; null of any other. */
export function listedMetadata(name: string, version: string): PieceMetadata | null {
  if (listedPieces().get(name)?.version !== version) return null;
  metadata ??= new Map(readMetadataFile().map((piece) => [piece.name, piece]));
  return metadata.get(name) ?? null;
}

let list: Map<string, ListedPiece> | undefined;
let metadata: Map<string, PieceMetadata> | undefined;

function readList(): ListedPiece[] {
  return JSON.parse(readFileSync(LIST_FILE, 'utf8')) as ListedPiece[];
}

function readMetadataFile(): PieceMetadata[] {
  return JSON.parse(brotliDecompressSync(readFileSync(METADATA_FILE)).toString('utf8')) as PieceMetadata[];
}
