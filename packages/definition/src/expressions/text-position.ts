/** A place in a text: line and column, both counted from 1. */
export interface TextPosition {
  line: number;
  column: number;
}

/** Finds lines and columns in one text; made once for all places that are asked for. */
export class LineIndex {
  readonly text: string;
  private readonly starts: readonly number[];

  constructor(text: string) {
    this.text = text;
    const starts = [0];
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.starts = starts;
  }

  /** The line and column of an offset, given in UTF-16 units. */
  positionAt(offset: number): TextPosition {
    const bounded = Math.min(Math.max(0, offset), this.text.length);
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.starts[middle] ?? 0) <= bounded) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: bounded - (this.starts[low] ?? 0) + 1 };
  }
}
