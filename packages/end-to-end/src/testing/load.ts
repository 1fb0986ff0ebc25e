import { setTimeout as pause } from 'node:timers/promises';
import type { Answer } from './call-api.ts';
import type { Stack } from './stack.ts';

/** Pause of a client before it asks again, in milliseconds. */
const AGAIN_AFTER_MS = 200;

/** A start that was accepted in the end. */
export interface StartedRun {
  key: string;
  runId: string;
}

export interface LoadOptions {
  workflowId: string;
  data: object;
  /** How many starts are under way at a time. */
  concurrency: number;
  /** Asked before each start, with the number of those before. */
  goOn: (started: number) => boolean;
}

/** Clients that start runs with an `Idempotency-Key` each and repeat every start until it is accepted. */
export class Load {
  readonly runs: StartedRun[] = [];
  /** Answers that no client should get: anything but 202 and a proper 503. */
  readonly wrong: string[] = [];
  /** Requests that wait for their answer. */
  inFlight = 0;
  /** Answers with 503, and connections that broke. */
  refused = 0;
  broken = 0;
  #started = 0;
  readonly #stack: Stack;
  readonly #options: LoadOptions;

  constructor(stack: Stack, options: LoadOptions) {
    this.#stack = stack;
    this.#options = options;
  }

  /** Resolves when `goOn` said no and all starts have been accepted. */
  async run(): Promise<void> {
    const { concurrency, goOn } = this.#options;
    const client = async () => {
      while (goOn(this.#started)) {
        this.#started += 1;
        this.runs.push(await this.#start(`key-${this.#started}`));
      }
    };
    await Promise.all(Array.from({ length: concurrency }, client));
  }

  async #start(key: string): Promise<StartedRun> {
    for (;;) {
      const answer = await this.#ask(key);
      if (answer?.status === 202) return { key, runId: answer.body.runId };
      await pause(AGAIN_AFTER_MS);
    }
  }

  async #ask(key: string): Promise<Answer<{ runId: string }> | null> {
    const { workflowId, data } = this.#options;
    this.inFlight += 1;
    try {
      const answer = await this.#stack.call<{ runId: string }>('POST', `/v1/workflows/${workflowId}/run`, {
        body: { data },
        headers: { 'idempotency-key': key },
      });
      this.#judge(answer);
      return answer;
    } catch {
      this.broken += 1;
      return null;
    } finally {
      this.inFlight -= 1;
    }
  }

  #judge({ status, headers, body }: Answer<unknown>): void {
    if (status === 202) return;
    const isProblem = headers.get('content-type')?.startsWith('application/problem+json') === true;
    if (status === 503 && isProblem && Number(headers.get('retry-after')) > 0) this.refused += 1;
    else this.wrong.push(`${status} ${JSON.stringify(body)}`);
  }
}
