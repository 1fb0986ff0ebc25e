import { Client, Connection } from '@temporalio/client';
import type { NativeConnection, Worker, WorkerOptions } from '@temporalio/worker';
import { track } from './leaks.ts';
import { type SharedBundle, sharedBundle } from './shared-bundle.ts';
import { testTemporal } from './test-temporal.ts';

export interface TestWorkerOptions extends Omit<WorkerOptions, 'connection' | 'namespace' | 'taskQueue'> {
  /** Task queue to poll. @default one that nobody else uses */
  taskQueue?: string;
  /** Server to poll, as `host:port`. @default the run's shared one */
  address?: string;
}

/** A worker inside the test's own process, and a client of the same server. */
export interface TestWorker {
  worker: Worker;
  client: Client;
  address: string;
  taskQueue: string;
  /** Drains the worker and closes its connections; a test that forgets this fails. */
  shutdown(): Promise<void>;
}

/** Starts a worker with the given workflows and activities; it polls when this resolves. */
export async function startTestWorker(options: TestWorkerOptions): Promise<TestWorker> {
  const temporal = await testTemporal();
  const { taskQueue = temporal.uniqueTaskQueue(), address = temporal.address, workflowsPath, ...rest } = options;
  const { NativeConnection, Worker } = await import('@temporalio/worker');
  await quietRuntime();
  const bundled = workflowsPath === undefined ? {} : { workflowBundle: await bundleOf(workflowsPath) };
  const native = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    ...cacheSetting(),
    ...bundled,
    ...rest,
    connection: native,
    namespace: temporal.namespace,
    taskQueue,
  });
  const finished = worker.run();
  const connection = await Connection.connect({ address });
  const shutdown = () => stopAll(worker, finished, native, connection);
  const untrack = track(`the worker of task queue ${taskQueue}`, shutdown);
  return {
    worker,
    client: new Client({ connection, namespace: temporal.namespace }),
    address,
    taskQueue,
    async shutdown() {
      untrack();
      await shutdown();
    },
  };
}

async function bundleOf(workflowsPath: string): Promise<SharedBundle> {
  return await sharedBundle(workflowsPath, async () => {
    const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
    return await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });
  });
}

/** Whether every workflow task replays its run from the beginning, as a jest project asks by the global `maxCachedWorkflows`. */
export function isUncached(): boolean {
  return cacheSetting().maxCachedWorkflows === 0;
}

function cacheSetting(): Pick<WorkerOptions, 'maxCachedWorkflows'> {
  const { maxCachedWorkflows } = globalThis as { maxCachedWorkflows?: number };
  return maxCachedWorkflows === undefined ? {} : { maxCachedWorkflows };
}

async function stopAll(
  worker: Worker,
  finished: Promise<void>,
  native: NativeConnection,
  connection: Connection,
): Promise<void> {
  if (worker.getState() === 'RUNNING') worker.shutdown();
  await finished;
  await native.close();
  await connection.close();
}

/** Only the first call of a process can set the runtime up; a test that did so before keeps its own. */
async function quietRuntime(): Promise<void> {
  const { DefaultLogger, Runtime } = await import('@temporalio/worker');
  try {
    Runtime.install({ logger: new DefaultLogger('WARN') });
  } catch {
    // Already set up.
  }
}
