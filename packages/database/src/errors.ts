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

/** A name that must be unique is in use. */
export class NameTaken extends Conflict {
  readonly field: string;

  constructor(resource: string, field: string, value: string) {
    super('NAME_TAKEN', `${resource} with ${field} "${value}" exists already`);
    this.field = field;
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
/** Codes of Prisma for an unreachable server, a time-out, a closed connection and an exhausted pool. */
const PRISMA_CODES = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2037']);
/** What `pg` says without a code. */
const UNAVAILABLE_MESSAGES =
  /connection terminated|timeout exceeded when trying to connect|connection timeout|client has encountered a connection error|server closed the connection|cannot use a pool after calling end|query read timeout/i;

/** Whether an error, or one that caused it, means that PostgreSQL is away for the moment. */
export function isDatabaseUnavailable(error: unknown): boolean {
  for (let depth = 0, current = error; depth < 6 && current instanceof Object; depth += 1) {
    if (current instanceof DatabaseUnavailable || meansUnavailable(current)) return true;
    current = causeOf(current);
  }
  return false;
}

function meansUnavailable(error: object): boolean {
  const code = 'code' in error ? String(error.code) : 'originalCode' in error ? String(error.originalCode) : '';
  if (SOCKET_CODES.has(code) || PRISMA_CODES.has(code) || isUnavailableState(code)) return true;
  if ('kind' in error && ['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout'].includes(String(error.kind))) {
    return true;
  }
  if (error instanceof AggregateError) return error.errors.some((each) => isDatabaseUnavailable(each));
  return UNAVAILABLE_MESSAGES.test(messageOf(error));
}

/** SQLSTATE classes 08 (connection) and 57P (shutdown, start-up), too many connections, and a server out of resources. */
function isUnavailableState(code: string): boolean {
  return /^(08...|57P..|53300|53200|53100)$/.test(code);
}

function causeOf(error: object): unknown {
  if ('cause' in error && error.cause instanceof Object) return error.cause;
  if ('meta' in error && error.meta instanceof Object && 'driverAdapterError' in error.meta) {
    return error.meta.driverAdapterError;
  }
  return undefined;
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Object && 'message' in error ? String(error.message) : String(error);
}
