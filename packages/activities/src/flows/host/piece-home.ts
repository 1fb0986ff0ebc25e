import type { PieceHome, PieceLibrary } from '@perdura/pieces';
import { unavailableFailure } from '../flow-failures.ts';

/**
 * Where the version of a piece is that a step names.
 *
 * @param warn hears of a version that stands in for one that does not exist
 * @throws {StepFailure} PIECE_NOT_FOUND, PIECE_NOT_INSTALLED, PIECE_INSTALL_FAILED
 */
export async function pieceHome(
  library: PieceLibrary,
  { pieceName, pieceVersion }: { pieceName: string; pieceVersion: string },
  warn: (message: string) => void = () => undefined,
): Promise<PieceHome> {
  try {
    const { version, exact } = await library.resolve(pieceName, pieceVersion);
    if (!exact) warn(`${pieceName} has no version ${pieceVersion}: ${version} was used.`);
    return await library.home(pieceName, version);
  } catch (error) {
    throw unavailableFailure(error);
  }
}
