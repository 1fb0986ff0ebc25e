/**
 * One row as RFC 4180 writes it; absent values are empty.
 *
 * @param formulas whether texts that spreadsheets take for formulas stay as they are
 */
export function csvRow(cells: readonly unknown[], { formulas = false }: { formulas?: boolean } = {}): string {
  return `${cells.map((cell) => csvCell(cell, formulas)).join(',')}\r\n`;
}

/** Beginnings by which spreadsheets take a text for a formula, the wide forms of East Asian keyboards among them. */
const FORMULA = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

function csvCell(value: unknown, formulas: boolean): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const text = !formulas && FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
