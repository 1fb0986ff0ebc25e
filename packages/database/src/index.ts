export * from './api-key-format.ts';
export {
  type ApiKeyRepository,
  type ApiKeyRow,
  type ApiKeyScope,
  InvalidApiKey,
  type NewApiKey,
} from './api-keys.ts';
export {
  type ApprovalChange,
  type Delegation,
  excludedOf,
  type LinkedChange,
  type NewDecision,
  refusalTo,
} from './approval-changes.ts';
export type { ApprovalComment, ApprovalRow, ApprovalRun, OnTimeout } from './approval-row.ts';
export {
  APPROVAL_STATUSES,
  type ApprovalDecision,
  type ApprovalStatus,
  type Approver,
  hasDecided,
  identitiesOf,
  isOneOf,
} from './approval-rules.ts';
export type * from './approvals.ts';
export type { Person, ResolvedApprovers } from './approvers.ts';
export * from './audit.ts';
export * from './blob-errors.ts';
export { blobStream, storeStream } from './blob-streams.ts';
export type * from './blobs.ts';
export * from './bulk-jobs.ts';
export type { CarriedStepRepository, CarriedSteps, FinishedStep, GivenStep, StepsToCarry } from './carried-steps.ts';
export type * from './channels/channel-messages.ts';
export type * from './channels/channels.ts';
export type * from './children.ts';
export type * from './connections.ts';
export type * from './connections-of-flows.ts';
export * from './database.ts';
export type * from './deliveries.ts';
export type * from './drafts.ts';
export type * from './effects.ts';
export type * from './enabled-flows.ts';
export * from './encryption-settings.ts';
export * from './errors.ts';
export type * from './event-waits.ts';
export type * from './events.ts';
export type * from './flow-runs.ts';
export type * from './flow-samples.ts';
export type * from './flow-targets.ts';
export type * from './flow-triggers.ts';
export type * from './flow-versions.ts';
export * from './flows.ts';
export type * from './folders.ts';
export type * from './groups.ts';
export type { HistoryRepository, HistoryRequest, HistoryStep } from './history-rows.ts';
export type * from './idempotency-keys.ts';
export { idAt, isId, newId } from './ids.ts';
export * from './iteration-page.ts';
export type * from './labels.ts';
export type * from './later-runs.ts';
export type { Lineage, LineageRepository, LineageRow } from './lineage.ts';
export type * from './mcp/mcp-calls.ts';
export * from './mcp/mcp-servers.ts';
export * from './migrate.ts';
export type { Page, PageRequest } from './paging.ts';
export type { MemberChange, MemberRepository } from './people/members.ts';
export type * from './people/user-invitations.ts';
export type * from './piece-files.ts';
export type * from './piece-releases.ts';
export type * from './piece-resumptions.ts';
export type { WaitingPiece } from './piece-wait-ids.ts';
export type * from './piece-waits.ts';
export type * from './projects.ts';
export { QuotaExceeded, type QuotaRepository, type QuotaUse, type StockQuota, type WindowQuota } from './quotas.ts';
export type * from './retention.ts';
export type { Rewrapped } from './rewrap.ts';
export type * from './run-changes.ts';
export type { CountGroup, CountRequest } from './run-counts.ts';
export type { CreatedRun, FlowOfRun, NewRun, RunSlot } from './run-creation.ts';
export type { CodedStatus, RunFilter } from './run-filter.ts';
export type { Recorded, RunEnd } from './run-recording.ts';
export type { ListedExecution, RunReset, RunResetRepository } from './run-resets.ts';
export { flowIdentity, RUN_ENVIRONMENTS, type RunEnvironment, type RunRow } from './run-row.ts';
export { type RunSearchRepository, SearchTooBroad } from './run-search.ts';
export type { RunSort, RunSortField, SortedRequest, SortedRuns, SortPlace } from './run-sort.ts';
export * from './run-state.ts';
export type * from './run-tags.ts';
export type { RunRepository } from './runs.ts';
export { BlobStoreUnavailable, type S3Settings } from './s3-contents.ts';
export * from './s3-settings.ts';
export type { NewSavedSearch, SavedSearchRepository, SavedSearchRow } from './saved-searches.ts';
export * from './schedule-fires.ts';
export type * from './schedule-watches.ts';
export {
  type OpenedFire,
  pausedReason,
  type RunPolicies,
  type ScheduledFire,
  type ScheduledStart,
} from './scheduled-runs.ts';
export type * from './schedules.ts';
export type * from './search-changes.ts';
export * from './secrets.ts';
export { type Actor, credentialOf } from './sign-in/actor.ts';
export type * from './sign-in/oidc.ts';
export type * from './sign-in/password-resets.ts';
export type * from './sign-in/passwords.ts';
export { isSessionToken } from './sign-in/session-token.ts';
export type * from './sign-in/sessions.ts';
export {
  hashToken,
  newToken,
  type TokenMail,
  type TokenMailRows,
  type TokenMails,
  tokenMails,
} from './sign-in/token-mails.ts';
export type { FreedSlot, SlotRepository } from './slots.ts';
export type * from './step-attempts.ts';
export type { StepRow } from './step-row.ts';
export type { RoundCount, SelectedSteps } from './step-selection.ts';
export type * from './steps.ts';
export { storable, storableText } from './storable.ts';
export type * from './store-entries.ts';
export type * from './subscriptions.ts';
export type { GivenCell } from './tables/record-cells.ts';
export type { RecordCondition } from './tables/record-filters.ts';
export type { FoundRecords, RecordOrder, RecordPlace, RecordQuery } from './tables/record-query.ts';
export type { ChangeContext, RecordRow, StoredCell } from './tables/record-row.ts';
export * from './tables/record-views.ts';
export * from './tables/table-errors.ts';
export {
  fieldFinder,
  type NewTableField,
  type TableFieldRepository,
  type TableFieldRow,
} from './tables/table-fields.ts';
export type { RecordRepository } from './tables/table-records.ts';
export type { TableRow } from './tables/table-row.ts';
export type { NewTableWatch, TableWatchRepository, TableWatchRow } from './tables/table-watches.ts';
export type { NewTable, TableFilter, TableRepository } from './tables/tables.ts';
export type * from './tools.ts';
export type * from './trigger-calls.ts';
export type * from './trigger-events.ts';
export type * from './trigger-stats.ts';
export type { TwoWayPage, TwoWayPageRequest } from './two-way-paging.ts';
export type * from './users.ts';
export type * from './variables.ts';
export type * from './versions.ts';
export type { WebhookTarget, WebhookTriggerRepository } from './webhook-triggers.ts';
export type * from './workflows.ts';
