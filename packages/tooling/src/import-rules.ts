/**
 * Which workspace package may import which: the arrows of ARCHITECTURE.md. A package that is not named here may not
 * exist; tests may import the testkit, and the interpreter's tests may also start a worker.
 */
export const MAY_IMPORT: Record<string, readonly string[]> = {
  'packages/definition': [],
  'packages/contracts': ['definition'],
  'packages/sandbox': ['definition'],
  'packages/pieces': ['definition'],
  'packages/database': ['contracts', 'definition'],
  'packages/interpreter': ['definition'],
  'packages/activities': ['contracts', 'database', 'definition', 'pieces', 'sandbox'],
  'packages/control-plane': ['contracts', 'database', 'definition', 'sandbox'],
  'packages/sdk': ['contracts', 'definition'],
  'packages/cli': ['sdk'],
  'packages/embedded': [],
  'packages/testkit': ['contracts', 'control-plane', 'database', 'definition', 'embedded', 'interpreter'],
  'packages/process': [],
  'packages/tooling': [],
  'packages/end-to-end': ['cli', 'contracts', 'embedded', 'sdk', 'testkit'],
  'apps/api': ['contracts', 'control-plane', 'database', 'definition', 'pieces', 'process'],
  'apps/worker': [
    'activities',
    'control-plane',
    'database',
    'definition',
    'interpreter',
    'pieces',
    'process',
    'sandbox',
  ],
  'apps/web': ['contracts', 'definition', 'process'],
  'apps/dev': ['contracts', 'database', 'embedded', 'pieces'],
  bench: [
    'activities',
    'control-plane',
    'database',
    'definition',
    'embedded',
    'interpreter',
    'pieces',
    'sandbox',
    'worker',
  ],
};

/** Modules that Temporal's deterministic sandbox may hold; everything else stays out of the workflow bundle. */
export const DETERMINISTIC_ZONE = {
  folder: 'packages/interpreter/src',
  modules: ['@temporalio/workflow', '@temporalio/common', '@perdura/definition/run', '@perdura/definition/plan'],
} as const;

/** Folders whose code must be pure: no Node built-in beyond `node:crypto`, no I/O library. */
export const PURE_ZONES = ['packages/definition/src', 'packages/contracts/src'] as const;
export const PURE_MODULES = ['node:crypto'] as const;
