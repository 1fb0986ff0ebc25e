/** One version of a piece on this machine. */
export interface PieceHome {
  name: string;
  version: string;
  /** `built-in`: of this repository; `npm`: a package. */
  source: 'built-in' | 'npm';
  /** Absolute path of the module that exports the piece, CommonJS or ESM: what a child imports. */
  entry: string;
  /** Absolute paths of the folders that the module and what it imports are read from; links are resolved. */
  readable: string[];
}
