import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@perdura/embedded';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import type { BenchStack } from '../bench-stack.ts';
import { built, type ProbedProcess } from '../probed-process.ts';

export const BASELINE_QUEUE = 'baseline';

/** Starts the hand-written worker in a process of its own, with a bundle made beforehand as the product's is. */
export async function startBaseline(stack: BenchStack, temporalAddress: string): Promise<ProbedProcess> {
  const port = await freePort();
  return stack.start({
    name: 'baseline',
    entry: built('bench/dist/baseline/worker-main.js'),
    environment: {
      TEMPORAL_ADDRESS: temporalAddress,
      TASK_QUEUE: BASELINE_QUEUE,
      BUNDLE: await bundle(stack.folder),
      HEALTH_PORT: String(port),
    },
    healthUrl: `http://127.0.0.1:${port}/`,
  });
}

/** Starts the hand-written webhook in a process of its own. */
export async function startBaselineServer(
  stack: BenchStack,
  temporalAddress: string,
): Promise<{ url: string; process: ProbedProcess }> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const child = await stack.start({
    name: 'baseline-server',
    entry: built('bench/dist/baseline/flow-server.js'),
    environment: { TEMPORAL_ADDRESS: temporalAddress, TASK_QUEUE: BASELINE_QUEUE, PORT: new URL(url).port },
    healthUrl: `${url}/`,
  });
  return { url, process: child };
}

async function bundle(folder: string): Promise<string> {
  const target = join(folder, 'baseline-bundle.js');
  if (existsSync(target)) return target;
  const { code } = await bundleWorkflowCode({
    workflowsPath: built('bench/dist/baseline/workflows.js'),
    logger: new DefaultLogger('WARN'),
  });
  await writeFile(target, code);
  return target;
}
