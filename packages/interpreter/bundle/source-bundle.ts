import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

let bundle: Promise<{ code: string }> | null = null;

/** The workflow code bundled from its sources, once per process: for the build, and for tests and benchmarks. */
export function sourceBundle(): Promise<{ code: string }> {
  bundle ??= bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../src/workflow.ts', import.meta.url)),
    logger: new DefaultLogger('WARN'),
    webpackConfigHook: (config) => ({
      ...config,
      resolve: { ...config.resolve, conditionNames: ['source', '...'] },
    }),
  });
  return bundle;
}
