import { readFile, writeFile } from 'node:fs/promises';
import { built } from './probed-process.ts';

const BEGIN = '<!-- bench: begin -->';
const END = '<!-- bench: end -->';

/** Puts what was measured between the marks in docs/performance.md. @throws when the marks are not there */
export async function writeReport(report: string): Promise<void> {
  const path = built('docs/performance.md');
  const text = await readFile(path, 'utf8');
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${path} lacks the marks ${BEGIN} and ${END}`);
  await writeFile(path, `${before}${BEGIN}\n\n${report}\n\n${END}${after}`);
}
