import {
  type ActivityDependencies,
  type AttemptLog,
  createLanguageModels,
  createMailer,
  createOutbound,
  DEFAULT_ACTIVITY_SETTINGS,
  flowConnections,
  type PieceServices,
  type PlatformEvent,
  pieceOutbound,
} from '@perdura/activities';
import { createControlPlane, type Temporal } from '@perdura/control-plane';
import type { Database } from '@perdura/database';
import { createPieceLibrary, createPieceRunner } from '@perdura/pieces';
import { createEvaluator } from '@perdura/sandbox';
import type { Logger } from 'pino';
import type { Env } from './env.ts';
import { runStarter } from './run-starter.ts';

/** What the activities work with, and how to let it go. */
export interface OpenedDependencies {
  dependencies: ActivityDependencies;
  close(): Promise<void>;
}

/** What the dependencies are made from. */
export interface OpenDependencies {
  env: Env;
  database: Database;
  temporal: Temporal;
  logger: Logger;
  /** Hears of attempts. */
  attempts: AttemptLog;
  /** Called when something waits to be brought on by housekeeping, such as an event of the platform itself. */
  eventStored(): void;
}

export function openDependencies({
  env,
  database,
  temporal,
  logger,
  attempts,
  eventStored,
}: OpenDependencies): OpenedDependencies {
  const outbound = createOutbound({
    allowHosts: env.OUTBOUND_ALLOW_HOSTS,
    ...given({ maxBytes: env.OUTBOUND_MAX_BYTES }),
  });
  const mailer = createMailer(given({ url: env.SMTP_URL, from: env.MAIL_FROM }), outbound);
  const evaluator = createEvaluator(given({ threads: env.SANDBOX_THREADS, programThreads: env.CODE_THREADS }));
  const settings = { childDepthLimit: env.SUB_WORKFLOW_DEPTH_LIMIT };
  const control = createControlPlane({ database, temporal, logger, evaluator, settings });
  const pieces = openPieces(env, { database, outbound });
  return {
    dependencies: {
      database,
      evaluator,
      logger,
      outbound,
      mailer,
      control: runStarter(control),
      attempts,
      models: createLanguageModels(aiSettings(env), outbound),
      pieces,
      settings: {
        ...DEFAULT_ACTIVITY_SETTINGS,
        ...addressesOf(env),
        ...given({ defaultLocale: env.DEFAULT_LOCALE, pieceTimeoutMs: inMs(env.PIECE_TIMEOUT_SECONDS) }),
        maxResultBytes: env.MAX_RESULT_BYTES,
        maxFileBytes: env.MAX_FILE_BYTES,
        maxLoopItems: env.MAX_LOOP_ITEMS,
        quickNodeMs: env.QUICK_STEP_MS,
      },
      emit: (event) => emit(database, event, eventStored),
      eventStored,
    },
    async close() {
      await pieces.runner.close();
      mailer.close();
      await control.close();
      await evaluator.close();
      await outbound.close();
    },
  };
}

/** Where the API is reached, by people and by pieces, and where the console is. */
function addressesOf({ PUBLIC_URL, PIECE_API_URL, CONSOLE_URL }: Env) {
  const publicUrl = withoutSlash(PUBLIC_URL ?? DEFAULT_ACTIVITY_SETTINGS.publicUrl);
  return {
    publicUrl,
    apiUrl: withoutSlash(PIECE_API_URL ?? publicUrl),
    consoleUrl: withoutSlash(CONSOLE_URL ?? publicUrl),
  };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

function openPieces(env: Env, services: Parameters<typeof flowConnections>[0]): PieceServices {
  // Only an API that the operator names: the address that is assumed without may be that of something else.
  const apiUrls = [env.PUBLIC_URL, env.PIECE_API_URL].filter((url) => url !== undefined);
  const installs = env.PIECE_INSTALLS ?? (env.NODE_ENV === 'production' ? 'none' : undefined);
  return {
    runner: createPieceRunner({
      outbound: pieceOutbound(env.OUTBOUND_ALLOW_HOSTS, apiUrls),
      ...given({ maxProcesses: env.PIECE_PROCESSES, memoryMb: env.PIECE_MEMORY_MB }),
    }),
    library: createPieceLibrary(given({ folder: env.PIECES_DIR, installs })),
    connections: flowConnections(services),
  };
}

function inMs(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1_000;
}

function aiSettings(env: Env): Parameters<typeof createLanguageModels>[0] {
  return given({
    baseUrl: env.AI_BASE_URL,
    apiKey: env.AI_API_KEY,
    model: env.AI_MODEL,
    anthropicApiKey: env.ANTHROPIC_API_KEY,
    anthropicBaseUrl: env.ANTHROPIC_BASE_URL,
    anthropicModel: env.ANTHROPIC_MODEL,
  });
}

/** Stores an event when something of the project listens to it: most tools are called with nobody listening. */
async function emit(database: Database, event: PlatformEvent, eventStored: () => void): Promise<void> {
  const { projectId, type, data, externalId, depth } = event;
  const [workflows, subscriptions, awaited] = await Promise.all([
    database.workflows.listeningTo(projectId, type),
    database.subscriptions.listeningTo(projectId, type),
    database.eventWaits.isAwaited(projectId, type),
  ]);
  if (workflows.length + subscriptions.length === 0 && !awaited) return;
  // The runs that it starts stand one below the run that it came from.
  await database.events.publish(projectId, { type, data, externalId, depth: depth + 1 });
  eventStored();
}

type Given<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

/** The fields that are set, so that the others keep their defaults. */
function given<T extends object>(fields: T): Partial<Given<T>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<Given<T>>;
}
