import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { eventually, startTestWorker } from '@perdura/testkit';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { expectFailures } from '../test/interpreter-harness.ts';

const SHAPES = fileURLToPath(new URL('../test/endless-shapes.ts', import.meta.url));

/** Limit on a call of workflow code, in milliseconds. */
const LIMIT_MS = 300;

/** The SDK knows this option, and leaves it out of its types. */
const LIMITED: object = { isolateExecutionTimeout: LIMIT_MS };

let worker: Awaited<ReturnType<typeof startTestWorker>>;

beforeAll(async () => {
  expectFailures();
  worker = await startTestWorker({
    workflowBundle: await bundleWorkflowCode({ workflowsPath: SHAPES, logger: new DefaultLogger('WARN') }),
    ...LIMITED,
  });
});

afterAll(() => worker?.shutdown());

describe('workflow code that never comes back', () => {
  it.each(['endless', 'endlessCondition'])('is stopped by the watchdog: %s', async (type) => {
    const { client, taskQueue } = worker;
    const handle = await client.workflow.start(type, { taskQueue, workflowId: `${type}-${randomUUID()}` });
    if (type === 'endlessCondition') await handle.signal('ask');
    const failures = await eventually(async () => {
      const { events } = await handle.fetchHistory();
      const found = (events ?? []).flatMap(
        ({ workflowTaskFailedEventAttributes }) => workflowTaskFailedEventAttributes ?? [],
      );
      expect(found).not.toEqual([]);
      return found;
    });
    await handle.terminate('the test has seen enough');
    expect(failures[0]?.failure?.message).toContain(`timed out after ${LIMIT_MS}ms`);
  });

  it('leaves the thread to others', async () => {
    const { client, taskQueue } = worker;
    const handle = await client.workflow.start('finite', { taskQueue, workflowId: `finite-${randomUUID()}` });
    await expect(handle.result()).resolves.toBe('done');
  });
});
