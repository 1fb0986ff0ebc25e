import { type Actor, credentialOf } from '@perdura/database';

export interface Watcher {
  /** Aborts when the stream is to end. */
  closing: AbortSignal;
  /** Gives its place back. */
  close(): void;
}

type Holder = Pick<Actor, 'projectId' | 'apiKeyId' | 'sessionId'>;

/** Who has a stream open: as many as the process holds, and not all by one credential. */
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

  /** The limit that keeps a credential from opening one more; null when there is room. */
  fullFor(holder: Holder): number | null {
    const { watchers, watchersPerKey } = this.#limits;
    if (this.#open.size >= watchers) return watchers;
    return (this.#perKey.get(credentialOf(holder)) ?? 0) >= watchersPerKey ? watchersPerKey : null;
  }

  open({ projectId, apiKeyId, sessionId }: Holder): Watcher {
    const controller = new AbortController();
    const holder = { projectId, apiKeyId, sessionId };
    this.#open.set(controller, holder);
    this.#count(credentialOf(holder), 1);
    const close = (): void => {
      if (this.#open.delete(controller)) this.#count(credentialOf(holder), -1);
    };
    return { closing: controller.signal, close };
  }

  /** The credentials that streams are open by, for the projects that they were opened for. */
  holders(): Holder[] {
    return [...new Map([...this.#open.values()].map((holder) => [placeOf(holder), holder])).values()];
  }

  /** Ends the streams of a credential in a project. */
  closeOf(ended: Holder): void {
    for (const [controller, holder] of [...this.#open]) if (placeOf(holder) === placeOf(ended)) controller.abort();
  }

  close(): void {
    for (const controller of [...this.#open.keys()]) controller.abort();
  }

  #count(credential: string, change: number): void {
    const count = (this.#perKey.get(credential) ?? 0) + change;
    if (count === 0) this.#perKey.delete(credential);
    else this.#perKey.set(credential, count);
    this.#onChange(this.#open.size);
  }
}

/** A session may be moved to another project. */
function placeOf(holder: Holder): string {
  return `${credentialOf(holder)} ${holder.projectId}`;
}
