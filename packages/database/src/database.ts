import type { ApiKeyRepository } from './api-keys.ts';
import type { BlobRepository } from './blobs.ts';
import type { ConnectionRepository } from './connections.ts';
import type { DeliveryRepository } from './deliveries.ts';
import type { EffectRepository } from './effects.ts';
import type { EventRepository } from './events.ts';
import type { IdempotencyKeyRepository } from './idempotency-keys.ts';
import type { ProjectRepository } from './projects.ts';
import type { RunRepository } from './runs.ts';
import type { EncryptionKeys } from './secrets.ts';
import type { StepRepository } from './steps.ts';
import type { SubscriptionRepository } from './subscriptions.ts';
import type { ToolRepository } from './tools.ts';
import type { UserRepository } from './users.ts';
import type { VersionRepository } from './versions.ts';
import type { WorkflowRepository } from './workflows.ts';

/** The part of a pino logger that the data layer uses. */
export interface DatabaseLogger {
  warn(fields: object, message: string): void;
}

export interface DatabaseOptions {
  /** `postgresql://…` */
  url: string;
  /** Connections held at most. @default 10 */
  poolSize?: number;
  /** `ENCRYPTION_KEYS` as text, or already parsed. */
  encryptionKeys: string | EncryptionKeys;
  logger?: DatabaseLogger;
  /** How long a query may wait for a connection. @default 4000 */
  connectTimeoutMs?: number;
  /** How long a statement may run. @default 15000 */
  statementTimeoutMs?: number;
}

/**
 * All stored state. Every tenant-facing method takes the actor's project first and finds nothing of another one;
 * methods marked as housekeeping look at all projects. Missing rows are `null` or `false`. Any method rejects with
 * DatabaseUnavailable while PostgreSQL is away; the pool recovers by itself.
 */
export interface Database {
  readonly projects: ProjectRepository;
  readonly users: UserRepository;
  readonly apiKeys: ApiKeyRepository;
  readonly workflows: WorkflowRepository;
  readonly versions: VersionRepository;
  readonly runs: RunRepository;
  readonly steps: StepRepository;
  readonly blobs: BlobRepository;
  readonly tools: ToolRepository;
  readonly connections: ConnectionRepository;
  readonly events: EventRepository;
  readonly subscriptions: SubscriptionRepository;
  readonly deliveries: DeliveryRepository;
  readonly idempotencyKeys: IdempotencyKeyRepository;
  readonly effects: EffectRepository;
  /**
   * Runs `work` while holding a lock that one process at a time can hold, on a connection of its own; answers
   * `{acquired: false}` at once when another holds it. The signal aborts when the connection, and so the lock, is lost.
   */
  withAdvisoryLock<Result>(
    name: string,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<{ acquired: true; result: Result } | { acquired: false }>;
  /** Whether PostgreSQL answers. @throws DatabaseUnavailable when it does not in time (2 s by default) */
  ready(timeoutMs?: number): Promise<void>;
  /** Ends all connections. */
  close(): Promise<void>;
}

/** Opens the data layer; connects with the first query. @throws InvalidEncryptionKeys */
export function createDatabase(options: DatabaseOptions): Database {
  throw new Error(`not yet: ${options.url.length}`);
}
