import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sourceBundle } from './source-bundle.ts';

/** Writes the bundle that production workers load beside the built sources. */
const target = fileURLToPath(new URL('../dist/workflow-bundle.js', import.meta.url));
const { code } = await sourceBundle();
await mkdir(dirname(target), { recursive: true });
await writeFile(target, code);
