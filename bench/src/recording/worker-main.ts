import { createServer } from 'node:http';
import {
  type AttemptLog,
  createActivities,
  createLanguageModels,
  createMailer,
  createOutbound,
  DEFAULT_ACTIVITY_SETTINGS,
  flowConnections,
  pieceOutbound,
} from '@perdura/activities';
import { createDatabase, DEVELOPMENT_ENCRYPTION_KEYS, isDatabaseUnavailable } from '@perdura/database';
import { workflowBundle } from '@perdura/interpreter';
import { createPieceLibrary, createPieceRunner } from '@perdura/pieces';
import { createEvaluator } from '@perdura/sandbox';
import { createAttemptWriter, createProgressWriter, createWorker } from '@perdura/worker';
import { NativeConnection } from '@temporalio/worker';

/** The product's worker from its own parts, which can be told to write no history. */
async function main(env: NodeJS.ProcessEnv): Promise<void> {
  const records = env.RECORDS === 'true';
  const database = createDatabase({ url: env.DATABASE_URL ?? '', encryptionKeys: DEVELOPMENT_ENCRYPTION_KEYS });
  const attempts = createAttemptWriter({
    write: (batch) => database.stepAttempts.record(batch),
    isOutage: isDatabaseUnavailable,
    onDropped: (count, error) => process.stderr.write(`${count} attempts were dropped: ${String(error)}\n`),
  });
  const note: AttemptLog['note'] = (attempt) => attempts.note({ ...attempt, worker: String(process.pid) });
  const activities = createActivities(dependencies(database, { note: records ? note : () => undefined }));
  const progress = createProgressWriter({
    write: (batch) => database.runs.recordProgress(batch),
    onDropped: (steps, error) => process.stderr.write(`${steps} steps were dropped: ${String(error)}\n`),
  });
  const worker = await createWorker({
    connection: await NativeConnection.connect({ address: env.TEMPORAL_ADDRESS ?? '' }),
    taskQueue: env.TASK_QUEUE ?? '',
    workflowBundle,
    activities: { ...activities, ...(records ? {} : { 'record-run': () => Promise.resolve() }) },
    ...(records ? { progress } : {}),
    shutdownGraceMs: 2_000,
  });
  process.on('SIGTERM', () => worker.shutdown());
  const health = createServer((_, response) => response.writeHead(worker.getState() === 'RUNNING' ? 200 : 503).end());
  health.listen(Number(env.HEALTH_PORT), '127.0.0.1');
  await worker.run();
  await attempts.stop();
  process.exit(0);
}

function dependencies(
  database: ReturnType<typeof createDatabase>,
  attempts: AttemptLog,
): Parameters<typeof createActivities>[0] {
  const outbound = createOutbound({ allowHosts: ['127.0.0.1'] });
  const silent = () => undefined;
  return {
    database,
    outbound,
    control: {
      startFlowRun: () => Promise.reject(new Error('no flow is run here')),
      startChild: () => Promise.reject(new Error('no other run can be started here')),
      cancelRun: () => Promise.resolve(),
      doBulkItem: () => Promise.reject(new Error('no operation over many runs is carried out here')),
      openScheduled: () => Promise.reject(new Error('no schedule fires here')),
      slotFreed: silent,
    },
    evaluator: createEvaluator(),
    attempts,
    mailer: createMailer({}, outbound),
    models: createLanguageModels({}, outbound),
    pieces: {
      runner: createPieceRunner({ outbound: pieceOutbound(['127.0.0.1'], []) }),
      library: createPieceLibrary({ installs: 'none' }),
      connections: flowConnections({ database, outbound }),
    },
    settings: DEFAULT_ACTIVITY_SETTINGS,
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    emit: () => Promise.resolve(),
    eventStored: silent,
  };
}

await main(process.env);
