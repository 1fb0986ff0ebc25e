import type { PieceAuth, PieceMetadata } from '@perdura/definition';
import { queryOptions } from '@tanstack/react-query';
import { callApi } from './api-client.ts';
import { queryString } from './queries.ts';
import type { Piece, PieceSummary } from './resources.ts';

const STALE_MS = 60_000;

export interface PieceFilters {
  search?: string | undefined;
  category?: string | undefined;
}

export const pieceList = (filters: PieceFilters = {}) =>
  queryOptions({
    queryKey: ['pieces', filters],
    queryFn: () => callApi<PieceSummary[]>('GET', `/v1/pieces${queryString({ ...filters, sortBy: 'NAME' })}`),
    staleTime: STALE_MS,
    placeholderData: (previous) => previous,
  });

/** A piece with its actions and triggers: the version that is asked for, or the newest. */
export const pieceDetail = (name: string, version?: string) =>
  queryOptions({
    queryKey: ['piece', name, version],
    queryFn: () => callApi<Piece>('GET', `/v1/pieces/${encodeURIComponent(name)}${queryString({ version })}`),
    staleTime: STALE_MS,
    retry: false,
  });

/** Answers tell one way to sign in, several, or none. */
export function waysToSignIn({ auth }: Piece): PieceAuth[] {
  return (auth === null ? [] : [auth].flat()) as unknown as PieceAuth[];
}

/** The piece as the rules of steps know it. */
export function metadataOf(piece: Piece): PieceMetadata {
  return { ...piece, auth: waysToSignIn(piece) } as unknown as PieceMetadata;
}

/** A package's name without what all official ones share. */
export function shortPieceName(name: string): string {
  return name.replace(/^@activepieces\/piece-/, '');
}

/** The whole name of a piece whose short one is written. */
export function fullPieceName(name: string): string {
  return name.includes('/') ? name : `@activepieces/piece-${name}`;
}
