/** One request as a peer got it, noted before it is answered: the effect is done by then. */
export interface Arrival {
  /** By what the receiver tells a repeat: the `Idempotency-Key`, the Message-ID (after the subject), or the prompt. */
  key: string;
  /** When it came, in milliseconds of the process's own clock. */
  atMs: number;
}

/** A service outside the product that a node calls. */
export interface Peer {
  readonly arrivals: readonly Arrival[];
  close(): Promise<void>;
}

/** The arrivals of one step, told by a text that its key holds. */
export function arrivalsOf(peer: Peer, text: string): Arrival[] {
  return peer.arrivals.filter(({ key }) => key.includes(text));
}

/** How many effects a receiver that refuses repeats has seen. */
export function effectsOf(peer: Peer, text: string): number {
  return new Set(arrivalsOf(peer, text).map(({ key }) => key)).size;
}
