import { flowConnections } from '../flows/connections/flow-connections.ts';
import type { FreshConnectionDependencies } from '../flows/connections/fresh-connections.ts';
import type { PieceServices } from '../flows/piece-services.ts';

/** For what calls no piece. */
export function withoutPieces(dependencies: FreshConnectionDependencies): PieceServices {
  const none = () => Promise.reject(new Error('no piece is expected here'));
  return {
    runner: {
      call: none,
      stats: () => ({ processes: 0, busy: 0, queued: 0, calls: 0, started: 0, killed: {} }),
      close: async () => undefined,
    },
    library: { resolve: none, home: none, metadata: () => null, ensurePackages: none },
    connections: flowConnections(dependencies),
  };
}
