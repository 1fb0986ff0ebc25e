import type { NodeActivityInput, ValueRef } from '@perdura/definition/run';

/** One node that succeeded, and what its compensation reads. */
export interface CompensationEntry {
  /** Id of the compensation. */
  nodeId: string;
  iteration: string;
  nodes: NodeActivityInput['scope']['nodes'];
  locals: Record<string, ValueRef>;
}

/** The compensations of a run as it carries them on. */
export interface KeptCompensations {
  /** Lists of entries, oldest first. */
  pages: ValueRef[];
  entries: CompensationEntry[];
}

export const NO_COMPENSATIONS: KeptCompensations = { pages: [], entries: [] };
