import { pieceRoutes } from '@perdura/contracts';
import { PieceUnavailable } from '@perdura/pieces';
import { ApiError, notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { allPieces, matching } from './piece-list.ts';
import { presentPiece, presentPieceSummary } from './presenter.ts';

/** Pieces: list, read. */
export function pieceResource(deps: Pick<AppDependencies, 'database' | 'pieces'>): BoundRoute[] {
  return [
    bind(pieceRoutes.listPieces).to(async ({ query }) => {
      const found = matching(await allPieces(deps.database), {
        search: query.search ?? query.searchQuery ?? '',
        categories: [...(query.category ?? []), ...(query.categories ?? [])],
        descending: query.orderBy?.toUpperCase() === 'DESC',
        byName: query.sortBy?.toUpperCase() === 'NAME',
      });
      return { status: 200, body: found.slice(0, query.limit).map(presentPieceSummary) };
    }),

    bind(pieceRoutes.getPiece).to(async ({ params, query }) => {
      return { status: 200, body: presentPiece(await find(deps, params.name, query.version)) };
    }),

    bind(pieceRoutes.getScopedPiece).to(async ({ params, query }) => {
      return { status: 200, body: presentPiece(await find(deps, `${params.scope}/${params.name}`, query.version)) };
    }),
  ];
}

/** @throws {ApiError} PIECE_NOT_FOUND, PIECE_NOT_INSTALLED, PIECE_UNAVAILABLE */
async function find(
  { database, pieces }: Pick<AppDependencies, 'database' | 'pieces'>,
  name: string,
  version?: string,
) {
  const wanted = version === undefined || version === '' ? await newest(database, name) : version;
  const missing = notFound('PIECE_NOT_FOUND', `${name}${version ? `@${version}` : ''}`);
  try {
    const resolved = wanted === null ? null : await pieces.resolveVersion(name, wanted);
    const found = resolved === null ? null : await pieces.describe(name, resolved.version);
    if (found === null) throw missing;
    return found;
  } catch (error) {
    throw error instanceof PieceUnavailable ? refusal(error, missing) : error;
  }
}

/** The newest version that is known here, else any that a worker finds. */
async function newest(database: AppDependencies['database'], name: string): Promise<string> {
  const known = (await allPieces(database)).find((piece) => piece.name === name);
  return known?.version ?? '>=0.0.0';
}

function refusal(error: PieceUnavailable, missing: ApiError): ApiError {
  if (error.code === 'PIECE_NOT_FOUND') return missing;
  const code = error.code === 'PIECE_NOT_INSTALLED' ? 'PIECE_NOT_INSTALLED' : 'PIECE_UNAVAILABLE';
  return new ApiError(code, { detail: code, values: { reason: error.message }, cause: error });
}
