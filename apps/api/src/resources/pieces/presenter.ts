import { createHash } from 'node:crypto';
import {
  type JsonObject,
  type PieceAuth,
  type PieceFacts,
  type PieceMetadata,
  type PieceSummary,
  wireId,
} from '@perdura/definition';

const OFFICIAL = '@activepieces/';

export function presentPieceSummary(piece: PieceSummary) {
  return { ...fieldsOf(piece), actions: piece.actions, triggers: piece.triggers };
}

export function presentPiece(piece: PieceMetadata) {
  const { contextInfo, minimumSupportedRelease, maximumSupportedRelease } = piece;
  return {
    ...fieldsOf(piece),
    auth: authOf(piece.auth),
    actions: entries(piece.actions),
    triggers: entries(piece.triggers),
    ...(contextInfo === undefined ? {} : { contextInfo }),
    ...(minimumSupportedRelease === undefined ? {} : { minimumSupportedRelease }),
    ...(maximumSupportedRelease === undefined ? {} : { maximumSupportedRelease }),
  };
}

function fieldsOf(piece: PieceFacts) {
  const { name, version, displayName, description, logoUrl, categories, authors } = piece;
  return {
    id: pieceId(name, version),
    ...{ name, displayName, description, logoUrl, version, categories, authors },
    pieceType: name.startsWith(OFFICIAL) ? ('OFFICIAL' as const) : ('CUSTOM' as const),
    packageType: 'REGISTRY' as const,
  };
}

/** The same wherever and whenever it is asked for: pieces have no rows of their own that could have an id. */
function pieceId(name: string, version: string): string {
  return wireId(createHash('sha256').update(`${name}@${version}`).digest('hex').slice(0, 24));
}

/** None, one, or a list: as clients of the contract expect it. */
function authOf(auth: readonly PieceAuth[]): JsonObject | JsonObject[] | null {
  const ways = auth.map((way) => ({ ...way }) as unknown as JsonObject);
  return ways.length > 1 ? ways : (ways[0] ?? null);
}

function entries(metadata: Record<string, object>): Record<string, JsonObject> {
  return metadata as Record<string, JsonObject>;
}
