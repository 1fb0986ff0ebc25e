import { existsSync, readdirSync } from 'node:fs';
import { preset } from './packages/tooling/jest/preset.js';

/** One jest run over the whole repository: each package is a project, and all share one throw-away stack. */
const projects = ['apps', 'packages']
  .flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`))
  .filter((folder) => existsSync(`${folder}/package.json`) && existsSync(`${folder}/src`))
  .map((folder) => ({ ...preset, displayName: folder.split('/')[1], rootDir: `<rootDir>/${folder}` }));

export default { projects, maxWorkers: 2, testTimeout: 60_000 };
