export {
  CHANNEL_PIECE,
  CHANNEL_TYPES,
  type ChannelAttachment,
  type ChannelSender,
  type ChannelType,
  channelEvent,
  channelOfEvent,
} from './channels.ts';
export { ANY_EVENT, awaitedEvents } from './compile/awaited-events.ts';
export { compile, DEFAULT_RETRY } from './compile/compile.ts';
export { canonicalJson, contentHash, definitionHash, planHash } from './compile/content-hash.ts';
export {
  type Calendar,
  type CalendarRange,
  cronToCalendars,
  type DayName,
  type MonthName,
  monthName,
} from './cron/calendars.ts';
export {
  type ClockCorrections,
  clockCorrections,
  type Rhythm,
  rhythmsOf,
  type WallClockMinute,
} from './cron/clock-changes.ts';
export {
  type FiringTimes,
  fireTimes,
  fireTimesUntil,
  triggerDurationMs,
  upcomingFires,
} from './cron/fire-times.ts';
export { nextFires } from './cron/next-fires.ts';
export { type Cron, type CronFault, type CronParse, parseCron } from './cron/parse-cron.ts';
export { isTimeZone, zonedText } from './cron/time-zones.ts';
export { DATA_PATH_STEPS, type DataPathStep, parseDataPath } from './data-path.ts';
export type {
  BodyDefinition,
  ChannelTrigger,
  ConcurrencyPolicy,
  Definition,
  EdgeDefinition,
  Fault,
  FlowNodeType,
  HmacSignature,
  NodeDefinition,
  NodeType,
  OnError,
  OverlapPolicy,
  PlanNodeType,
  RetryDefinition,
  SignatureKeys,
  SignatureScheme,
  ToolDeclaration,
  Trigger,
  WebhookMethod,
  WebhookSignature,
  WebhookTrigger,
  WorkflowPolicies,
} from './definition.ts';
export {
  COMPENSATION_TYPES,
  CONCURRENCY_POLICIES,
  FLOW_NODE_TYPES,
  HMAC_ALGORITHMS,
  HMAC_ENCODINGS,
  NODE_TYPES,
  ON_ERROR,
  OVERLAP_POLICIES,
  SIGNATURE_SCHEMES,
  WEBHOOK_METHODS,
} from './definition.ts';
export { type DefinitionDiff, diffDefinitions, type NodeChange } from './diff/diff-definitions.ts';
export type { FieldChange } from './diff/values.ts';
export { parseDuration } from './durations.ts';
export { BUILT_IN_NAMES, FORBIDDEN_NAMES, RESERVED_SCOPE_NAMES } from './expressions/builtins.ts';
export { type CodeParse, parseExpression } from './expressions/code.ts';
export { configExpressions, type TextExpressions } from './expressions/config-expressions.ts';
export { directValue } from './expressions/direct.ts';
export {
  type Binding,
  type Expression,
  type ExpressionFault,
  type ExpressionFaultCode,
  type JsExpression,
  MAX_EXPRESSION_LENGTH,
  type PathExpression,
  type Read,
  readingOf,
} from './expressions/expression.ts';
export { formatPath, type Path, type PathValue, readPathAt, resolvePath } from './expressions/path.ts';
export { type References, references } from './expressions/references.ts';
export { createScope, type Scope, type ScopeNode, type ScopeParts } from './expressions/scope.ts';
export { holdsTemplate, parseTemplate, type Segment, type Template } from './expressions/template.ts';
export { textOf } from './expressions/text-of.ts';
export { fillText, type TextValues } from './faults/catalogue.ts';
export {
  FAULT_CODES,
  type FaultCode,
  type FaultValues,
  faultMessage,
  LOCALES,
  type Locale,
} from './faults/messages.ts';
export { FaultReport } from './faults/report.ts';
export { type FaultParams, reportSchemaFaults, type SchemaPlace } from './faults/schema-faults.ts';
export { collectFileRefs, type FileEncoding, type FileRef, fileValue, hashesIn, readFileRef } from './file-ref.ts';
export {
  APP_CONNECTION_STATUSES,
  APP_CONNECTION_TYPES,
  type AppConnectionStatus,
  type AppConnectionType,
  isAppConnectionType,
  isOAuth2Type,
  OAUTH2_TYPES,
  type OAuth2Type,
  pieceConnectionValue,
  pieceNameSpellings,
  piecePackageName,
  servesAs,
} from './flow/app-connections.ts';
export {
  compileFlow,
  FAILURE_RETRY,
  FLOW_RETRY,
  type FlowCompileOptions,
  STEP_TIMEOUT_MS,
} from './flow/compile-flow.ts';
export type {
  CodeAction,
  ContinueOnFailureBranches,
  ErrorHandlingOptions,
  FlowAction,
  FlowNote,
  FlowStep,
  FlowTrigger,
  LoopAction,
  PieceAction,
  PieceFields,
  RouterAction,
  RouterBranch,
  RouterCondition,
  SampleDataInfo,
} from './flow/flow.ts';
export {
  FLOW_VERSION_STATES,
  type FlowVersionState,
  ROUTER_OPERATORS,
  type RouterOperator,
} from './flow/flow.ts';
export { connectionsOf, readsOfStep, variablesOf } from './flow/flow-reads.ts';
export { type FlowScopeParts, flowScope } from './flow/flow-scope.ts';
export {
  type FlowPart,
  type FlowReference,
  type FlowText,
  flowTextValue,
  parseFlowText,
  readsOfValue,
} from './flow/flow-text.ts';
export type { CodeNodeConfig, LoopNodeConfig, PieceNodeConfig, RouterNodeConfig } from './flow/node-configs.ts';
export {
  filledAddress,
  lacksToken,
  needsToken,
  type OAuth2Grant,
  oauth2Grant,
  signInOf,
  textIn,
  tokenExpiry,
} from './flow/oauth2-value.ts';
export { applyOperation } from './flow/operations/apply-operation.ts';
export {
  type FlowContent,
  type FlowOperation,
  FlowOperationInvalid,
  type FlowOperationType,
  type GivenNote,
  type OperationContext,
  STEP_LOCATIONS,
  type StepLocation,
} from './flow/operations/flow-operation.ts';
export {
  PIECE_AUTH_TYPES,
  PIECE_PROPERTY_TYPES,
  type PieceActionMetadata,
  type PieceAuth,
  type PieceAuthType,
  type PieceFacts,
  type PieceMetadata,
  type PieceOptions,
  type PieceProperties,
  type PieceProperty,
  type PiecePropertyType,
  type PieceSummary,
  type PieceTriggerMetadata,
  propertyDefaults,
  TRIGGER_STRATEGIES,
  TRIGGER_TEST_STRATEGIES,
  type TriggerStrategy,
  type TriggerTestStrategy,
} from './flow/piece-metadata.ts';
export type { FlowRead } from './flow/references.ts';
export {
  NO_BRANCH,
  type RenderedBranch,
  type RenderedCondition,
  type RenderedRouter,
  type RouterOutcome,
  routerLabel,
  routerOutcome,
} from './flow/router.ts';
export { flowActionSchema, flowTriggerSchema } from './flow/schema.ts';
export { MAX_FLOW_STEPS, MAX_STEP_NESTING } from './flow/step-reader.ts';
export {
  isPieceName,
  isPieceVersion,
  isStepName,
  RESERVED_STEP_NAMES,
  routerBranchSchema,
  routerConditionsSchema,
  TRIGGER_NAME,
} from './flow/step-shapes.ts';
export {
  actionsFrom,
  chainOf,
  findStep,
  flowSteps,
  followedBy,
  type InnerChain,
  innerChains,
  linked,
  mapChain,
  mapFlow,
} from './flow/steps.ts';
export { flowFaults, isFlowValid, type PieceLookup, type StepFault, withValidity } from './flow/validity.ts';
export type { JsonObject, JsonValue } from './json.ts';
export { pointerBelow, pointerOf } from './json-pointer.ts';
export type { AiGenerateConfig } from './nodes/ai-generate.ts';
export type { ApprovalConfig } from './nodes/approval.ts';
export type { ChannelReplyConfig } from './nodes/channel-reply.ts';
export type { CodeConfig } from './nodes/code.ts';
export type { ConditionConfig } from './nodes/condition.ts';
export type { DelayConfig } from './nodes/delay.ts';
export type { EmailSendConfig } from './nodes/email-send.ts';
export type { FailConfig } from './nodes/fail.ts';
export type { ForEachConfig } from './nodes/for-each.ts';
export type { HttpRequestConfig } from './nodes/http-request.ts';
export { type NodeConfigs, nodeSpecs } from './nodes/index.ts';
export { FLOW_LANES, isFlowNodeType, laneOf } from './nodes/lane.ts';
export type { RespondConfig } from './nodes/respond.ts';
export type { NodeTypeSpec } from './nodes/spec.ts';
export type { SubWorkflowConfig } from './nodes/sub-workflow.ts';
export type { SwitchConfig } from './nodes/switch.ts';
export type { TableQueryConfig } from './nodes/table-query.ts';
export { isWholeWrite, type TableWriteConfig, writeNeeds } from './nodes/table-write.ts';
export type { ToolCallConfig } from './nodes/tool-call.ts';
export type { TransformConfig } from './nodes/transform.ts';
export type { WaitForEventConfig } from './nodes/wait-for-event.ts';
export { isConnectionHeader } from './nodes/web-addresses.ts';
export type { WhileConfig } from './nodes/while.ts';
export type { LoopName, Plan, PlanEdge, PlanNode, RetryPolicy } from './plan.ts';
export * from './run.ts';
export { DEFINITION_FIELDS, definitionSchema } from './schema/definition.ts';
export { edgeSchema } from './schema/edge.ts';
export { EVENT_TYPE_PATTERN, isEventType, MAX_EVENT_TYPE } from './schema/event-type.ts';
export { nodeSchema, retrySchema } from './schema/node.ts';
export { POLICY_FIELDS, policySchemas, runTimeoutSchema } from './schema/policies.ts';
export { isToolName } from './schema/tool-declaration.ts';
export { TRIGGER_TYPES, triggerSchema } from './schema/trigger.ts';
export { WEBHOOK_WAIT_MS, webhookPath } from './schema/webhook.ts';
export {
  type CellFault,
  type CellField,
  type CellValue,
  comparable,
  plainValue,
  readCell,
} from './tables/cell-value.ts';
export {
  FILTER_OPERATORS,
  type FilterOperator,
  RECORD_CHANGES,
  RECORD_EVENTS,
  type RecordChange,
  TABLE_FIELD_TYPES,
  TABLE_LIMITS,
  type TableFieldType,
} from './tables/table-form.ts';
export type { Limits } from './validate/limits.ts';
export { namedWorkflows } from './validate/named-workflows.ts';
export type { KnownVersions } from './validate/rule.ts';
export { type ValidateOptions, type Validation, validateDefinition } from './validate/validate-definition.ts';
export { isVersionLabel, LABEL_PATTERN, readVersionName, type VersionName } from './version-name.ts';
export {
  isDroppedHeader,
  maskedTrigger,
  resolvedSecrets,
  SECRET_MASK,
  secretsOf,
  signatureKeys,
  textList,
  withoutSecrets,
} from './webhook-trigger.ts';
export { storedId, wireId } from './wire-id.ts';
