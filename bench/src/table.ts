/** One line of the table: what was measured, beside what it is held against. */
export interface Row {
  case: string;
  measure: string;
  ours: string;
  /** What it is compared with; null where there is nothing. */
  baseline: string | null;
  ratio: number | null;
  bound: Bound | null;
}

/** What the ratio must be; the ratio is ours divided by the baseline. */
export type Bound = { atLeast: number } | { atMost: number };

/** Whether the row keeps its bound; null where it has none. */
export function isKept({ ratio, bound }: Row): boolean | null {
  if (ratio === null || bound === null) return null;
  return 'atLeast' in bound ? ratio >= bound.atLeast : ratio <= bound.atMost;
}

const HEAD = ['case', 'measure', 'ours', 'baseline', 'ratio', 'bound', 'ok'];

/** The rows as a Markdown table whose columns stand below each other. */
export function markdownTable(rows: readonly Row[]): string {
  const lines = [HEAD, HEAD.map(() => '---'), ...rows.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line, index) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0, index === 1 ? '-' : ' ')))
    .map((line) => `| ${line.join(' | ')} |`)
    .join('\n');
}

function cellsOf(row: Row): string[] {
  const kept = isKept(row);
  const ok = kept === null ? '' : kept ? 'yes' : 'NO';
  return [row.case, row.measure, row.ours, row.baseline ?? '', ratioText(row.ratio), boundText(row.bound), ok];
}

function ratioText(ratio: number | null): string {
  return ratio === null ? '' : ratio.toFixed(2);
}

function boundText(bound: Bound | null): string {
  if (bound === null) return '';
  return 'atLeast' in bound ? `≥ ${bound.atLeast}` : `≤ ${bound.atMost}`;
}

/** Two or three figures and a unit: `61 ms`, `8.3 ms`. */
export function quantity(value: number, unit: string): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${unit}`;
}

/** A row that compares two figures of one unit. */
export function comparison(
  name: string,
  measure: string,
  figures: { ours: number; baseline: number; unit: string },
  bound: Bound | null,
): Row {
  const { ours, baseline, unit } = figures;
  return {
    case: name,
    measure,
    ours: quantity(ours, unit),
    baseline: quantity(baseline, unit),
    ratio: ours / baseline,
    bound,
  };
}
