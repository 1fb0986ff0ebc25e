import type { PieceMetadata } from '@perdura/definition';
import type { PieceHome } from './piece-home.ts';

/** The pieces that a worker can run: those of this repository, those of its packages, and what is installed beside them. */
export interface PieceLibrary {
  /**
   * The version that a step's `pieceVersion` means.
   *
   * @param spec - `x.y.z`, `~x.y.z` or `^x.y.z`
   * @returns not `exact` where an exact version does not exist and the nearest one of the same minor stands in for it
   * @throws {PieceUnavailable} when there is no such package or version, or when that cannot be found out now
   */
  resolve(name: string, spec: string): Promise<{ version: string; exact: boolean }>;
  /**
   * Where one version is; it is installed first when it may be.
   *
   * @throws {PieceUnavailable}
   */
  home(name: string, version: string): Promise<PieceHome>;
  /**
   * @returns null when it is not among the pieces whose metadata this repository has; a worker asks the package then
   */
  metadata(name: string, version: string): PieceMetadata | null;
  /**
   * Installs what a code step depends on, once for each set of dependencies.
   *
   * @param packageJson - the text of the step's `packageJson`
   * @returns the folder whose `node_modules` has them; null when it depends on nothing
   * @throws {PieceUnavailable}
   */
  ensurePackages(packageJson: string): Promise<string | null>;
}
