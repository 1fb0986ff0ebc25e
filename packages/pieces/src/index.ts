export {
  createPieceLibrary,
  DEFAULT_PIECES_FOLDER,
  PIECE_INSTALLS,
  type PieceInstalls,
  type PieceLibraryOptions,
} from './catalogue/create-piece-library.ts';
export { describePiece } from './catalogue/describe-piece.ts';
export { type KnownPiece, knownMetadata, knownPieces, knownVersion } from './catalogue/known-pieces.ts';
export type { PieceHome } from './catalogue/piece-home.ts';
export type { PieceLibrary } from './catalogue/piece-library.ts';
export { PIECE_UNAVAILABLE_CODES, PieceUnavailable, type PieceUnavailableCode } from './catalogue/piece-unavailable.ts';
export { type ChosenVersion, newestVersion } from './catalogue/piece-version.ts';
export { readMetadata } from './catalogue/read-metadata.ts';
export { createPieceRunner } from './runner/create-piece-runner.ts';
export type {
  ActionCall,
  CodeCall,
  DescribeCall,
  OptionsCall,
  PieceCall,
  PieceCallResult,
  PieceDone,
  PieceError,
  PieceErrorCode,
  PieceFailed,
  PieceListener,
  PiecePause,
  PiecePaused,
  PieceResponse,
  PieceSchedule,
  PieceServer,
  TriggerCall,
  TriggerHook,
  ValidateAuthCall,
} from './runner/piece-call.ts';
export { PIECE_ERROR_CODES } from './runner/piece-call.ts';
export type {
  CreatedPieceWait,
  NewPieceWait,
  PieceHost,
  PieceLogLevel,
  StoreScope,
} from './runner/piece-host.ts';
export type {
  CallLimits,
  PieceOutbound,
  PieceRunner,
  PieceRunnerOptions,
  PieceRunnerStats,
} from './runner/piece-runner.ts';
export type { TableQuestion } from './runner/table-question.ts';
