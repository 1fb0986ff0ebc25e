import { FAILURE_CODES, StepFailure } from './failures.ts';
import { type Redactor, redactor } from './outbound/redaction.ts';

/** The secrets that an attempt came to know: they are hidden in all that is kept of it, and go to their hosts alone. */
export class AttemptSecrets {
  readonly #texts = new Set<string>();
  readonly #hosts = new Set<string>();
  #redactor: Redactor = redactor([]);

  readonly hide = (texts: readonly string[]): void => {
    const before = this.#texts.size;
    for (const text of texts) this.#texts.add(text);
    if (this.#texts.size > before) this.#redactor = redactor([...this.#texts]);
  };

  /** Notes the hosts that a connection is bound to; none where it may be used with any. */
  readonly bind = (hosts: readonly string[]): void => {
    for (const host of hosts) this.#hosts.add(host);
  };

  /**
   * Hosts that the bound connections of this attempt name: once there are any, pieces and code that know their secrets
   * reach no others.
   */
  get boundHosts(): readonly string[] {
    return [...this.#hosts];
  }

  /** Takes out the secrets that are known by now. */
  get redactor(): Redactor {
    return this.#redactor;
  }

  /** The failure without secrets: its cause is left out where there are any, since it may hold anything. */
  ofFailure(failure: StepFailure): StepFailure {
    if (this.#texts.size === 0) return failure;
    const { code, message, retryable, retryAfterMs } = failure;
    return new StepFailure(code, this.#redactor.text(message), {
      retryable,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      ...(code === FAILURE_CODES.internal ? { cause: this.#ofCause(failure.cause) } : {}),
    });
  }

  /** What the logs are told of an error that nobody foresaw. */
  #ofCause(cause: unknown): string {
    const stack = typeof cause === 'object' && cause !== null && 'stack' in cause ? cause.stack : cause;
    return this.#redactor.text(String(stack));
  }
}
