import { type JsonObject, type PieceAuth, type PieceMetadata, piecePackageName } from '@perdura/definition';
import type { PieceCatalogue } from '../../pieces/piece-catalogue.ts';

/** Any version: the newest that is known, or that a worker finds. */
const ANY_VERSION = '>=0.0.0';

/** @throws {PieceUnavailable} when the piece cannot be looked at now */
export async function pieceOf(
  pieces: PieceCatalogue,
  name: string,
  version: string | null | undefined,
): Promise<PieceMetadata | null> {
  const piece = piecePackageName(name);
  const resolved = await pieces.resolveVersion(piece, version || ANY_VERSION);
  return resolved === null ? null : await pieces.describe(piece, resolved.version);
}

/** How a piece signs in with OAuth2; null where it does not. */
export function oauth2Of(piece: PieceMetadata | null): PieceAuth | null {
  return piece?.auth.find(({ type }) => type === 'OAUTH2') ?? null;
}

/** The properties of a connection with the defaults of those that it leaves out. */
export function authProps({ props = {} }: PieceAuth, given: JsonObject | null | undefined): JsonObject {
  const defaults = Object.entries(props).flatMap(([name, { defaultValue }]) =>
    defaultValue === undefined || defaultValue === null ? [] : [[name, defaultValue] as const],
  );
  return { ...Object.fromEntries(defaults), ...given };
}
