import type { RunSinks } from './execution.ts';

/** The built bundle of workflow code, to be passed to a worker as `workflowBundle`; `build` writes it. */
export const workflowBundle = {
  codePath: decodeURIComponent(new URL('../dist/workflow-bundle.js', import.meta.url).pathname),
};

export { LIMITS_MEMO, type RunLimits } from './limits.ts';
export type { RunSinks };
