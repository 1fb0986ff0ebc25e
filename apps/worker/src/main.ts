import { createLogger, onStopSignal, reportFailure } from '@perdura/process';
import { readEnv } from './env.ts';
import { WorkerProcess } from './worker-process.ts';

/** The composition root: reads the environment, works until a signal comes. */
async function main(): Promise<void> {
  // The sandbox of workflows takes the zone of its host, and a replay must see the same one.
  process.env.TZ = 'UTC';
  const env = readEnv(process.env);
  const logger = createLogger('worker', env.LOG_LEVEL);
  const worker = new WorkerProcess(env, logger);
  onStopSignal((signal) => {
    logger.info({ signal }, 'worker stops');
    worker.stop();
  });
  await worker.run();
}

main().then(
  () => process.exit(0),
  (error: unknown) => reportFailure('worker', error),
);
