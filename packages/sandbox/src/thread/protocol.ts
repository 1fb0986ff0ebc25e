/** One evaluation as the thread gets it. */
export interface Job {
  id: number;
  /** One JavaScript expression. */
  source: string;
  /** JSON of an object: each of its keys becomes a name. */
  bindings: string;
  timeoutMs: number;
  memoryBytes: number;
}

export interface Answer {
  type: 'answer';
  id: number;
  /** Whether the thread broke over this job and must be replaced. */
  lost: boolean;
  /** JSON of `{value, warnings}` or of `{kind, message}`; made by the guest, so its shape is to be checked. */
  text: string;
}

export type ThreadMessage = { type: 'ready' } | Answer;
