import type { Arrival, Peer } from './arrivals.ts';
import type { Gate } from './gate.ts';
import { HttpLedger, type LedgerAnswer, type LedgerEntry } from './http-ledger.ts';

export interface AiPeerOptions {
  /** What it answers instead of a completion; null: a completion. */
  answer?: (entry: LedgerEntry) => LedgerAnswer | null;
}

/** A server that speaks the chat completions of OpenAI; an arrival's key is the prompt. */
export class AiPeer implements Peer {
  readonly #ledger: HttpLedger;

  constructor({ answer }: AiPeerOptions = {}) {
    this.#ledger = new HttpLedger({
      answer: (entry) => answer?.(entry) ?? { status: 200, body: completion(`You said: ${promptOf(entry)}`) },
    });
  }

  get gate(): Gate {
    return this.#ledger.gate;
  }

  get arrivals(): Arrival[] {
    return this.#ledger.arrivals.map((entry) => ({ key: promptOf(entry), atMs: entry.atMs }));
  }

  get requests(): readonly LedgerEntry[] {
    return this.#ledger.arrivals;
  }

  /** Its base URL, as settings and connections name it. */
  get url(): string {
    return `${this.#ledger.url}/v1`;
  }

  async listen(): Promise<this> {
    await this.#ledger.listen();
    return this;
  }

  close(): Promise<void> {
    return this.#ledger.close();
  }
}

function promptOf({ body }: LedgerEntry): string {
  const { messages } = JSON.parse(body) as { messages: { role: string; content: unknown }[] };
  const content = messages.findLast(({ role }) => role === 'user')?.content;
  if (typeof content === 'string') return content;
  return Array.isArray(content) ? content.map((part: { text?: string }) => part.text ?? '').join('') : '';
}

function completion(content: string) {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: 'peer',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  };
}
