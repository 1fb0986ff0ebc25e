import { createServer } from 'node:http';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createBaselineActivities } from './activities.ts';
import { createPieceActivities } from './pieces.ts';

/** A worker as a developer would write it by hand, with the settings that the product's worker has. */
async function main(env: NodeJS.ProcessEnv): Promise<void> {
  const connection = await NativeConnection.connect({ address: env.TEMPORAL_ADDRESS ?? '' });
  const worker = await Worker.create({
    connection,
    taskQueue: env.TASK_QUEUE ?? '',
    workflowBundle: { codePath: env.BUNDLE ?? '' },
    activities: { ...createBaselineActivities(), ...createPieceActivities() },
    workflowTaskPollerBehavior: { type: 'autoscaling', initial: 4, maximum: 20 },
    activityTaskPollerBehavior: { type: 'autoscaling', initial: 4, maximum: 20 },
    maxConcurrentActivityTaskExecutions: 200,
    maxCachedWorkflows: 500,
    shutdownGraceTime: 2_000,
  });
  process.on('SIGTERM', () => worker.shutdown());
  const health = createServer((_, response) => response.writeHead(worker.getState() === 'RUNNING' ? 200 : 503).end());
  health.listen(Number(env.HEALTH_PORT), '127.0.0.1');
  await worker.run();
  process.exit(0);
}

await main(process.env);
