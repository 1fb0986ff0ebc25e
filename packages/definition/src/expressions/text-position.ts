/** A place in a text: line and column, both counted from 1. */
export interface TextPosition {
  line: number;
  column: number;
}

/** The line and column of an offset, given in UTF-16 units. */
export function positionAt(text: string, offset: number): TextPosition {
  const before = text.slice(0, Math.max(0, offset));
  const lastBreak = before.lastIndexOf('\n');
  return { line: before.split('\n').length, column: before.length - lastBreak };
}
