/** Files that properties name: addresses of this platform's files and of others, and base64 with its media type. */
import { basename, extname } from 'node:path';
import { CallError } from './call-error.js';

/**
 * Answers with one of the platform's own files, or null.
 *
 * @typedef {(url: string) => Promise<{ fileName: string; data: Buffer } | null>} FileSource
 */

const MAX_FILE_BYTES = 64 * 1024 * 1024;
const TIMEOUT_MS = 60_000;

/** By media type; others are named by their last part. @type {Record<string, string>} */
const EXTENSIONS = {
  'text/plain': 'txt',
  'image/jpeg': 'jpg',
  'image/svg+xml': 'svg',
  'application/octet-stream': 'bin',
  'application/msword': 'doc',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'audio/mpeg': 'mp3',
  'text/markdown': 'md',
};

/** As pieces know files. */
class PieceFile {
  /**
   * @param {string} filename
   * @param {Buffer} data
   * @param {string | undefined} extension
   */
  constructor(filename, data, extension) {
    this.filename = filename;
    this.data = data;
    this.extension = extension;
  }

  get base64() {
    return this.data.toString('base64');
  }
}

/**
 * @param {unknown} value
 * @param {FileSource} ownFile
 * @returns {Promise<PieceFile | undefined>} undefined where the value names no file
 * @throws {CallError} the file cannot be had
 */
export async function readFile(value, ownFile) {
  if (isFile(value)) return new PieceFile(value.filename, Buffer.from(value.base64, 'base64'), value.extension);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  const data = /^data:([\w.+-]+\/[\w.+-]+)?(?:;[\w=.-]+)*;base64,(.*)$/s.exec(text);
  if (data !== null) return ofBytes(Buffer.from(data[2] ?? '', 'base64'), data[1]);
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const own = await ownFile(text);
  if (own !== null) return new PieceFile(own.fileName, own.data, extensionOf(own.fileName));
  return download(text);
}

/**
 * What `files.write` and outputs hold of a file.
 *
 * @param {unknown} value
 * @returns {value is { filename: string; base64: string; extension?: string }}
 */
function isFile(value) {
  if (typeof value !== 'object' || value === null) return false;
  const { filename, base64 } = /** @type {Record<string, unknown>} */ (value);
  return typeof filename === 'string' && typeof base64 === 'string';
}

/**
 * @param {Buffer} data
 * @param {string | undefined} mediaType
 */
function ofBytes(data, mediaType) {
  const extension = mediaType === undefined ? 'bin' : extensionFor(mediaType);
  return new PieceFile(`unknown.${extension}`, data, extension);
}

/** @param {string} url */
async function download(url) {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((error) => {
    throw unreadable(url, error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error));
  });
  if (!response.ok) throw unreadable(url, `the answer was ${response.status}`);
  const data = await bodyOf(response, url);
  const mediaType = (response.headers.get('content-type') ?? '').split(';')[0]?.trim() ?? '';
  const named =
    nameIn(response.headers.get('content-disposition')) ?? basename(decodeURIComponent(new URL(url).pathname));
  const extension = extensionOf(named) ?? (mediaType === '' ? undefined : extensionFor(mediaType));
  const filename = named === '' ? `unknown.${extension ?? 'bin'}` : named;
  return new PieceFile(extensionOf(filename) || !extension ? filename : `${filename}.${extension}`, data, extension);
}

/**
 * @param {Response} response
 * @param {string} url
 */
async function bodyOf(response, url) {
  /** @type {Uint8Array[]} */
  const chunks = [];
  let bytes = 0;
  for await (const chunk of /** @type {AsyncIterable<Uint8Array>} */ (/** @type {unknown} */ (response.body ?? []))) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_FILE_BYTES) throw unreadable(url, `it is larger than ${MAX_FILE_BYTES} bytes`);
  }
  return Buffer.concat(chunks);
}

/** @param {string | null} disposition */
function nameIn(disposition) {
  const match = /filename\*?=(?:UTF-8'')?"?([^";]+)"?/i.exec(disposition ?? '');
  return match?.[1] === undefined ? undefined : basename(match[1].trim());
}

/** @param {string} filename */
function extensionOf(filename) {
  return extname(filename).slice(1) || undefined;
}

/** @param {string} mediaType */
function extensionFor(mediaType) {
  return EXTENSIONS[mediaType] ?? (mediaType.split('/')[1] ?? 'bin').replace(/^(x-|vnd\.)/, '').split('+')[0] ?? 'bin';
}

/**
 * @param {string} url
 * @param {string} cause
 */
function unreadable(url, cause) {
  return new CallError('PIECE_INPUT_INVALID', `The file at ${url.split('?')[0]} cannot be read: ${cause}.`);
}
