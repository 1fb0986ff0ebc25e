import { hash, verify } from '@node-rs/argon2';
import { ApiError } from '../api-error.ts';

/** Argon2id with 19 MiB, 2 rounds and 1 lane: what OWASP's cheat sheet of password storage asks for at least. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Of the four threads that Node has for such work, two stay free for files and names of hosts. */
const AT_ONCE = 2;
/** Whoever would wait behind so many is told to come back: at some tens of milliseconds each, that is seconds. */
const MOST_WAITING = 100;
const RETRY_SECONDS = 5;

/**
 * Hashes passwords, off the main thread and few at a time, so that a flood of them leaves the rest of the API its
 * processors and memory.
 */
export class PasswordHasher {
  #running = 0;
  #done = 0;
  readonly #waiting: (() => void)[] = [];
  #decoy: Promise<string> | null = null;
  readonly #cost: typeof COST;

  /** @param cost less is for tests that hash a lot */
  constructor(cost: typeof COST = COST) {
    this.#cost = cost;
  }

  /** How many hashes were computed so far. */
  get done(): number {
    return this.#done;
  }

  /** @throws {ApiError} RATE_LIMITED when too many wait */
  hash(password: string): Promise<string> {
    return this.#inTurn(() => hash(password.normalize('NFKC'), this.#cost));
  }

  /**
   * Whether a password is the one of a hash. Without a hash it is compared with one that nobody has, so that an account
   * that does not exist costs the same.
   *
   * @throws {ApiError} RATE_LIMITED when too many wait
   */
  async verify(passwordHash: string | null, password: string): Promise<boolean> {
    const compared = passwordHash ?? (await this.#decoyHash());
    const isRight = await this.#inTurn(() => verify(compared, password.normalize('NFKC')));
    return isRight && passwordHash !== null;
  }

  /** Computes what `verify` needs, so that the first caller does not wait longer than the others. */
  async prepare(): Promise<void> {
    await this.#decoyHash();
  }

  #decoyHash(): Promise<string> {
    this.#decoy ??= hash(`nobody's ${Math.random()}`, this.#cost);
    return this.#decoy;
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#running >= AT_ONCE) {
      if (this.#waiting.length >= MOST_WAITING) throw tooBusy();
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else this.#running += 1;
    try {
      return await work();
    } finally {
      this.#done += 1;
      const next = this.#waiting.shift();
      // Whoever comes next takes the place over.
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}

function tooBusy(): ApiError {
  return new ApiError('RATE_LIMITED', {
    values: { seconds: RETRY_SECONDS },
    headers: { 'Retry-After': String(RETRY_SECONDS) },
  });
}
