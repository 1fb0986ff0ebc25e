import type { PieceMetadata } from '@perdura/definition';

/** What the API knows of pieces. */
export interface PieceCatalogue {
  /**
   * The version that a step's `pieceVersion` means.
   *
   * @param spec - `x.y.z`, `~x.y.z` or `^x.y.z`
   * @returns null when no version of that package fits; not `exact` where an exact version does not exist and the
   *   nearest one of the same minor stands in for it
   * @throws {PieceUnavailable} when the piece is not known here and cannot be had now
   */
  resolveVersion(name: string, spec: string): Promise<ResolvedVersion | null>;
  /**
   * @param version - `x.y.z`
   * @returns null when there is no such piece
   * @throws {PieceUnavailable} when the piece is not known here and cannot be had now
   */
  describe(name: string, version: string): Promise<PieceMetadata | null>;
}

export interface ResolvedVersion {
  /** `x.y.z`. */
  version: string;
  /** Whether the version is one that was asked for. */
  exact: boolean;
}
