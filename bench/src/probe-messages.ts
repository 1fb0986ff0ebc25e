export interface ProbeRequest {
  id: number;
  /** Whether to collect garbage first, and to answer the heaps. */
  collect: boolean;
}

export interface ProbeAnswer {
  id: number;
  /** Processor time of all threads since the process began. */
  cpuMs: number;
  /** Memory that the operating system has given it. */
  rssBytes: number;
  /** Objects and buffers of all threads after a collection; 0 when none was asked for. */
  heapBytes: number;
}
