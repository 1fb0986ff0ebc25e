import type { Database } from '@perdura/database';
import type { PieceSummary } from '@perdura/definition';
import { knownPieces } from '@perdura/pieces';

export interface PieceFilter {
  /** Words that the name or the description have to have; empty for all. */
  search: string;
  /** One of these; empty for all. */
  categories: readonly string[];
  byName: boolean;
  descending: boolean;
}

/** Each piece once, in its newest version: what this repository knows, then what workers found besides. */
export async function allPieces({ pieceReleases }: Pick<Database, 'pieceReleases'>): Promise<PieceSummary[]> {
  const all = [...knownPieces(), ...(await pieceReleases.list())];
  return [...new Map(all.toReversed().map((piece) => [piece.name, piece])).values()].toReversed();
}

export function matching(
  pieces: readonly PieceSummary[],
  { search, categories, byName, descending }: PieceFilter,
): PieceSummary[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = new Set(categories.map((category) => category.toUpperCase()));
  const found = pieces.filter((piece) => {
    const text = `${piece.displayName} ${piece.name} ${piece.description}`.toLowerCase();
    const isOfCategory = wanted.size === 0 || piece.categories.some((category) => wanted.has(category.toUpperCase()));
    return isOfCategory && words.every((word) => text.includes(word));
  });
  if (byName || descending) found.sort((a, b) => a.displayName.localeCompare(b.displayName, 'en'));
  return descending ? found.toReversed() : found;
}
