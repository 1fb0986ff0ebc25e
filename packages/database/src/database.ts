import { withAdvisoryLock } from './advisory-lock.ts';
import { type ApiKeyRepository, apiKeyRepository } from './api-keys.ts';
import { type ApprovalRepository, approvalRepository } from './approvals.ts';
import { type AuditRepository, auditRepository } from './audit.ts';
import { type ContentStores, postgresContents } from './blob-contents.ts';
import { type BlobRepository, blobRepository } from './blobs.ts';
import { type BulkJobRepository, bulkJobRepository } from './bulk-jobs.ts';
import { type CarriedStepRepository, carriedStepRepository } from './carried-steps.ts';
import { type ChannelMessageRepository, channelMessageRepository } from './channels/channel-messages.ts';
import { type ChannelRepository, channelRepository } from './channels/channels.ts';
import { type ChildRepository, childRepository } from './children.ts';
import { type ConnectionRepository, connectionRepository } from './connections.ts';
import { type AppConnectionRepository, appConnectionRepository } from './connections-of-flows.ts';
import { type DeliveryRepository, deliveryRepository } from './deliveries.ts';
import { type DraftRepository, draftRepository } from './drafts.ts';
import { type EffectRepository, effectRepository } from './effects.ts';
import { type EnabledFlowRepository, enabledFlowRepository } from './enabled-flows.ts';
import { DatabaseUnavailable } from './errors.ts';
import { type EventWaitRepository, eventWaitRepository } from './event-waits.ts';
import { type EventRepository, eventRepository } from './events.ts';
import { type FlowRunRepository, flowRunRepository } from './flow-runs.ts';
import { type FlowSampleRepository, flowSampleRepository } from './flow-samples.ts';
import { type FlowTargetRepository, flowTargetRepository } from './flow-targets.ts';
import { type FlowTriggerRepository, flowTriggerRepository } from './flow-triggers.ts';
import { type FlowVersionRepository, flowVersionRepository } from './flow-versions.ts';
import { type FlowRepository, flowRepository } from './flows.ts';
import { type FolderRepository, folderRepository } from './folders.ts';
import { type GroupRepository, groupRepository } from './groups.ts';
import { type HistoryRepository, historyRepository } from './history-rows.ts';
import { type IdempotencyKeyRepository, idempotencyKeyRepository } from './idempotency-keys.ts';
import { type LabelRepository, labelRepository } from './labels.ts';
import { type LaterRunRepository, laterRunRepository } from './later-runs.ts';
import { type LineageRepository, lineageRepository } from './lineage.ts';
import { type McpCallRepository, mcpCallRepository } from './mcp/mcp-calls.ts';
import { type McpServerRepository, mcpServerRepository } from './mcp/mcp-servers.ts';
import { type MemberRepository, memberRepository } from './people/members.ts';
import { type UserInvitationRepository, userInvitationRepository } from './people/user-invitations.ts';
import { type PieceFileRepository, pieceFileRepository } from './piece-files.ts';
import { type PieceReleaseRepository, pieceReleaseRepository } from './piece-releases.ts';
import { type PieceResumptionRepository, pieceResumptionRepository } from './piece-resumptions.ts';
import { type PieceWaitRepository, pieceWaitRepository } from './piece-waits.ts';
import { ProjectSettingsCache } from './project-settings.ts';
import { type ProjectRepository, projectRepository } from './projects.ts';
import { type QuotaRepository, quotaRepository } from './quotas.ts';
import { type RetentionRepository, retentionRepository } from './retention.ts';
import { type RunChangeRepository, runChangeRepository } from './run-changes.ts';
import { type RunResetRepository, runResetRepository } from './run-resets.ts';
import { type RunSearchRepository, runSearchRepository } from './run-search.ts';
import { type RunTagRepository, runTagRepository } from './run-tags.ts';
import { type RunRepository, runRepository } from './runs.ts';
import { type S3Settings, s3Contents } from './s3-contents.ts';
import { type SavedSearchRepository, savedSearchRepository } from './saved-searches.ts';
import { type ScheduleFireRepository, scheduleFireRepository } from './schedule-fires.ts';
import { type ScheduleWatchRepository, scheduleWatchRepository } from './schedule-watches.ts';
import { type ScheduleRepository, scheduleRepository } from './schedules.ts';
import { type SearchChangeRepository, searchChangeRepository } from './search-changes.ts';
import { type EncryptionKeys, parseEncryptionKeys } from './secrets.ts';
import { type OidcRepository, oidcRepository } from './sign-in/oidc.ts';
import { type PasswordResetRepository, passwordResetRepository } from './sign-in/password-resets.ts';
import { type PasswordRepository, passwordRepository } from './sign-in/passwords.ts';
import { type SessionRepository, sessionRepository } from './sign-in/sessions.ts';
import { type SlotRepository, slotRepository } from './slots.ts';
import { type StepAttemptRepository, stepAttemptRepository } from './step-attempts.ts';
import { type StepRepository, stepRepository } from './steps.ts';
import {
  openAbortable,
  openLocks,
  openPool,
  openPrisma,
  openSql,
  openTransactions,
  type Sql,
  type Store,
} from './store.ts';
import { type StoreEntryRepository, storeEntryRepository } from './store-entries.ts';
import { type SubscriptionRepository, subscriptionRepository } from './subscriptions.ts';
import { type TableFieldRepository, tableFieldRepository } from './tables/table-fields.ts';
import { type RecordRepository, recordRepository } from './tables/table-records.ts';
import { type TableWatchRepository, tableWatchRepository } from './tables/table-watches.ts';
import { type TableRepository, tableRepository } from './tables/tables.ts';
import { type ToolRepository, toolRepository } from './tools.ts';
import { type TriggerCallRepository, triggerCallRepository } from './trigger-calls.ts';
import { type TriggerEventRepository, triggerEventRepository } from './trigger-events.ts';
import { type TriggerStatRepository, triggerStatRepository } from './trigger-stats.ts';
import { type UserRepository, userRepository } from './users.ts';
import { type VariableRepository, variableRepository } from './variables.ts';
import { type VersionRepository, versionRepository } from './versions.ts';
import { type WebhookTriggerRepository, webhookTriggerRepository } from './webhook-triggers.ts';
import { type WorkflowRepository, workflowRepository } from './workflows.ts';

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
  /** Where large values go from now on; PostgreSQL without it. Those of before stay where they are. */
  s3?: S3Settings;
  /** How many records a table may have. @default 100000 */
  maxTableRecords?: number;
}

/**
 * All stored state. Every tenant-facing method takes the actor's project first and finds nothing of another one;
 * methods marked as housekeeping look at all projects. Missing rows are `null` or `false`. Any method rejects with
 * DatabaseUnavailable while PostgreSQL is away; the pool recovers by itself.
 */
export interface Database {
  readonly projects: ProjectRepository;
  readonly users: UserRepository;
  readonly members: MemberRepository;
  readonly userInvitations: UserInvitationRepository;
  readonly apiKeys: ApiKeyRepository;
  readonly sessions: SessionRepository;
  readonly passwords: PasswordRepository;
  readonly passwordResets: PasswordResetRepository;
  readonly oidc: OidcRepository;
  readonly workflows: WorkflowRepository;
  readonly versions: VersionRepository;
  readonly labels: LabelRepository;
  readonly drafts: DraftRepository;
  readonly webhookTriggers: WebhookTriggerRepository;
  readonly runs: RunRepository;
  readonly runResets: RunResetRepository;
  readonly history: HistoryRepository;
  readonly runSearch: RunSearchRepository;
  readonly flowRuns: FlowRunRepository;
  readonly flowTargets: FlowTargetRepository;
  readonly triggerCalls: TriggerCallRepository;
  readonly triggerEvents: TriggerEventRepository;
  readonly triggerStats: TriggerStatRepository;
  readonly flowTriggers: FlowTriggerRepository;
  readonly runChanges: RunChangeRepository;
  readonly searchChanges: SearchChangeRepository;
  readonly savedSearches: SavedSearchRepository;
  readonly slots: SlotRepository;
  readonly laterRuns: LaterRunRepository;
  readonly schedules: ScheduleRepository;
  readonly scheduleFires: ScheduleFireRepository;
  readonly scheduleWatches: ScheduleWatchRepository;
  readonly steps: StepRepository;
  readonly carriedSteps: CarriedStepRepository;
  readonly lineage: LineageRepository;
  readonly stepAttempts: StepAttemptRepository;
  readonly blobs: BlobRepository;
  readonly retention: RetentionRepository;
  readonly tables: TableRepository;
  readonly tableFields: TableFieldRepository;
  readonly tableRecords: RecordRepository;
  readonly tableWatches: TableWatchRepository;
  readonly tools: ToolRepository;
  readonly connections: ConnectionRepository;
  readonly appConnections: AppConnectionRepository;
  readonly events: EventRepository;
  readonly eventWaits: EventWaitRepository;
  readonly channels: ChannelRepository;
  readonly channelMessages: ChannelMessageRepository;
  readonly children: ChildRepository;
  readonly pieceResumptions: PieceResumptionRepository;
  readonly approvals: ApprovalRepository;
  readonly flows: FlowRepository;
  readonly flowVersions: FlowVersionRepository;
  readonly flowSamples: FlowSampleRepository;
  readonly folders: FolderRepository;
  readonly mcpServers: McpServerRepository;
  readonly mcpCalls: McpCallRepository;
  readonly groups: GroupRepository;
  readonly subscriptions: SubscriptionRepository;
  readonly deliveries: DeliveryRepository;
  readonly bulkJobs: BulkJobRepository;
  readonly idempotencyKeys: IdempotencyKeyRepository;
  readonly effects: EffectRepository;
  readonly enabledFlows: EnabledFlowRepository;
  readonly runTags: RunTagRepository;
  readonly variables: VariableRepository;
  readonly pieceReleases: PieceReleaseRepository;
  readonly storeEntries: StoreEntryRepository;
  readonly pieceFiles: PieceFileRepository;
  readonly pieceWaits: PieceWaitRepository;
  readonly audit: AuditRepository;
  readonly quotas: QuotaRepository;
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
  const { url, encryptionKeys: keys } = options;
  const pool = openPool({
    url,
    poolSize: options.poolSize ?? 10,
    connectTimeoutMs: options.connectTimeoutMs ?? 4_000,
    statementTimeoutMs: options.statementTimeoutMs ?? 15_000,
    onIdleError: (error) => options.logger?.warn({ err: error }, 'a connection to PostgreSQL was lost while idle'),
  });
  const sql = openSql(pool);
  const projectSettings = new ProjectSettingsCache(sql);
  const store: Store = {
    prisma: openPrisma(pool),
    sql,
    abortable: openAbortable(pool),
    underLock: openLocks(pool),
    inTransaction: openTransactions(pool),
    keys: typeof keys === 'string' ? parseEncryptionKeys(keys) : keys,
    projectSettings,
    quotas: quotaRepository({ sql }, projectSettings),
  };
  const s3 = options.s3 === undefined ? null : s3Contents(options.s3);
  const contents: ContentStores = {
    stores: new Map([['postgres', postgresContents(store.sql)], ...(s3 === null ? [] : ([['s3', s3]] as const))]),
    current: s3 === null ? 'postgres' : 's3',
  };
  return {
    ...repositories(store, contents, options),
    withAdvisoryLock: (name, work) => withAdvisoryLock(url, name, work),
    ready: (timeoutMs = 2_000) => answersInTime(store.sql, timeoutMs),
    async close() {
      await store.prisma.$disconnect();
      await pool.end();
      await s3?.close();
    },
  };
}

function repositories(
  store: Store,
  contents: ContentStores,
  { maxTableRecords = 100_000 }: Pick<DatabaseOptions, 'maxTableRecords'>,
): Omit<Database, 'withAdvisoryLock' | 'ready' | 'close'> {
  return {
    projects: projectRepository(store),
    users: userRepository(store),
    members: memberRepository(store),
    userInvitations: userInvitationRepository(store),
    apiKeys: apiKeyRepository(store),
    sessions: sessionRepository(store),
    passwords: passwordRepository(store),
    passwordResets: passwordResetRepository(store),
    oidc: oidcRepository(store),
    workflows: workflowRepository(store),
    versions: versionRepository(store),
    labels: labelRepository(store),
    drafts: draftRepository(store),
    webhookTriggers: webhookTriggerRepository(store, workflowRepository(store)),
    runs: runRepository(store),
    runResets: runResetRepository(store),
    history: historyRepository(store),
    runSearch: runSearchRepository(store),
    flowRuns: flowRunRepository(store),
    flowTargets: flowTargetRepository(store),
    triggerCalls: triggerCallRepository(store),
    triggerEvents: triggerEventRepository(store),
    triggerStats: triggerStatRepository(store),
    flowTriggers: flowTriggerRepository(store),
    runChanges: runChangeRepository(store),
    searchChanges: searchChangeRepository(store),
    savedSearches: savedSearchRepository(store),
    slots: slotRepository(store),
    laterRuns: laterRunRepository(store),
    schedules: scheduleRepository(store),
    scheduleFires: scheduleFireRepository(store),
    scheduleWatches: scheduleWatchRepository(store),
    steps: stepRepository(store),
    carriedSteps: carriedStepRepository(store),
    lineage: lineageRepository(store),
    stepAttempts: stepAttemptRepository(store),
    blobs: blobRepository({ sql: store.sql, contents }),
    retention: retentionRepository(store),
    tables: tableRepository(store),
    tableFields: tableFieldRepository(store),
    tableRecords: recordRepository(store, { maxRecords: maxTableRecords }),
    tableWatches: tableWatchRepository(store),
    tools: toolRepository(store),
    connections: connectionRepository(store),
    appConnections: appConnectionRepository(store),
    events: eventRepository(store),
    eventWaits: eventWaitRepository(store),
    channels: channelRepository(store),
    channelMessages: channelMessageRepository(store),
    children: childRepository(store),
    pieceResumptions: pieceResumptionRepository(store),
    approvals: approvalRepository(store),
    flows: flowRepository(store),
    flowVersions: flowVersionRepository(store),
    flowSamples: flowSampleRepository(store),
    folders: folderRepository(store),
    mcpServers: mcpServerRepository(store),
    mcpCalls: mcpCallRepository(store),
    groups: groupRepository(store),
    subscriptions: subscriptionRepository(store),
    deliveries: deliveryRepository(store),
    bulkJobs: bulkJobRepository(store),
    idempotencyKeys: idempotencyKeyRepository(store),
    effects: effectRepository(store),
    enabledFlows: enabledFlowRepository(store),
    runTags: runTagRepository(store),
    variables: variableRepository(store),
    pieceReleases: pieceReleaseRepository(store),
    storeEntries: storeEntryRepository(store),
    pieceFiles: pieceFileRepository(store),
    pieceWaits: pieceWaitRepository(store),
    audit: auditRepository(store),
    quotas: store.quotas,
  };
}

async function answersInTime(sql: Sql, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DatabaseUnavailable(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([sql('SELECT 1'), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
