import type { JsonValue } from '@perdura/definition';

/** How much of a text is searched for JSON, in characters. */
const SEARCHED = 1_000_000;
/** How many characters are read in all: a text full of brackets must not take quadratic time. */
const BUDGET = 2 * SEARCHED;
/** What a beginning that is no JSON costs of it, beside its length: the parser's error is dear. */
const FAILURE_COST = 5_000;

/**
 * The JSON value that a model's answer is: the whole text, or the content of its code block, or the first object or
 * list in it.
 *
 * @returns undefined when there is none
 */
export function jsonOfAnswer(text: string): JsonValue | undefined {
  const fenced = /```(?:json)?\s*\n([\s\S]*?)```/i.exec(text)?.[1];
  return tryParse(text) ?? (fenced === undefined ? undefined : tryParse(fenced)) ?? jsonValuesIn(text, 1)[0]?.value;
}

/** Objects and lists that stand in a text, with the places where they begin and end. */
export function jsonValuesIn(text: string, limit: number): { value: JsonValue; start: number; end: number }[] {
  const found: { value: JsonValue; start: number; end: number }[] = [];
  const searched = text.slice(0, SEARCHED);
  let from = 0;
  for (let budget = BUDGET; budget > 0 && found.length < limit; ) {
    const start = nextBracket(searched, from);
    if (start < 0) break;
    const end = endOfValue(searched, start);
    const value = end < 0 ? undefined : tryParse(searched.slice(start, end));
    budget -= (end < 0 ? searched.length : end) - start + (value === undefined ? FAILURE_COST : 0);
    if (value !== undefined) found.push({ value, start, end });
    from = value === undefined ? start + 1 : end;
  }
  return found;
}

/** In one search for both: two would each run to the end for the bracket that is not there. */
function nextBracket(text: string, from: number): number {
  const bracket = /[{[]/g;
  bracket.lastIndex = from;
  return bracket.exec(text)?.index ?? -1;
}

/** Place after the bracket that closes the one at `start`; brackets inside texts do not count; -1 for none. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  let inText = false;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (inText) {
      if (character === '\\') at += 1;
      else if (character === '"') inText = false;
    } else if (character === '"') inText = true;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}

function tryParse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
