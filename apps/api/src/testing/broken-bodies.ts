import fc from 'fast-check';

/** A body that is wrong in some way; `refused` when no route may take it. */
export interface BrokenBody {
  how: string;
  body: string | Uint8Array;
  refused: boolean;
  /** Whether it holds fields that no route knows, and nothing worse. */
  unknown?: boolean;
}

type Breaker = (text: string, place: number) => BrokenBody;

const DEEP = 10_000;

/** Breaks a body that is right, at a place between 0 and 1. */
const BREAKERS: Breaker[] = [
  (text, place) => ({
    how: 'truncated',
    body: text.slice(0, Math.floor(text.length * place)),
    refused: place > 0 && text.length * place >= 1,
  }),
  (text) => ({
    how: 'deep in a member',
    body: inserted(text, `"x":${'['.repeat(DEEP)}${']'.repeat(DEEP)}`),
    refused: true,
  }),
  () => ({ how: 'deep array', body: '['.repeat(DEEP) + ']'.repeat(DEEP), refused: true }),
  () => ({ how: 'deep object', body: `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`, refused: true }),
  (text) => ({ how: '__proto__', body: inserted(text, '"__proto__":{"admin":true}'), refused: true }),
  (text) => ({ how: 'constructor', body: inserted(text, '"constructor":{"prototype":{"admin":true}}'), refused: true }),
  (text) => ({ how: 'duplicate key', body: inserted(text, '"dup":1,"dup":2'), refused: true }),
  (text) => ({ how: 'NUL', body: inserted(text, '"name":"a\\u0000b"'), refused: true }),
  (text) => ({ how: 'NUL in a key', body: inserted(text, '"a\\u0000b":1'), refused: true }),
  (text) => ({ how: 'raw NUL', body: inserted(text, '"name":"a\0b"'), refused: true }),
  (text) => ({ how: 'lone surrogate', body: inserted(text, '"name":"\\ud83d"'), refused: true }),
  (text) => ({ how: 'no UTF-8', body: Buffer.concat([Buffer.from(text), Buffer.from([0xff, 0xfe])]), refused: true }),
  (text) => ({ how: 'huge', body: inserted(text, `"name":"${'x'.repeat(3_000_000)}"`), refused: true }),
  (text) => ({ how: 'huge number', body: inserted(text, '"timeoutMs":1e999'), refused: true }),
  (text) => ({ how: 'unknown field', body: inserted(text, '"projectId2":"x"'), refused: true, unknown: true }),
  (text) => ({
    how: 'mass assignment',
    body: inserted(text, '"userId":"x","createdAt":"2020-01-01T00:00:00Z"'),
    refused: true,
    unknown: true,
  }),
  (text) => ({ how: 'two values', body: `${text} ${text}`, refused: true }),
  (text) => ({ how: 'trailing comma', body: text.replace(/\}$/, ',}'), refused: true }),
  () => ({ how: 'array', body: '[]', refused: true }),
  () => ({ how: 'null', body: 'null', refused: true }),
  () => ({ how: 'text', body: '"text"', refused: true }),
  () => ({ how: 'number', body: '42', refused: true }),
  (text, place) => ({ how: 'wrong type', body: retyped(text, place), refused: false }),
  (text, place) => ({ how: 'wrong type', body: retyped(text, 1 - place), refused: false }),
  (text, place) => ({ how: 'garbage', body: garbled(text, place), refused: false }),
];

/** Broken forms of bodies. */
export function brokenBodies(valid: fc.Arbitrary<unknown>): fc.Arbitrary<BrokenBody> {
  return fc
    .tuple(valid, fc.constantFrom(...BREAKERS), fc.double({ min: 0, max: 0.999, noNaN: true }))
    .map(([body, breaker, place]) => breaker(JSON.stringify(body), place));
}

function inserted(text: string, member: string): string {
  return text === '{}' ? `{${member}}` : text.replace(/^\{/, `{${member},`);
}

/** Puts a value of another type in the place of one member. */
function retyped(text: string, place: number): string {
  const wrong = [null, 17, -1.5, true, 'x'.repeat(2_000), '', [], [[]], { a: { b: 1 } }, '2026-13-45'];
  const value = JSON.parse(text) as Record<string, unknown>;
  const keys = Object.keys(value);
  const key = keys[Math.floor(place * keys.length)];
  if (key === undefined) return JSON.stringify({ x: wrong[Math.floor(place * wrong.length)] });
  return JSON.stringify({ ...value, [key]: wrong[Math.floor(place * 7919) % wrong.length] });
}

function garbled(text: string, place: number): string {
  const at = Math.floor(text.length * place);
  return `${text.slice(0, at)}${'{}[]:,"\\0é\u2028'[at % 11]}${text.slice(at + 1)}`;
}
