import { existsSync, readdirSync } from 'node:fs';
import { preset } from './packages/tooling/jest/preset.js';

const testkit = `${import.meta.dirname}/packages/testkit/src/jest`;

/** One jest run over the whole repository: each package is a project, and all share one throw-away stack. */
const projects = ['apps', 'packages']
  .flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`))
  .concat('bench')
  .filter((folder) => existsSync(`${folder}/package.json`) && existsSync(`${folder}/src`))
  .map((folder) => ({
    ...preset,
    testEnvironment: `${testkit}/environment.ts`,
    displayName: folder.split('/').at(-1),
    rootDir: `<rootDir>/${folder}`,
  }));

/**
 * The interpreter once more with nothing kept in memory between workflow tasks: each task replays the run from its
 * beginning, so that whatever is not deterministic fails.
 */
const withoutCache = projects
  .filter(({ displayName }) => displayName === 'interpreter')
  .map((project) => ({
    ...project,
    displayName: 'interpreter-uncached',
    globals: { maxCachedWorkflows: 0 },
    testMatch: ['run', 'loops', 'waits', 'operators'].map((name) => `<rootDir>/src/${name}.test.ts`),
  }));

export default {
  projects: [...projects, ...withoutCache],
  globalSetup: `${testkit}/global-setup.ts`,
  globalTeardown: `${testkit}/global-teardown.ts`,
  // Suites wait more than they compute: two cores carry three of them.
  maxWorkers: 3,
  testSequencer: `${import.meta.dirname}/packages/tooling/jest/slow-first.js`,
  testTimeout: 180_000,
};
