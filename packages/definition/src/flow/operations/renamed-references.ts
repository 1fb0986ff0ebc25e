import type { JsonObject, JsonValue } from '../../json.ts';

/** Settings of a step whose references lead to other steps by name; all other text stays as it is. */
export function renamedReferences(settings: JsonObject, names: ReadonlyMap<string, string>): JsonObject {
  // Code reads of its inputs alone.
  const { sourceCode, ...rest } = settings;
  const renamed = renamedIn(rest, names) as JsonObject;
  return sourceCode === undefined ? renamed : { ...renamed, sourceCode };
}

function renamedIn(value: JsonValue, names: ReadonlyMap<string, string>): JsonValue {
  if (typeof value === 'string') return renamedText(value, names);
  if (Array.isArray(value)) return value.map((item) => renamedIn(item, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, renamedIn(item, names)]));
}

/** A word that stands for itself: no member of something else, and no part of a text. */
const WORD = /(?<![\w$.'"`])[A-Za-z_]\w*(?![\w$'"`])/g;

function renamedText(text: string, names: ReadonlyMap<string, string>): string {
  return text.replace(/\{\{[\s\S]*?\}\}/g, (reference) => reference.replace(WORD, (word) => names.get(word) ?? word));
}
