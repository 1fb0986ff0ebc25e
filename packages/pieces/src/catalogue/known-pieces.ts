import type { PieceMetadata, PieceSummary } from '@perdura/definition';
import { listedMetadata, listedPieces, listedVersions } from './catalogue-list.ts';
import { curatedPackages } from './curated-packages.ts';
import { type ChosenVersion, chooseVersion, isNewerThanAll, isVersionSpec, newestFitting } from './piece-version.ts';

/** A piece in short, as lists show it. */
export interface KnownPiece extends PieceSummary {
  /** Kinds of signing in. */
  auth: string[];
}

/** Each piece that this repository knows, in its newest version. */
export function knownPieces(): KnownPiece[] {
  return listedPieces()
    .filter((piece, at, all) => all.findIndex(({ name }) => name === piece.name) === at)
    .map(({ source: _, integrity: __, versions: ___, ...piece }) => ({
      ...piece,
      actions: piece.actions.length,
      triggers: piece.triggers.length,
    }));
}

/** What is known of a version without loading it; null where nothing is. */
export function knownMetadata(name: string, version: string): PieceMetadata | null {
  return listedMetadata(name, version);
}

/**
 * The version that a step's `pieceVersion` means, as far as that is known without a registry.
 *
 * @param others - versions that are known from elsewhere
 * @returns `unknown` where a registry may know better: of a package that is not listed, of a version that is newer than
 *   all, and where nothing fits; null where `spec` is no version
 */
export function knownVersion(name: string, spec: string, others: readonly string[]): ChosenVersion | 'unknown' | null {
  const builtIn = listedVersions(name).find(({ source }) => source === 'built-in');
  if (builtIn !== undefined) {
    // There is but one, and flows that were written for another platform name those of npm.
    return { version: builtIn.version, exact: newestFitting(spec, [builtIn.version]) !== null };
  }
  if (!isVersionSpec(spec)) return null;
  const described = [...others, ...listedVersions(name).map(({ version }) => version), ...curatedVersions(name)];
  const fitting = newestFitting(spec, described);
  if (fitting !== null) return { version: fitting, exact: true };
  const known = [...described, ...listedVersions(name).flatMap(({ versions }) => versions)];
  if (isNewerThanAll(spec, known)) return 'unknown';
  return chooseVersion(spec, known) ?? 'unknown';
}

function curatedVersions(name: string): string[] {
  return curatedPackages()
    .filter((each) => each.name === name)
    .map(({ version }) => version);
}
