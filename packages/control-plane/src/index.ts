export type { AnsweredRun, Patience } from './answered-start.ts';
export type { BulkRequest } from './bulk-jobs.ts';
export type { ReceivedMessage } from './channel-messages.ts';
export { ChildRefused, type ChildRunRequest } from './children.ts';
export * from './control-plane.ts';
export {
  CONTROL_ANSWER_MS,
  type ControlAnswer,
  type ResumeRequest,
  type RunCommand,
  resumeCommand,
} from './control-run.ts';
export type { ControlSettings } from './dependencies.ts';
export type { EndRequest } from './end-run.ts';
export type { EventToPublish, PublishedEvent } from './events.ts';
export { CallTooDeep, callKey } from './flow-callers.ts';
export { type FlowRunRequest, runRequestOf, startFlowRun } from './flow-start.ts';
export type { SwitchedOn, SwitchRefusal, TriggerAnswer, TriggerToSwitch } from './flow-triggers/switch-trigger.ts';
export { checkHistory, type HistoryCheckOptions, type HistoryReport } from './history-check.ts';
export type { Difference } from './history-differences.ts';
export type { Housekeeping, HousekeepingIntervals, HousekeepingMetrics } from './housekeeping.ts';
export type { Logger } from './logger.ts';
export type { PieceAnswer } from './piece-call.ts';
export type { TemporalReadiness } from './readiness.ts';
export type { RefusedRetry, RerunRequest, RetryAnswer, RetryFault, RetryRequest } from './retry-request.ts';
export { type BackfillAnswer, type BackfillRequest, MOST_BACKFILLED } from './schedule-backfill.ts';
export type { PauseRequest } from './schedule-pause.ts';
export { type CronTrigger, DEFAULT_CATCHUP, desiredScheduleHash, type ScheduleSource } from './schedule-spec.ts';
export type { OpenedScheduledRun } from './scheduled-run.ts';
export type { ScheduleReport } from './schedules.ts';
export type { AcceptedRun, RunRequest } from './start-run.ts';
export { matchesFilter } from './subscription-filter.ts';
export { connectTemporal, type Temporal, type TemporalOptions } from './temporal.ts';
export { isTemporalUnavailable, TemporalUnavailable } from './temporal-errors.ts';
export type { ToolTest } from './tool-test.ts';
