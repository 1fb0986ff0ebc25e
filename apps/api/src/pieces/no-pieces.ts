import type { PieceCatalogue } from './piece-catalogue.ts';

/** A catalogue that knows no piece. */
export const NO_PIECES: PieceCatalogue = {
  resolveVersion: async () => null,
  describe: async () => null,
};
