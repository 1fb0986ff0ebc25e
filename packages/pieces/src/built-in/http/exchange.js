import { request as requestPlainly } from 'node:http';
import { request as requestSafely } from 'node:https';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';

/**
 * @typedef {object} Request
 * @property {string} method
 * @property {string} url
 * @property {Record<string, string>} headers
 * @property {Buffer | null} body
 * @property {number | null} timeoutMs
 * @property {boolean} followRedirects
 *
 * @typedef {object} Answer
 * @property {number} status
 * @property {Record<string, string>} headers
 * @property {Buffer} body decompressed
 * @property {string} url the last one, after redirects
 */

const MOST_REDIRECTS = 10;
const MOST_BYTES = 64 * 1024 * 1024;
const DECODERS = new Map([
  ['gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);
/** Of the place that a request was meant for, and none other. */
const PRIVATE_HEADERS = /^(authorization|cookie|proxy-authorization|x-api-key)$/i;

/**
 * Sends a request and reads the whole answer. A GET may have a body.
 *
 * @param {Request} request
 * @returns {Promise<Answer>}
 */
export async function exchange(request) {
  const signal = request.timeoutMs === null ? undefined : AbortSignal.timeout(request.timeoutMs);
  let current = request;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const answer = await send(current, signal);
    const next = request.followRedirects ? redirected(current, answer) : null;
    if (next === null) return answer;
    current = next;
  }
  throw new Error(`${request.url} redirects more than ${MOST_REDIRECTS} times.`);
}

/**
 * @param {Request} request
 * @param {Answer} answer
 * @returns {Request | null}
 */
function redirected(request, { status, headers }) {
  if (![301, 302, 303, 307, 308].includes(status) || headers.location === undefined) return null;
  const url = new URL(headers.location, request.url);
  const becomesGet = status === 303 || (status < 303 && request.method === 'POST');
  const dropped = becomesGet ? /^content-/i : /^$/;
  const elsewhere = url.origin !== new URL(request.url).origin;
  const kept = Object.entries(request.headers).filter(
    ([name]) => !dropped.test(name) && !(elsewhere && PRIVATE_HEADERS.test(name)),
  );
  const others = becomesGet ? { method: 'GET', body: null } : {};
  return { ...request, ...others, url: url.href, headers: Object.fromEntries(kept) };
}

/**
 * @param {Request} request
 * @param {AbortSignal} [signal]
 * @returns {Promise<Answer>}
 */
function send({ method, url, headers, body, timeoutMs }, signal) {
  const begin = new URL(url).protocol === 'https:' ? requestSafely : requestPlainly;
  const length = body === null ? {} : { 'content-length': String(body.length) };
  const defaults = { accept: '*/*', 'accept-encoding': 'gzip, deflate, br' };
  return new Promise((resolve, reject) => {
    const fail = (/** @type {Error} */ error) => {
      reject(
        signal?.aborted === true
          ? new Error(`${url} did not answer within ${(timeoutMs ?? 0) / 1_000} seconds.`)
          : error,
      );
    };
    const outgoing = begin(url, { method, headers: { ...defaults, ...length, ...headers }, signal, agent: false });
    outgoing.once('error', fail);
    outgoing.once('response', (incoming) => {
      const texts = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
      read(incoming)
        .then((bytes) => decoded(bytes, incoming.headers['content-encoding']))
        .then((bytes) => ({ status: incoming.statusCode ?? 0, headers: Object.fromEntries(texts), body: bytes, url }))
        .then(resolve, fail);
    });
    outgoing.end(body ?? undefined);
  });
}

/**
 * @param {AsyncIterable<Buffer>} stream
 * @returns {Promise<Buffer>}
 */
async function read(stream) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new Error(`The answer is larger than ${MOST_BYTES / 1024 / 1024} MB.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * @param {Buffer} bytes
 * @param {string | undefined} encoding
 */
async function decoded(bytes, encoding) {
  const decoder = DECODERS.get(encoding ?? '');
  return decoder === undefined || bytes.length === 0 ? bytes : decoder(bytes, { maxOutputLength: MOST_BYTES });
}
