import fc from 'fast-check';
import {
  DEVELOPMENT_ENCRYPTION_KEYS,
  decryptSecret,
  encryptSecret,
  InvalidEncryptionKeys,
  keyIdOf,
  parseEncryptionKeys,
  SecretUnreadable,
  usesDevelopmentKey,
} from './secrets.ts';

const key = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString('base64')}`;
const keys = parseEncryptionKeys(key('k1', 1));

test('any text comes back, and is not to be seen in the envelope', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 4 }), fc.string(), (plain, context) => {
      const envelope = encryptSecret(keys, plain, context);
      expect(decryptSecret(keys, envelope, context)).toBe(plain);
      expect(envelope).not.toContain(plain);
    }),
    { numRuns: 300 },
  );
});

test('the same text gives another envelope each time', () => {
  expect(encryptSecret(keys, 'same', 'p')).not.toBe(encryptSecret(keys, 'same', 'p'));
});

test('does not open with another context, another key of the same name, or without its key', () => {
  const envelope = encryptSecret(keys, 'secret', 'project-a');
  expect(() => decryptSecret(keys, envelope, 'project-b')).toThrow(SecretUnreadable);
  expect(() => decryptSecret(parseEncryptionKeys(key('k1', 2)), envelope, 'project-a')).toThrow(SecretUnreadable);
  expect(() => decryptSecret(parseEncryptionKeys(key('k2', 1)), envelope, 'project-a')).toThrow(
    /needs encryption key "k1"/,
  );
});

test('does not open when any character was changed or cut off', () => {
  const envelope = encryptSecret(keys, 'secret', 'p');
  // The last character of a base64url part may carry bits that mean nothing.
  const significant = Array.from(envelope, (_, at) => at).filter((at) => !/^.(\.|$)/.test(envelope.slice(at)));
  for (const at of significant) {
    const other = envelope[at] === 'A' ? 'B' : 'A';
    const changed = envelope.slice(0, at) + other + envelope.slice(at + 1);
    expect(() => decryptSecret(keys, changed, 'p')).toThrow(SecretUnreadable);
    expect(() => decryptSecret(keys, envelope.slice(0, at), 'p')).toThrow(SecretUnreadable);
  }
});

test('a new key in front encrypts, the old one still opens', () => {
  const old = encryptSecret(keys, 'secret', 'p');
  const both = parseEncryptionKeys(`${key('k2', 2)},${key('k1', 1)}`);
  expect(decryptSecret(both, old, 'p')).toBe('secret');
  expect(keyIdOf(encryptSecret(both, 'secret', 'p'))).toBe('k2');
});

test.each([
  ['', 'entry 1'],
  ['k1', 'entry 1'],
  [`${key('k1', 1)},`, 'entry 2'],
  ['k1:AAAA', 'has 3 bytes'],
  [`${key('k1', 1)},${key('k1', 2)}`, 'occurs twice'],
  ['k.1:AAAA', 'entry 1'],
])('refuses %p without repeating a key', (text, message) => {
  expect(() => parseEncryptionKeys(text)).toThrow(InvalidEncryptionKeys);
  expect(() => parseEncryptionKeys(text)).toThrow(message);
  expect(() => parseEncryptionKeys(text)).not.toThrow(Buffer.alloc(32, 1).toString('base64'));
});

test('knows the key of development, whatever its name', () => {
  const [, encoded] = DEVELOPMENT_ENCRYPTION_KEYS.split(':');
  expect(usesDevelopmentKey(parseEncryptionKeys(`${key('k1', 1)},innocent:${encoded}`))).toBe(true);
  expect(usesDevelopmentKey(keys)).toBe(false);
});
