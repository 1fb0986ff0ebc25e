/** A fault of the data layer; `code` is stable, and has a page in docs/errors where callers can meet it. */
export class DatabaseError extends Error {
  readonly code: string;

  constructor(code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
  }
}

/** PostgreSQL cannot be reached, is starting or stopping, or has no connection left in time: worth another try soon. */
export class DatabaseUnavailable extends DatabaseError {
  constructor(cause: unknown) {
    super('DATABASE_UNAVAILABLE', `PostgreSQL is not available: ${messageOf(cause)}`, cause);
  }
}

/** The request does not go with what is stored. */
export class Conflict extends DatabaseError {}

/** An idempotency key was used before, with another body. */
export class IdempotencyConflict extends Conflict {
  readonly key: string;

  constructor(key: string) {
    super('IDEMPOTENCY_CONFLICT', `idempotency key "${key}" was used before with another body`);
    this.key = key;
  }
}

/** As many runs of a slot are live as may be at once, and the workflow refuses further ones. */
export class ConcurrencySkipped extends Conflict {
  readonly limit: number;

  constructor(slotKey: string, limit: number) {
    super('CONCURRENCY_SKIPPED', `slot "${slotKey}" has ${limit} live runs already, as many as its workflow allows`);
    this.limit = limit;
  }
}

/** A change was made against a version that is not the current one. */
export class VersionConflict extends Conflict {
  readonly expected: number;
  readonly current: number;

  constructor(expected: number, current: number) {
    super('VERSION_CONFLICT', `the change was made against version ${expected}, the current version is ${current}`);
    this.expected = expected;
    this.current = current;
  }
}

/** A draft was changed, published or thrown away meanwhile. */
export class DraftConflict extends Conflict {
  readonly expected: number;
  /** Null when there is no draft. */
  readonly current: number | null;

  constructor(expected: number, current: number | null) {
    const found = current === null ? 'there is no draft' : `its revision is ${current}`;
    super('DRAFT_CONFLICT', `the change was made against revision ${expected} of the draft, but ${found}`);
    this.expected = expected;
    this.current = current;
  }
}

/** A name that must be unique is in use. */
export class NameTaken extends Conflict {
  /** What was asked for and is in use. */
  readonly value: string;

  constructor(resource: string, field: string, value: string) {
    super('NAME_TAKEN', `${resource} with ${field} "${value}" exists already`);
    this.value = value;
  }
}

/** Another workflow of the installation has a webhook at this path. */
export class PathTaken extends Conflict {
  readonly path: string;

  constructor(path: string) {
    super('PATH_TAKEN', `another workflow has a webhook at "${path}"`);
    this.path = path;
  }
}

/** A row would point at something that the project does not have. */
export class UnknownReference extends DatabaseError {
  constructor(message: string) {
    super('UNKNOWN_REFERENCE', message);
  }
}

/** Text that PostgreSQL cannot hold: a NUL character or half of a surrogate pair. */
export class UnstorableText extends DatabaseError {
  constructor(place: string) {
    super('UNSTORABLE_TEXT', `${place} holds a NUL character or half of a surrogate pair, which cannot be stored`);
  }
}

/** Codes of Node's sockets that mean: no connection, or a lost one. */
const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
]);
/**
 * Codes of Prisma for an unreachable server, a time-out, a closed connection, an exhausted pool, and a transaction that
 * got no connection in time or was not done in time.
 */
const PRISMA_CODES = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2037']);
/** The same in the words of Prisma's driver adapter. */
const ADAPTER_KINDS = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections']);
/** SQLSTATE classes 08 (connection) and 57P (shutdown, start-up), too many connections, a server out of resources. */
const UNAVAILABLE_STATES = /^(08...|57P..|53300|53200|53100)$/;
/** What `pg` says without a code, and a server so slow that it broke a statement off. */
const UNAVAILABLE_MESSAGES = new RegExp(
  [
    'connection terminated',
    'timeout exceeded when trying to connect',
    'connection timeout',
    'client has encountered a connection error',
    'server closed the connection',
    'cannot use a pool after calling end',
    'query read timeout',
    'canceling statement due to (statement|lock) timeout',
  ].join('|'),
  'i',
);

/**
 * Whether an error, or one that caused it, means that PostgreSQL is away for the moment. Errors are known by their
 * shape, not by their class: test runners and worker threads have classes of their own.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  for (let depth = 0, current = error; depth < 6 && isObject(current); depth += 1) {
    if (current instanceof DatabaseUnavailable || meansUnavailable(current)) return true;
    current = causeOf(current);
  }
  return false;
}

function meansUnavailable(error: object): boolean {
  const code = 'code' in error ? String(error.code) : 'originalCode' in error ? String(error.originalCode) : '';
  if (SOCKET_CODES.has(code) || PRISMA_CODES.has(code) || UNAVAILABLE_STATES.test(code)) return true;
  if ('kind' in error && ADAPTER_KINDS.has(String(error.kind))) return true;
  if ('errors' in error && Array.isArray(error.errors) && error.errors.some(isDatabaseUnavailable)) return true;
  return UNAVAILABLE_MESSAGES.test(messageOf(error));
}

function causeOf(error: object): unknown {
  if ('cause' in error && isObject(error.cause)) return error.cause;
  if ('meta' in error && isObject(error.meta) && 'driverAdapterError' in error.meta) {
    return error.meta.driverAdapterError;
  }
  return undefined;
}

function messageOf(error: unknown): string {
  if (!isObject(error)) return String(error);
  const message = 'message' in error ? String(error.message) : '';
  if (message === '' && 'errors' in error && Array.isArray(error.errors)) return error.errors.map(messageOf).join('; ');
  return message;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
