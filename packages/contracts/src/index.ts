export { BUILT_IN_TOOLS, type BuiltInTool } from './built-in-tools.ts';
export { ERROR_CODES, type ErrorCode, statusOf, titleOf } from './error-codes.ts';
export { EMITTED_EVENT_TYPES, KNOWN_EVENT_TYPES } from './event-types.ts';
export { ID_PATTERN } from './fields.ts';
export { leastRole } from './least-role.ts';
export {
  DEFAULT_LOCALE,
  isMessageKey,
  LOCALES,
  type Locale,
  type MessageKey,
  message,
  negotiateLocale,
} from './messages.ts';
export { faultsOf, type OpenApiDocument, openApiDocument } from './openapi.ts';
export { type Problem, type ProblemFault, problem } from './problem.ts';
export { requestFaults } from './request-faults.ts';
export { apiKeyRoutes } from './resources/api-keys.ts';
export { approvalPageRoutes, approvalRoutes, decisionBody } from './resources/approvals.ts';
export { auditRoutes } from './resources/audit.ts';
export { bulkRoutes, SHOWN_BULK_ERRORS } from './resources/bulk.ts';
export {
  CHANNEL_PROVIDERS,
  type ChannelProvider,
  channelMessageRoutes,
  channelRoutes,
  newMessage,
} from './resources/channels.ts';
export {
  CONNECTION_TYPES,
  type ConnectionType,
  connectionDocument,
  connectionOfNoType,
  connectionRoutes,
  connectionValue,
} from './resources/connections.ts';
export { draftRoutes } from './resources/drafts.ts';
export { appConnectionRoutes, appConnectionValue } from './resources/engine/app-connections.ts';
export {
  type EngineCursor,
  engineCursorText,
  readEngineCursor,
} from './resources/engine/engine-paging.ts';
export { type FlowOperationBody, flowOperation } from './resources/engine/flow-operations.ts';
export { type FlowRunStatus, flowRunRoutes, type StepOutputStatus } from './resources/engine/flow-runs.ts';
export { flowWebhookRoutes } from './resources/engine/flow-webhooks.ts';
export { flowRoutes } from './resources/engine/flows.ts';
export { folderRoutes } from './resources/engine/folders.ts';
export { mcpRoutes } from './resources/engine/mcp.ts';
export { MAX_MCP_TOOLS, mcpServerRoutes } from './resources/engine/mcp-servers.ts';
export { pieceFileRoutes } from './resources/engine/piece-files.ts';
export { pieceOptionsRoutes } from './resources/engine/piece-options.ts';
export { pieceRoutes } from './resources/engine/pieces.ts';
export { tableFieldRoutes } from './resources/engine/table-fields.ts';
export { tableRecordRoutes } from './resources/engine/table-records.ts';
export { tableRoutes } from './resources/engine/tables.ts';
export { testTriggerRoutes } from './resources/engine/test-trigger.ts';
export { triggerEventRoutes } from './resources/engine/trigger-events.ts';
export { triggerRunRoutes } from './resources/engine/trigger-runs.ts';
export {
  ENGINE_ROLE_NAMES,
  type InvitationType,
  invitedRoutes,
  type PlatformRole,
  userInvitationRoutes,
} from './resources/engine/user-invitations.ts';
export { variableRoutes } from './resources/engine/variables.ts';
export { eventRoutes, isSigningSecret } from './resources/events.ts';
export { groupRoutes } from './resources/groups.ts';
export { hookRoutes } from './resources/hooks.ts';
export { labelRoutes } from './resources/labels.ts';
export { memberRoutes } from './resources/members.ts';
export { peopleRoutes } from './resources/people.ts';
export { type ProjectSettings, projectRoutes, QUOTA_NAMES, type QuotaName } from './resources/projects.ts';
export { runControlRoutes } from './resources/run-control.ts';
export { runEventRoutes } from './resources/run-events.ts';
export { runFileRoutes } from './resources/run-files.ts';
export {
  filterFaults,
  type RunFilterFields,
  runFilterBody,
  runFilterQuery,
} from './resources/run-filter.ts';
export {
  MOST_COUNT_GROUPS,
  type RunCountGroup,
  type RunSortField,
  type RunSortText,
  runSearchRoutes,
} from './resources/run-search.ts';
export { runStepRoutes } from './resources/run-steps.ts';
export { MAXIMUM_WAIT_SECONDS, runRoutes } from './resources/runs.ts';
export { savedSearchRoutes } from './resources/saved-searches.ts';
export { scheduleRoutes } from './resources/schedules.ts';
export { serviceRoutes } from './resources/service.ts';
export { PASSWORD_LENGTHS, sessionRoutes, signInRoutes } from './resources/sign-in.ts';
export { type ToolExecution, toolRoutes } from './resources/tools.ts';
export { versionRoutes } from './resources/versions.ts';
export { workflowChange, workflowRoutes } from './resources/workflows.ts';
export { hasRole, higherRole, type LeastRole, PROJECT_ROLES, type ProjectRole } from './roles.ts';
export type { AnswerOf, BodyOf, HeadersOf, ParamsOf, QueryOf, RouteContract } from './route.ts';
export { ENGINE_MOUNT } from './route.ts';
export { ROUTES } from './routes.ts';
export { RUN_ORIGIN_MEANING, RUN_STATUS_MEANING, STEP_STATUS_MEANING } from './run-status.ts';
