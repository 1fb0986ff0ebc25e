/** Values that bodies of requests are made of. */
import fc from 'fast-check';

export const text = (maxLength: number) =>
  fc.string({ unit: 'grapheme', minLength: 1, maxLength }).map((part) => `a${part}`);
export const name = text(40).map((part) => part.trim());
export const word = fc.stringMatching(/^[a-z][a-z0-9]{0,12}$/);
export const tags = fc.array(word, { maxLength: 5 });
export const json = fc
  .jsonValue({ maxDepth: 4 })
  .filter((value) => !/__proto__|constructor|prototype/.test(JSON.stringify(value)));
export const object = fc.dictionary(word, json, { maxKeys: 5 });
