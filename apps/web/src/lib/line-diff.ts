/** A line of one text or of both. */
export interface DiffLine {
  kind: 'same' | 'removed' | 'added';
  text: string;
}

/** Beyond so many pairs of lines a text counts as rewritten as a whole. */
const MOST_PAIRS = 1_000_000;

/** How one text becomes another, line by line, with as few changed lines as can be. */
export function lineDiff(before: string, after: string): DiffLine[] {
  const from = before.split('\n');
  const to = after.split('\n');
  if (from.length * to.length > MOST_PAIRS) return [...linesOf('removed', from), ...linesOf('added', to)];
  return walk(from, to, commonLengths(from, to));
}

/** For each pair of positions, how many lines the rests of both texts have in common, in order. */
function commonLengths(from: readonly string[], to: readonly string[]): number[][] {
  const lengths = Array.from({ length: from.length + 1 }, () => new Array<number>(to.length + 1).fill(0));
  for (let i = from.length - 1; i >= 0; i -= 1) {
    const row = lengths[i] ?? [];
    const below = lengths[i + 1] ?? [];
    for (let j = to.length - 1; j >= 0; j -= 1) {
      row[j] = from[i] === to[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return lengths;
}

function walk(from: readonly string[], to: readonly string[], lengths: readonly number[][]): DiffLine[] {
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < from.length && j < to.length) {
    if (from[i] === to[j]) {
      lines.push({ kind: 'same', text: from[i] ?? '' });
      i += 1;
      j += 1;
    } else if ((lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0)) {
      lines.push({ kind: 'removed', text: from[i] ?? '' });
      i += 1;
    } else {
      lines.push({ kind: 'added', text: to[j] ?? '' });
      j += 1;
    }
  }
  return [...lines, ...linesOf('removed', from.slice(i)), ...linesOf('added', to.slice(j))];
}

function linesOf(kind: DiffLine['kind'], texts: readonly string[]): DiffLine[] {
  return texts.map((text) => ({ kind, text }));
}
