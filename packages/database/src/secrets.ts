import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { DatabaseError } from './errors.ts';

/** Key-encryption keys by id; the first encrypts, all decrypt. */
export interface EncryptionKeys {
  readonly current: string;
  readonly byId: ReadonlyMap<string, Buffer>;
}

/** `ENCRYPTION_KEYS` is not of the form `id:base64,…`. */
export class InvalidEncryptionKeys extends DatabaseError {
  constructor(message: string) {
    super('INVALID_ENCRYPTION_KEYS', `ENCRYPTION_KEYS: ${message}`);
  }
}

/** A stored secret cannot be decrypted: its key is not given, or it was changed, or it belongs elsewhere. */
export class SecretUnreadable extends DatabaseError {
  constructor(message: string, cause?: unknown) {
    super('SECRET_UNREADABLE', message, cause);
  }
}

/** The key of development stacks and tests: known to everybody, so it protects nothing. */
export const DEVELOPMENT_ENCRYPTION_KEYS = `development:${Buffer.from('perdura-development-key-32-bytes').toString('base64')}`;

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FORMAT = 'v1';

/**
 * Reads `ENCRYPTION_KEYS`: `id:base64,…`, each key 32 bytes. The first encrypts; the others still decrypt, so that a
 * key can be exchanged: put the new one in front, restart, rewrap, remove the old one.
 * @throws InvalidEncryptionKeys without repeating any key in its message
 */
export function parseEncryptionKeys(text: string): EncryptionKeys {
  const byId = new Map<string, Buffer>();
  for (const [index, part] of text.split(',').entries()) {
    const { id, key } = parseKey(part.trim(), index);
    if (byId.has(id)) throw new InvalidEncryptionKeys(`key id "${id}" occurs twice`);
    byId.set(id, key);
  }
  const [current] = byId.keys();
  if (current === undefined) throw new InvalidEncryptionKeys('no key found; expected id:base64, separated by commas');
  return { current, byId };
}

/** Whether one of the keys is the one that everybody knows: production must refuse to start with it. */
export function usesDevelopmentKey(keys: EncryptionKeys): boolean {
  const known = [...parseEncryptionKeys(DEVELOPMENT_ENCRYPTION_KEYS).byId.values()];
  return [...keys.byId.values()].some((key) => known.some((each) => each.equals(key)));
}

/**
 * Encrypts a text with AES-256-GCM under a data key of its own, which is encrypted under the current key.
 * @param context where the secret belongs (such as the project's id): it opens only with the same context
 * @returns `v1.<key id>.<wrapped data key>.<ciphertext>`, the last two base64url of nonce, tag and bytes
 */
export function encryptSecret(keys: EncryptionKeys, plain: string, context: string): string {
  const wrapping = keys.byId.get(keys.current);
  if (wrapping === undefined) throw new InvalidEncryptionKeys(`current key "${keys.current}" is missing`);
  const dataKey = randomBytes(KEY_BYTES);
  const wrapped = seal(wrapping, dataKey, `${FORMAT}.${keys.current}.${context}`);
  return [FORMAT, keys.current, wrapped, seal(dataKey, Buffer.from(plain, 'utf8'), context)].join('.');
}

/** Opens what `encryptSecret` made. @throws SecretUnreadable */
export function decryptSecret(keys: EncryptionKeys, envelope: string, context: string): string {
  const [format, keyId = '', wrapped = '', sealed = '', ...rest] = envelope.split('.');
  if (format !== FORMAT || rest.length > 0) throw new SecretUnreadable(`a stored secret has no format ${FORMAT}`);
  const wrapping = keys.byId.get(keyId);
  if (wrapping === undefined) {
    const known = [...keys.byId.keys()].join(', ');
    throw new SecretUnreadable(`a stored secret needs encryption key "${keyId}"; ENCRYPTION_KEYS has ${known}`);
  }
  try {
    return open(open(wrapping, wrapped, `${FORMAT}.${keyId}.${context}`), sealed, context).toString('utf8');
  } catch (cause) {
    throw new SecretUnreadable(
      `a stored secret does not open with encryption key "${keyId}": it was changed, moved, or the key is another`,
      cause,
    );
  }
}

/** The id of the key that an envelope needs. */
export function keyIdOf(envelope: string): string {
  return envelope.split('.')[1] ?? '';
}

function parseKey(part: string, index: number): { id: string; key: Buffer } {
  const [, id = '', encoded = ''] = /^([A-Za-z0-9_-]{1,40}):([A-Za-z0-9+/_=-]+)$/.exec(part) ?? [];
  if (id === '') throw new InvalidEncryptionKeys(`entry ${index + 1} is not of the form id:base64`);
  const key = Buffer.from(encoded, 'base64');
  if (key.length !== KEY_BYTES) {
    throw new InvalidEncryptionKeys(`key "${id}" has ${key.length} bytes, expected ${KEY_BYTES}`);
  }
  return { id, key };
}

function seal(key: Buffer, plain: Buffer, context: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  const bytes = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), bytes]).toString('base64url');
}

function open(key: Buffer, sealed: string, context: string): Buffer {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
}
