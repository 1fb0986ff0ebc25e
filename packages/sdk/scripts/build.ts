import { fileURLToPath } from 'node:url';
import { buildPackage } from './build-package.ts';

/** `pnpm --filter @perdura/sdk build` */
await buildPackage(fileURLToPath(new URL('../dist', import.meta.url)));
