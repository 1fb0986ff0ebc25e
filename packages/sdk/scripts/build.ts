import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** `pnpm --filter @perdura/sdk build`: the package twice, as ES modules and as CommonJS, each with its types. */
const FOLDER = fileURLToPath(new URL('..', import.meta.url));
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');

rmSync(`${FOLDER}/dist`, { recursive: true, force: true });
for (const config of ['tsconfig.build.json', 'tsconfig.cjs.json']) {
  execFileSync(process.execPath, [compiler, '-p', config], { cwd: FOLDER, stdio: 'inherit' });
}
// The package is one of ES modules; what lies here is not.
writeFileSync(`${FOLDER}/dist/cjs/package.json`, '{ "type": "commonjs" }\n');
