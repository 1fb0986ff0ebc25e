import type { Actor } from '@perdura/database';

export interface Watcher {
  /** Aborts when the stream is to end. */
  closing: AbortSignal;
  /** Gives its place back. */
  close(): void;
}

type Holder = Pick<Actor, 'projectId' | 'apiKeyId'>;

/** Who has a stream open: as many as the process holds, and not all by one key. */
export class Watchers {
  readonly #limits: { watchers: number; watchersPerKey: number };
  readonly #onChange: (count: number) => void;
  readonly #open = new Map<AbortController, Holder>();
  readonly #perKey = new Map<string, number>();

  constructor(limits: { watchers: number; watchersPerKey: number }, onChange: (count: number) => void) {
    this.#limits = limits;
    this.#onChange = onChange;
  }

  get count(): number {
    return this.#open.size;
  }

  /** The limit that keeps a key from opening one more; null when there is room. */
  fullFor({ apiKeyId }: Holder): number | null {
    const { watchers, watchersPerKey } = this.#limits;
    if (this.#open.size >= watchers) return watchers;
    return (this.#perKey.get(apiKeyId) ?? 0) >= watchersPerKey ? watchersPerKey : null;
  }

  open({ projectId, apiKeyId }: Holder): Watcher {
    const controller = new AbortController();
    this.#open.set(controller, { projectId, apiKeyId });
    this.#count(apiKeyId, 1);
    const close = (): void => {
      if (this.#open.delete(controller)) this.#count(apiKeyId, -1);
    };
    return { closing: controller.signal, close };
  }

  /** The keys that streams are open by. */
  keys(): Holder[] {
    return [...new Map([...this.#open.values()].map((holder) => [holder.apiKeyId, holder])).values()];
  }

  /** Ends the streams of a key. */
  closeOf(apiKeyId: string): void {
    for (const [controller, holder] of [...this.#open]) if (holder.apiKeyId === apiKeyId) controller.abort();
  }

  close(): void {
    for (const controller of [...this.#open.keys()]) controller.abort();
  }

  #count(apiKeyId: string, change: number): void {
    const count = (this.#perKey.get(apiKeyId) ?? 0) + change;
    if (count === 0) this.#perKey.delete(apiKeyId);
    else this.#perKey.set(apiKeyId, count);
    this.#onChange(this.#open.size);
  }
}
