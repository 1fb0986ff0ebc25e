import { fileURLToPath } from 'node:url';

/** The folder of this package: sources and build lie equally deep in it. */
export const PACKAGE_ROOT = fileURLToPath(new URL('../..', import.meta.url));
