import { mkdir, writeFile } from 'node:fs/promises';
import { GENERATED, versionOfPackage } from './places.ts';
import { renderAll } from './render.ts';

/** `pnpm --filter @perdura/sdk openapi:write`: writes the sources that follow from the OpenAPI document. */
await mkdir(GENERATED, { recursive: true });
for (const [name, text] of Object.entries(await renderAll(await versionOfPackage()))) {
  await writeFile(new URL(name, GENERATED), text);
}
