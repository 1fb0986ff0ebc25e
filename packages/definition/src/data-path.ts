/** One step of a path into JSON: the key of an object, or the position in a list. */
export type DataPathStep = { key: string } | { index: number };

const STEP = /\.?([^.[\]"\s][^.[\]"]*)|\[(\d{1,6})\]|\[("(?:[^"\\]|\\.)*")\]/y;

/** A NUL character, or half of a surrogate pair: no stored text has one. */
const UNSTORABLE = /\p{Cs}|\0/u;

/** How many steps a path may have. */
export const DATA_PATH_STEPS = 20;

/**
 * Reads a path such as `order.id`, `items[0].sku` or `["a name"].x`.
 *
 * @returns null for a text that is none
 */
export function parseDataPath(text: string): DataPathStep[] | null {
  const steps: DataPathStep[] = [];
  for (let at = 0; at < text.length; ) {
    STEP.lastIndex = at;
    const found = STEP.exec(text);
    const step = found === null ? null : stepOf(found);
    const name = found?.[1];
    // A name stands first, or behind a dot; brackets need none.
    const misplaced = name !== undefined && found?.[0].startsWith('.') === (at === 0);
    if (found === null || step === null || misplaced || steps.length === DATA_PATH_STEPS) return null;
    steps.push(step);
    at = STEP.lastIndex;
  }
  return steps.length === 0 ? null : steps;
}

function stepOf([, name, index, key]: RegExpExecArray): DataPathStep | null {
  if (name !== undefined) return { key: name };
  if (index !== undefined) return { index: Number(index) };
  try {
    const text = JSON.parse(key ?? '') as string;
    return UNSTORABLE.test(text) ? null : { key: text };
  } catch {
    return null;
  }
}
