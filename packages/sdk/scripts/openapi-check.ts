import { readFile } from 'node:fs/promises';
import { GENERATED, versionOfPackage } from './places.ts';
import { renderAll } from './render.ts';

/** `pnpm --filter @perdura/sdk openapi:check`: fails when the generated sources are not those of the contracts. */
const wanted = await renderAll(await versionOfPackage());
const stale: string[] = [];
for (const [name, text] of Object.entries(wanted)) {
  const found = await readFile(new URL(name, GENERATED), 'utf8').catch(() => null);
  if (found !== text) stale.push(name);
}
if (stale.length > 0) {
  process.stderr.write(
    `packages/sdk/src/generated is not what the contracts say; run openapi:write. Stale: ${stale.join(', ')}\n`,
  );
  process.exitCode = 1;
} else {
  process.stdout.write('The SDK and the contracts agree.\n');
}
