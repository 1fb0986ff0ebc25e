import { InvalidEnvironment, readEnv } from './env.ts';
import { createLogger } from './logging.ts';
import { WorkerProcess } from './worker-process.ts';

/** The composition root: reads the environment, works until a signal comes. */
async function main(): Promise<void> {
  // The sandbox of workflows takes the zone of its host, and a replay must see the same one.
  process.env.TZ = 'UTC';
  const env = readEnv(process.env);
  const logger = createLogger(env.LOG_LEVEL);
  const worker = new WorkerProcess(env, logger);
  let stopping = false;
  const stop = (signal: string) => {
    if (stopping) process.exit(1);
    stopping = true;
    logger.info({ signal }, 'worker stops');
    worker.stop();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  await worker.run();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    const text =
      error instanceof InvalidEnvironment ? error.message : error instanceof Error ? error.stack : String(error);
    process.stderr.write(`perdura worker: ${text}\n`);
    process.exit(1);
  },
);
