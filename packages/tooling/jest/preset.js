/**
 * The jest settings that every package shares: sources are TypeScript ES modules, turned into CommonJS by swc,
 * and workspace packages resolve to their sources through the `source` export condition.
 */

/** Packages that ship ES modules only; jest loads them through swc as well. */
const esmOnly = [
  'acorn',
  '@noble',
  'jose',
  'oauth4webapi',
  'openid-client',
  'postal-mime',
  'nanoid',
  'p-limit',
  'pkce-challenge',
  'eventsource',
  'eventsource-parser',
  '@standard-schema',
  'quickjs-emscripten',
  '@jitl',
  'ai',
  '@ai-sdk',
];

/** @type {import('jest').Config} */
export const preset = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'require', 'default'] },
  testMatch: ['<rootDir>/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  transform: {
    '^.+\\.(ts|tsx|js|mjs)$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', tsx: true },
          target: 'es2023',
          transform: { react: { runtime: 'automatic' } },
        },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: [
    `/node_modules/(?!\\.pnpm/)(?!(${esmOnly.join('|')})/)`,
    `/node_modules/\\.pnpm/(?!(${esmOnly.map((name) => name.replace('/', '\\+')).join('|')})[@+])`,
  ],
};
