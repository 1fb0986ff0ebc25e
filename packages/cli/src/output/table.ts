/** A column of a table: its heading, and what stands in it. */
export interface Column<Row> {
  heading: string;
  of: (row: Row) => string;
  /** @default left */
  align?: 'right';
}

const GAP = '  ';
const ESCAPE = String.fromCharCode(27);
const ANSI = new RegExp(`${ESCAPE}\\[[0-9;]*m`, 'g');
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;

/** How many cells of a terminal a text takes: colours take none, Chinese takes two for each character. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text.replace(ANSI, '')) width += WIDE.test(character) ? 2 : 1;
  return width;
}

/** Lines of a table without a frame; the last column is not padded. */
export function tableLines<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  heading: (text: string) => string = (text) => text,
): string[] {
  const cells = rows.map((row) => columns.map((column) => oneLine(column.of(row))));
  const widths = columns.map(({ heading: title }, index) =>
    Math.max(textWidth(title), ...cells.map((row) => textWidth(row[index] ?? ''))),
  );
  const line = (texts: readonly string[], style: (text: string) => string) =>
    texts
      .map((text, index) => {
        const padding = ' '.repeat(Math.max(0, (widths[index] ?? 0) - textWidth(text)));
        if (columns[index]?.align === 'right') return padding + style(text);
        return index === texts.length - 1 ? style(text) : style(text) + padding;
      })
      .join(GAP);
  const plain = (text: string) => text;
  return [
    line(
      columns.map(({ heading: title }) => title),
      heading,
    ),
    ...cells.map((row) => line(row, plain)),
  ].map((text) => text.trimEnd());
}

/** A text in one line, without what would upset a terminal. */
export function oneLine(text: string): string {
  return harmless(text.replace(/\s+/g, ' ')).trim();
}

/**
 * A text without what moves the cursor, rings the bell, hides what comes after it or turns its direction around: names
 * and results are of others. Breaks stay, and the colours that commands use.
 */
export function harmless(text: string): string {
  let kept = '';
  for (let place = 0; place < text.length; place += 1) {
    if (!isControl(text.charCodeAt(place))) kept += text[place];
    else if (isColor(text, place)) kept += text[place];
  }
  return kept;
}

/** The same JSON, without what a terminal may take for a command: JSON escapes no more than it must. */
export function harmlessJson(json: string): string {
  return json.replaceAll(
    new RegExp(UPSETTING, 'g'),
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const UPSETTING = /[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

const BREAKS = [0x09, 0x0a];
/** Bold, dim, red to cyan, and their ends: none of them hides anything. */
const COLOR = new RegExp(`${ESCAPE}\\[(?:0|1|2|22|3[1-6]|39)m`, 'y');

function isControl(code: number): boolean {
  return (code < 0x20 && !BREAKS.includes(code)) || UPSETTING.test(String.fromCharCode(code));
}

function isColor(text: string, place: number): boolean {
  COLOR.lastIndex = place;
  return COLOR.test(text);
}
