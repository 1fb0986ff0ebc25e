import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const FOLDER = fileURLToPath(new URL('..', import.meta.url));

/** Puts the package together twice in a folder: as ES modules and as CommonJS, each with its types. */
export async function buildPackage(folder: string): Promise<void> {
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  await rm(folder, { recursive: true, force: true });
  await Promise.all(
    [
      ['tsconfig.build.json', 'esm'],
      ['tsconfig.cjs.json', 'cjs'],
    ].map(([config = '', name = '']) =>
      run(process.execPath, [compiler, '-p', config, '--outDir', join(folder, name)], { cwd: FOLDER }),
    ),
  );
  await mkdir(join(folder, 'cjs'), { recursive: true });
  // The package is one of ES modules; what lies here is not.
  await writeFile(join(folder, 'cjs', 'package.json'), '{ "type": "commonjs" }\n');
}
