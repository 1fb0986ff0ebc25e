import { randomUUID } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import semver from 'semver';
import { isPackageName } from './package-name.ts';

export interface InstalledPiece {
  name: string;
  version: string;
}

/** Where one version of a piece is installed; versions lie side by side. */
export function pieceFolder(folder: string, { name, version }: InstalledPiece): string {
  return join(folder, 'pieces', `${folderName(name)}@${version}`);
}

function folderName(name: string): string {
  return name.replace('/', '+');
}

/** Where packages are until they are complete, and after they are no longer wanted. */
export function asideFolder(folder: string): string {
  return join(folder, 'aside');
}

/** All that is installed, by name and version. */
export async function installedPieces(folder: string): Promise<InstalledPiece[]> {
  const names = await readdir(join(folder, 'pieces')).catch(() => []);
  return names.flatMap(parse).toSorted((a, b) => a.name.localeCompare(b.name) || semver.compare(a.version, b.version));
}

/** The versions of one piece that are installed, in no order. */
export async function installedVersions(folder: string, name: string): Promise<string[]> {
  const names = await readdir(join(folder, 'pieces')).catch(() => []);
  const own = `${folderName(name)}@`;
  return names
    .filter((each) => each.startsWith(own))
    .flatMap(parse)
    .map(({ version }) => version);
}

/** @returns false when it was not installed */
export async function removePiece(folder: string, piece: InstalledPiece): Promise<boolean> {
  // Out of sight at once: a folder is complete or not there.
  const aside = join(asideFolder(folder), randomUUID());
  const found = await rename(pieceFolder(folder, piece), aside).then(
    () => true,
    () => false,
  );
  await rm(aside, { recursive: true, force: true });
  return found;
}

function parse(entry: string): InstalledPiece[] {
  const at = entry.lastIndexOf('@');
  const name = entry.slice(0, Math.max(at, 0)).replace('+', '/');
  const version = entry.slice(at + 1);
  return isPackageName(name) && semver.valid(version) !== null ? [{ name, version }] : [];
}
