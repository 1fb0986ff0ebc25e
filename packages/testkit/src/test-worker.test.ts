import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { startTestWorker } from './test-worker.ts';

test('a test worker runs an activity on the shared server', async () => {
  const running = await startTestWorker({
    workflowBundle: { code: await bundleOfEcho() },
    activities: { echo: async (text: string) => `${text}!` },
  });
  const answer = await running.client.workflow.execute('shout', {
    taskQueue: running.taskQueue,
    workflowId: `shout-${running.taskQueue}`,
    args: ['hello'],
  });
  expect(answer).toBe('hello!');
  await running.shutdown();
});

async function bundleOfEcho(): Promise<string> {
  const bundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./fixtures/shout.cjs', import.meta.url)),
    logger: new DefaultLogger('WARN'),
  });
  return bundle.code;
}
