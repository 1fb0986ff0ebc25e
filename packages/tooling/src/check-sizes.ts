import { existsSync, readFileSync } from 'node:fs';
import { isTest, sourceFiles } from './source-imports.ts';

/** A file is one concept: names every source that has outgrown the bound. Ends with exit code 1 when there is one. */
const MAX_LINES = 500;

const oversize = ['apps', 'packages', 'bench']
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => sourceFiles(folder))
  .map((file) => ({ file, lines: readFileSync(file, 'utf8').split('\n').length - 1 }))
  .filter(({ file, lines }) => lines > MAX_LINES * (isTest(file) ? 2 : 1));
for (const { file, lines } of oversize)
  console.error(`${file}: ${lines} lines, at most ${MAX_LINES}: split it by concept`);
process.exitCode = oversize.length === 0 ? 0 : 1;
