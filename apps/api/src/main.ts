import { connectTemporal, createControlPlane } from '@perdura/control-plane';
import { createDatabase, isDatabaseUnavailable, s3Of } from '@perdura/database';
import { createLogger, onStopSignal, reportFailure, whenThere } from '@perdura/process';
import { collectDefaultMetrics } from 'prom-client';
import { buildApp } from './app.ts';
import { ensureAdminKey, ensureAdminPassword, ensureInstallation } from './bootstrap.ts';
import { type Env, readEnv } from './env.ts';
import { LiveView } from './live/live-view.ts';
import { createMetrics } from './metrics.ts';
import { createPieceCatalogue } from './pieces/create-piece-catalogue.ts';
import { close, listen } from './serve.ts';
import { settingsOf } from './settings-of-env.ts';
import { PasswordHasher } from './sign-in/password-hasher.ts';

/** The composition root: reads the environment, connects the parts, serves until a signal comes. */
async function main(): Promise<void> {
  const env = readEnv(process.env);
  const logger = createLogger('api', env.LOG_LEVEL);
  const database = openDatabase(env, logger);
  const temporal = openTemporal(env);
  const settings = { eventDepthLimit: env.EVENT_DEPTH_LIMIT };
  const control = createControlPlane({ database, temporal, logger, settings });
  const metrics = createMetrics();
  collectDefaultMetrics({ register: metrics.registry });

  const watchers = { watchers: env.LIVE_WATCHERS, watchersPerKey: env.LIVE_WATCHERS_PER_KEY };
  const live = new LiveView({ database, metrics, logger, settings: watchers });
  const pieces = createPieceCatalogue({ database, control });
  const hasher = new PasswordHasher();
  await hasher.prepare();
  const appSettings = settingsOf(env);
  const app = buildApp({ database, control, logger, metrics, live, settings: appSettings, pieces, hasher });
  const { server, port } = await listen(app, env.HOST, env.PORT, appSettings);
  logger.info({ host: env.HOST, port }, 'API listens');

  const stopping = new AbortController();
  const stop = async (): Promise<void> => {
    stopping.abort();
    // Those who watch come back to another process at once.
    live.close();
    await close(server, env.SHUTDOWN_GRACE_SECONDS * 1_000);
    await control.close();
    await temporal.close();
    await database.close();
  };
  onStopSignal((signal) => {
    logger.info({ signal }, 'API stops');
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });

  await whenThere(
    async () => {
      const installation = await ensureInstallation(database, env.ADMIN_EMAIL);
      await ensureAdminPassword(database, hasher, installation, env.ADMIN_PASSWORD);
      const key = await ensureAdminKey(database, installation, env.ADMIN_API_KEY);
      // Outside the log, which is kept and shipped: this is the only time that the key is seen.
      if (key !== null)
        process.stdout.write(`\nPerdura: the first administrator's API key, shown this once: ${key}\n\n`);
    },
    { what: 'the database', isAway: isDatabaseUnavailable, logger, signal: stopping.signal },
  );
}

function openDatabase(env: Env, logger: ReturnType<typeof createLogger>) {
  const s3 = s3Of(env);
  return createDatabase({
    url: env.DATABASE_URL,
    poolSize: env.DATABASE_POOL_SIZE,
    encryptionKeys: env.ENCRYPTION_KEYS,
    maxTableRecords: env.TABLE_RECORDS,
    logger,
    ...(s3 === null ? {} : { s3 }),
  });
}

function openTemporal(env: Env) {
  return connectTemporal({
    address: env.TEMPORAL_ADDRESS,
    namespace: env.TEMPORAL_NAMESPACE,
    taskQueue: env.TEMPORAL_TASK_QUEUE,
    tls: env.TEMPORAL_TLS,
    ...(env.TEMPORAL_API_KEY ? { apiKey: env.TEMPORAL_API_KEY } : {}),
    identity: `api-${process.pid}`,
  });
}

main().catch((error: unknown) => {
  if (error instanceof Error && error.name === 'AbortError') return;
  reportFailure('api', error);
});
