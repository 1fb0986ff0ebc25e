import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from './package-root.ts';

/** A piece that is among the dependencies of this package, and so is there without being installed. */
export interface CuratedPackage {
  name: string;
  version: string;
  /** Where its package is, by a link. */
  folder: string;
}

const PIECE = /^@activepieces\/piece-/;
/** A further version of a piece has a name of its own among the dependencies. */
const ALIAS = /^npm:(.+)@([^@]+)$/;

/** All of them; several versions of one piece are several entries. Read once. */
export function curatedPackages(): readonly CuratedPackage[] {
  curated ??= readCurated();
  return curated;
}

let curated: CuratedPackage[] | undefined;

function readCurated(): CuratedPackage[] {
  const manifest = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return Object.entries(manifest.dependencies)
    .filter(([key]) => PIECE.test(key))
    .map(([key, spec]) => {
      const [, name = key, version = spec] = ALIAS.exec(spec) ?? [];
      return { name, version, folder: join(PACKAGE_ROOT, 'node_modules', key) };
    });
}
