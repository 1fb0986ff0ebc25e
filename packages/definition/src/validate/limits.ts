/** Bounds on one definition. */
export interface Limits {
  maxNodes: number;
  maxEdges: number;
  /** Size as JSON, in bytes of UTF-8. */
  maxBytes: number;
}

const EDGES_PER_NODE = 20;
const DEFAULT_MAX_NODES = 1_000;
const DEFAULT_MAX_BYTES = 1024 * 1024;

/** The given limits, with defaults for the rest: 1,000 nodes, 20 edges for each of them, 1 MiB. */
export function limitsOf(given: Partial<Limits> = {}): Limits {
  const maxNodes = given.maxNodes ?? DEFAULT_MAX_NODES;
  return {
    maxNodes,
    maxEdges: given.maxEdges ?? maxNodes * EDGES_PER_NODE,
    maxBytes: given.maxBytes ?? DEFAULT_MAX_BYTES,
  };
}

/** Levels of lists and objects within each other. */
export const MAX_DEPTH = 64;
/** Values and keys in one definition, so that many tiny values cost no more than few large ones. */
export const MAX_VALUES = 200_000;
/** Keys of one object. */
export const MAX_KEYS = 10_000;
/** Templates in one definition, and JavaScript in them, in UTF-16 units. */
export const MAX_TEMPLATES = 10_000;
export const MAX_JAVASCRIPT = 150_000;
/** Programs of all code nodes of one definition, in UTF-16 units. */
export const MAX_CODE = 300_000;
/** Loops within each other. */
export const MAX_LOOP_DEPTH = 8;
/** Entries of one field of a config, unless any JSON may stand there. */
export const MAX_FIELD_ENTRIES = 2_000;
