import type { Database } from '@perdura/database';
import { storedConnections } from '../flows/connections/flow-connections.ts';
import type { PieceServices } from '../flows/piece-services.ts';

/** For what calls no piece. */
export function withoutPieces(database: Pick<Database, 'connections'>): PieceServices {
  const none = () => Promise.reject(new Error('no piece is expected here'));
  return {
    runner: {
      call: none,
      stats: () => ({ processes: 0, busy: 0, queued: 0, calls: 0, started: 0, killed: {} }),
      close: async () => undefined,
    },
    library: { resolve: none, home: none, metadata: () => null, ensurePackages: none },
    connections: storedConnections(database),
  };
}
