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

function renamedText(text: string, names: ReadonlyMap<string, string>): string {
  let renamed = '';
  let done = 0;
  for (let open = text.indexOf('{{'); open !== -1; open = text.indexOf('{{', done)) {
    const end = endOfReference(text, open + 2);
    if (end === -1) break;
    renamed += text.slice(done, open) + renamedExpression(text.slice(open, end), names);
    done = end;
  }
  return renamed + text.slice(done);
}

/** A string of an expression, or a word that stands for itself: no member of something else. */
const STRING_OR_WORD = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|(?<![\w$.])[A-Za-z_]\w*(?![\w$])/g;

function renamedExpression(expression: string, names: ReadonlyMap<string, string>): string {
  return expression.replace(STRING_OR_WORD, (found) => names.get(found) ?? found);
}

/** Behind the first `}}` outside of strings and braces; -1 where a reference does not end. */
function endOfReference(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '"' || character === "'" || character === '`') at = endOfString(text, at);
    else if (character === '{') depth += 1;
    else if (character === '}' && depth === 0 && text[at + 1] === '}') return at + 2;
    else if (character === '}') depth -= 1;
  }
  // Something else than an expression is in the braces.
  const close = text.indexOf('}}', start);
  return close === -1 ? -1 : close + 2;
}

/** The place of the quote that ends a string; the end of the text where it does not end. */
function endOfString(text: string, open: number): number {
  const quote = text[open];
  let at = open + 1;
  while (at < text.length && text[at] !== quote) at += text[at] === '\\' ? 2 : 1;
  return at;
}
