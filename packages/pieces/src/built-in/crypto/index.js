import { createHash, createHmac, randomInt } from 'node:crypto';
import { definePiece, dropdown, number, shortText } from '../define-piece.js';

/** @import { Action } from '../piece-context.ts' */

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const SYMBOLS = '!@#$%^&*()_+~`|}{[]:;?><,./-=';
const LONGEST_PASSWORD = 256;

/** @type {Action} */
const hashText = {
  name: 'hash-text',
  displayName: 'Text to Hash',
  description: 'Makes the hash of a text.',
  props: {
    method: dropdown(
      'Method',
      { MD5: 'md5', SHA256: 'sha256', SHA512: 'sha512', 'SHA3-512': 'sha3-512' },
      { required: true },
    ),
    text: shortText('Text', { required: true }),
  },
  run: async ({ propsValue: { method, text } }) => createHash(String(method)).update(String(text)).digest('hex'),
};

/** @type {Action} */
const hmacSignature = {
  name: 'hmac-signature',
  displayName: 'Generate HMAC Signature',
  description: 'Signs a text with a secret.',
  props: {
    secretKey: shortText('Secret key', { required: true }),
    secretKeyEncoding: dropdown(
      'Secret key encoding',
      { 'UTF-8': 'utf-8', Hex: 'hex', Base64: 'base64' },
      { required: true },
    ),
    method: dropdown('Method', { MD5: 'md5', SHA256: 'sha256', SHA512: 'sha512' }, { required: true }),
    text: shortText('Text', { required: true }),
    outputEncoding: dropdown('Output Encoding', { Hex: 'hex', Base64: 'base64' }, { defaultValue: 'hex' }),
  },
  async run({ propsValue: { secretKey, secretKeyEncoding, method, text, outputEncoding } }) {
    const encoding = secretKeyEncoding === 'hex' || secretKeyEncoding === 'base64' ? secretKeyEncoding : 'utf-8';
    const signature = createHmac(String(method), Buffer.from(String(secretKey), encoding)).update(String(text));
    return signature.digest(outputEncoding === 'base64' ? 'base64' : 'hex');
  },
};

/** @type {Action} */
const generatePassword = {
  name: 'generate-password',
  displayName: 'Generate Password',
  description: 'Makes a random password.',
  props: {
    length: number('Password Length', { required: true, description: `At most ${LONGEST_PASSWORD}.` }),
    characterSet: dropdown(
      'Character Set',
      { Alphanumeric: 'alphanumeric', 'Alphanumeric + Symbols': 'alphanumeric-symbols' },
      { required: true, defaultValue: 'alphanumeric' },
    ),
  },
  async run({ propsValue }) {
    const length = Number(propsValue.length);
    if (!Number.isInteger(length) || length < 1 || length > LONGEST_PASSWORD) {
      throw new Error(`The length is ${length}, expected a whole number from 1 to ${LONGEST_PASSWORD}.`);
    }
    const characters = propsValue.characterSet === 'alphanumeric-symbols' ? LETTERS + SYMBOLS : LETTERS;
    return Array.from({ length }, () => characters[randomInt(characters.length)]).join('');
  },
};

/** @type {Action} */
const base64Encode = {
  name: 'base64-encode',
  displayName: 'Base64 Encode',
  description: 'Writes a text as base64.',
  props: { text: shortText('Text', { required: true }) },
  run: async ({ propsValue: { text } }) => Buffer.from(String(text)).toString('base64'),
};

/** @type {Action} */
const base64Decode = {
  name: 'base64-decode',
  displayName: 'Base64 Decode',
  description: 'Reads a text that is written as base64.',
  props: { text: shortText('Text', { required: true }) },
  run: async ({ propsValue: { text } }) => Buffer.from(String(text), 'base64').toString('utf8'),
};

export const crypto = definePiece({
  name: 'crypto',
  version: '0.1.2',
  displayName: 'Crypto',
  description: 'Hashes, signs and encodes texts, and makes passwords',
  logo: 'crypto.svg',
  categories: ['CORE', 'DEVELOPER_TOOLS'],
  actions: [hashText, hmacSignature, generatePassword, base64Encode, base64Decode],
});
