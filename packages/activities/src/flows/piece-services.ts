import type { PieceLibrary, PieceRunner } from '@perdura/pieces';
import type { FlowConnections } from './connections/flow-connections.ts';

/** What the steps of flows work with beside the rest. */
export interface PieceServices {
  runner: PieceRunner;
  library: PieceLibrary;
  connections: FlowConnections;
}
