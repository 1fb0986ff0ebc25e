import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const WORKFLOWS = fileURLToPath(new URL('../src/workflow.ts', import.meta.url));

let bundle: Promise<{ code: string }> | null = null;

/** The workflow code bundled from its sources, once per process: for the build, and for tests and benchmarks. */
export function sourceBundle(): Promise<{ code: string }> {
  bundle ??= bundleWorkflowCode({
    workflowsPath: WORKFLOWS,
    // Evaluated once for each worker instead of once for each run; all state of a run lives in its own objects.
    preloadModules: [fileURLToPath(new URL('../src/short-stacks.ts', import.meta.url)), WORKFLOWS],
    logger: new DefaultLogger('WARN'),
    webpackConfigHook: (config) => ({
      ...config,
      resolve: { ...config.resolve, conditionNames: ['source', '...'] },
    }),
  });
  return bundle;
}
