import { StepFailure } from '../failures.ts';
import { OUTBOUND_CODES } from './codes.ts';
import { BlockedAddressError } from './guard.ts';

/** What the codes of Node and undici mean to people. */
const EXPLANATIONS: Record<string, string> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was closed while the request was sent',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name could not be resolved now',
  EHOSTUNREACH: 'the host is not reachable',
  ENETUNREACH: 'the network is not reachable',
  ETIMEDOUT: 'the connection timed out',
  UND_ERR_CONNECT_TIMEOUT: 'the connection timed out',
  UND_ERR_SOCKET: 'the connection was closed before the answer was complete',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the answer was shorter or longer than announced',
  UND_ERR_HEADERS_OVERFLOW: 'the headers of the answer are too large',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate chain is self-signed',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate could not be verified',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
  Z_DATA_ERROR: 'the answer could not be decompressed',
  Z_BUF_ERROR: 'the compressed answer is incomplete',
};
const TIMEOUTS = new Set(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

/**
 * Gives a fault of the network the shape of a step's failure. Texts of the fault itself are left out: they may quote
 * what was sent.
 *
 * @param call what was tried, without query and secrets: `GET https://host/path`
 */
export function networkFailure(error: unknown, call: string): StepFailure {
  const known = inCauses(error, (cause) => cause instanceof StepFailure);
  if (known instanceof StepFailure) return known;
  const blocked = inCauses(error, (cause) => cause instanceof BlockedAddressError);
  if (blocked !== undefined) {
    return new StepFailure(OUTBOUND_CODES.blockedAddress, `${call}: ${blocked.message}`, { retryable: false });
  }
  const code = codeOf(error);
  if (code === 'UND_ERR_INVALID_ARG') {
    return new StepFailure(OUTBOUND_CODES.requestInvalid, `${call} is not a request that HTTP can carry.`, {
      retryable: false,
      cause: error,
    });
  }
  const failure = TIMEOUTS.has(code) ? OUTBOUND_CODES.timeout : OUTBOUND_CODES.networkError;
  const reason = EXPLANATIONS[code] ?? (code.startsWith('HPE_') ? 'the answer is not HTTP' : 'the connection failed');
  return new StepFailure(failure, `${call}: ${reason}${code === '' ? '' : ` (${code})`}.`, {
    retryable: true,
    cause: error,
  });
}

/** A thrown thing with the parts that matter here. Not by class: errors of Node's core may come from another realm. */
interface Thrown {
  message: string;
  code?: unknown;
}

/** First error along the chain of causes that passes the test; also looks into the parts of an AggregateError. */
export function inCauses(error: unknown, test: (error: Thrown) => boolean): Thrown | undefined {
  const queue: unknown[] = [error];
  for (let seen = 0; queue.length > 0 && seen < 20; seen += 1) {
    const current = queue.shift();
    if (typeof current !== 'object' || current === null || !('message' in current)) continue;
    if (test(current as Thrown)) return current as Thrown;
    if ('cause' in current) queue.push(current.cause);
    if ('errors' in current && Array.isArray(current.errors)) queue.push(...current.errors);
  }
  return undefined;
}

function codeOf(error: unknown): string {
  return String(inCauses(error, ({ code }) => typeof code === 'string')?.code ?? '');
}
