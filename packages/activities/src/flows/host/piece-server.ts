import type { PieceServer } from '@perdura/pieces';
import type { ActivitySettings } from '../../dependencies.ts';

/** What pieces are told of the platform. The token opens nothing: pieces ask the worker for what they may have. */
export function pieceServer({ apiUrl, publicUrl }: Pick<ActivitySettings, 'apiUrl' | 'publicUrl'>): PieceServer {
  return { apiUrl: `${apiUrl}/`, publicUrl: `${publicUrl}/`, token: 'none' };
}
