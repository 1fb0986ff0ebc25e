export const PIECE_UNAVAILABLE_CODES = ['PIECE_NOT_FOUND', 'PIECE_NOT_INSTALLED', 'PIECE_INSTALL_FAILED'] as const;
export type PieceUnavailableCode = (typeof PIECE_UNAVAILABLE_CODES)[number];

/**
 * Says why a piece, or a package of a code step, cannot be had: there is none (PIECE_NOT_FOUND), it would have to be
 * installed and that is not allowed (PIECE_NOT_INSTALLED), or installing it failed (PIECE_INSTALL_FAILED).
 */
export class PieceUnavailable extends Error {
  readonly code: PieceUnavailableCode;
  /** Whether a later attempt may find it: the registry did not answer, or not in time. */
  readonly passing: boolean;

  constructor(code: PieceUnavailableCode, message: string, { passing = false } = {}) {
    super(message);
    this.name = 'PieceUnavailable';
    this.code = code;
    this.passing = passing;
  }
}
