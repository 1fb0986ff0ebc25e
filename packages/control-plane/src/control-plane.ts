import type {
  ApprovalRow,
  BegunItem,
  BulkJobRow,
  ChannelRow,
  Database,
  DeliveryRow,
  FreedSlot,
  NewMessage,
  RunRow,
  ScheduledFire,
  SettledItem,
  VersionedWorkflow,
} from '@perdura/database';
import type { JsonObject, JsonValue } from '@perdura/definition';
import type { PieceCallInput, RunAnswer, RunSnapshot, TestToolInput, TriggerCallInput } from '@perdura/definition/run';
import { createEvaluator, type Evaluator } from '@perdura/sandbox';
import { refill } from './admission.ts';
import { type AnsweredRun, type Patience, startAnswered } from './answered-start.ts';
import { tellApproval } from './approvals.ts';
import { doBulkItem } from './bulk-items.ts';
import { type BulkRequest, startBulk } from './bulk-jobs.ts';
import { type ReceivedMessage, receiveMessage } from './channel-messages.ts';
import { type ChildRunRequest, startChild } from './children.ts';
import { Coalescer } from './coalescer.ts';
import { type ControlAnswer, controlRun, type RunCommand } from './control-run.ts';
import { redeliver } from './deliveries.ts';
import { type ControlDependencies, type ControlSettings, DEFAULT_SETTINGS } from './dependencies.ts';
import { cancelRun, type EndRequest, terminateRun } from './end-run.ts';
import { type EventToPublish, type PublishedEvent, publishEvent } from './events.ts';
import { callerOf } from './flow-callers.ts';
import { type FlowRunRequest, startFlowRun } from './flow-start.ts';
import {
  askTrigger,
  switchTriggerOff,
  switchTriggerOn,
  type TriggerAnswer,
  type TriggerToSwitch,
} from './flow-triggers/switch-trigger.ts';
import { liveRun, waitForRun } from './follow-run.ts';
import {
  DEFAULT_INTERVALS,
  type Housekeeping,
  type HousekeepingIntervals,
  type HousekeepingMetrics,
  makeHousekeeping,
} from './housekeeping.ts';
import type { Logger } from './logger.ts';
import { callPiece, type PieceAnswer } from './piece-call.ts';
import { type ResumeRequest as PieceResumeRequest, resumedAnswer, resumePiece } from './piece-waits.ts';
import type { TemporalReadiness } from './readiness.ts';
import type { RerunRequest, RetryAnswer, RetryRequest } from './retry-request.ts';
import { rerunRun, retryRun } from './retry-run.ts';
import { type BackfillAnswer, type BackfillRequest, backfillSchedule } from './schedule-backfill.ts';
import { type PauseRequest, pauseSchedule } from './schedule-pause.ts';
import { type OpenedScheduledRun, openScheduledRun } from './scheduled-run.ts';
import { type ScheduleReport, scheduleReport, syncSchedule } from './schedules.ts';
import { type AcceptedRun, type RunRequest, startRun } from './start-run.ts';
import type { Temporal } from './temporal.ts';
import { type ToolTest, testTool } from './tool-test.ts';
import { callTrigger, type TriggerCallRequest } from './trigger-calls.ts';
import { runAnswer } from './webhook-answer.ts';

export interface ControlPlaneOptions {
  database: Database;
  temporal: Temporal;
  logger: Logger;
  /** Evaluates event filters; threads of its own, started when first needed, by default. */
  evaluator?: Pick<Evaluator, 'evaluate'>;
  settings?: Partial<ControlSettings>;
}

export interface HousekeepingOptions extends ControlPlaneOptions {
  intervals?: Partial<HousekeepingIntervals>;
  metrics?: HousekeepingMetrics;
  /** Mails those approvers of a task who are still to be mailed. @default nobody is mailed by housekeeping */
  mailApprovers?: ControlDependencies['mailApprovers'];
  /** Mails what is due of links into accounts. @default nobody is mailed by housekeeping */
  mailAccounts?: ControlDependencies['mailAccounts'];
}

/** What the API does with Temporal. Reads and writes desired state in PostgreSQL first, so that nothing is lost. */
export interface ControlPlane {
  /** Accepts a run; see {@link startRun}. @throws ConcurrencySkipped, QuotaExceeded, IdempotencyConflict, UnknownReference, DatabaseUnavailable */
  startRun(request: RunRequest): Promise<AcceptedRun>;
  /** Accepts a run and waits for its answer; see {@link startAnswered}. @throws as `startRun` */
  startAnswered(request: RunRequest, patience: Patience): Promise<AnsweredRun>;
  /** Accepts a run of a flow; see {@link startFlowRun}. @throws as `startRun` */
  startFlowRun(request: FlowRunRequest): Promise<AcceptedRun>;
  /** Accepts a run that goes on where an ended one stopped; see {@link retryRun}. @throws TemporalUnavailable, DatabaseUnavailable */
  retryRun(projectId: string, runId: string, request: RetryRequest): Promise<RetryAnswer>;
  /** Accepts a run with the data of an ended one; see {@link rerunRun}. @throws TemporalUnavailable, DatabaseUnavailable */
  rerunRun(projectId: string, runId: string, request: RerunRequest): Promise<RetryAnswer>;
  /** Accepts the run of a `sub-workflow` step; see {@link startChild}. @throws ChildRefused, DatabaseUnavailable */
  startChild(request: ChildRunRequest): Promise<RunRow>;
  /** The run of a schedule's fire; see {@link openScheduledRun}. @throws DatabaseUnavailable */
  openScheduled(fire: ScheduledFire): Promise<OpenedScheduledRun>;
  /**
   * Lets queued runs of a workflow go on, after a run gave up its place. Never throws: what does not succeed is left to
   * housekeeping.
   */
  slotFreed(freed: FreedSlot): Promise<void>;
  /** Asks a run to end; see {@link cancelRun}. @throws DatabaseUnavailable */
  cancelRun(projectId: string, runId: string): Promise<EndRequest>;
  /** Ends a run at once; see {@link terminateRun}. @throws TemporalUnavailable, DatabaseUnavailable */
  terminateRun(projectId: string, runId: string, reason?: string): Promise<EndRequest>;
  /** Brings an operator's command to a live run; see {@link controlRun}. @throws TemporalUnavailable, DatabaseUnavailable */
  controlRun(projectId: string, runId: string, command: RunCommand): Promise<ControlAnswer>;
  /** Accepts an operation over many runs; see {@link startBulk}. @throws TooManyRuns, TooManyBulkJobs, IdempotencyConflict, DatabaseUnavailable */
  startBulk(projectId: string, request: BulkRequest): Promise<{ job: BulkJobRow; created: boolean }>;
  /** Does what a job asks of one of its runs; see {@link doBulkItem}. @throws TemporalUnavailable, DatabaseUnavailable */
  doBulkItem(job: BulkJobRow, item: BegunItem, signal?: AbortSignal): Promise<SettledItem>;
  /** A live run as the interpreter knows it; null when it cannot be asked. Never throws. See {@link liveRun}. */
  liveRun(run: RunRow, deadlineMs?: number): Promise<RunSnapshot | null>;
  /** The newest row, once the run has ended or `ms` milliseconds have passed; see {@link waitForRun}. */
  waitForRun(run: RunRow, ms: number): Promise<RunRow>;
  /**
   * What a run answers its caller, once it has responded or ended; null when that takes longer than `ms` milliseconds.
   * See {@link runAnswer}.
   */
  runAnswer(run: RunRow, ms: number, signal: AbortSignal): Promise<RunAnswer | null>;
  /** Resumes a paused piece; see {@link resumePiece}. @throws DatabaseUnavailable */
  resumePiece(request: PieceResumeRequest): ReturnType<typeof resumePiece>;
  /** What a run responds after a request resumed it; see {@link resumedAnswer}. @throws DatabaseUnavailable */
  resumedAnswer(
    request: Pick<PieceResumeRequest, 'runId' | 'requestId'>,
    patience: Patience,
  ): ReturnType<typeof resumedAnswer>;
  /** Which run called a flow; see {@link callerOf}. @throws CallTooDeep */
  callerOf(projectId: string, request: { headers: JsonObject; body: JsonValue }): Promise<FlowRunRequest['caller']>;
  /** Accepts a call of a flow's trigger; see {@link callTrigger}. @throws UnknownReference, DatabaseUnavailable */
  callTrigger(request: TriggerCallRequest, patience: Patience): ReturnType<typeof callTrigger>;
  /** Calls a hook of a flow's trigger once, on a worker; see {@link askTrigger}. @throws TemporalUnavailable */
  askTrigger(input: TriggerCallInput, ms: number): Promise<TriggerAnswer>;
  /** Switches a trigger on; see {@link switchTriggerOn}. @throws TemporalUnavailable, DatabaseUnavailable */
  switchTriggerOn(trigger: TriggerToSwitch, ms: number): ReturnType<typeof switchTriggerOn>;
  /** Switches a trigger off; see {@link switchTriggerOff}. @throws TemporalUnavailable, DatabaseUnavailable */
  switchTriggerOff(trigger: TriggerToSwitch, ms: number): ReturnType<typeof switchTriggerOff>;
  /** Brings Temporal's schedule to the workflow's row; see {@link syncSchedule}. */
  syncSchedule(projectId: string, workflowId: string): Promise<void>;
  /** Pauses or resumes a schedule; see {@link pauseSchedule}. @throws DatabaseUnavailable */
  pauseSchedule(projectId: string, workflowId: string, request: PauseRequest): ReturnType<typeof pauseSchedule>;
  /** Makes runs for times that have passed; see {@link backfillSchedule}. @throws IdempotencyConflict, DatabaseUnavailable */
  backfillSchedule(workflow: VersionedWorkflow, request: BackfillRequest): Promise<BackfillAnswer>;
  /** What a workflow's schedule did and will do; null without one. @throws TemporalUnavailable */
  scheduleReport(workflowId: string): Promise<ScheduleReport | null>;
  /** Stores an event and starts what waits for it; see {@link publishEvent}. @throws DatabaseUnavailable */
  publishEvent(projectId: string, event: EventToPublish): Promise<PublishedEvent>;
  /** Keeps a message of a channel and starts what listens to it; see {@link receiveMessage}. @throws DatabaseUnavailable */
  receiveMessage(channel: ChannelRow, message: NewMessage): Promise<ReceivedMessage>;
  /** Tells the run of an approval's task that it changed; never throws. See {@link tellApproval}. */
  tellApproval(task: ApprovalRow): Promise<void>;
  /** Sends a delivery again; null when there is none. See {@link redeliver}. @throws DatabaseUnavailable */
  redeliver(projectId: string, subscriptionId: string, deliveryId: string): Promise<DeliveryRow | null>;
  /** Calls a tool once, on a worker, waiting at most `ms` milliseconds. @throws TemporalUnavailable */
  testTool(input: TestToolInput, ms: number): Promise<ToolTest>;
  /** Asks a piece something outside of any run, on a worker, waiting at most `ms` milliseconds. @throws TemporalUnavailable */
  callPiece(input: PieceCallInput, ms: number): Promise<PieceAnswer>;
  /** State of Temporal, for `/readyz`. Never throws. */
  temporalReady(deadlineMs?: number): Promise<TemporalReadiness>;
  /** Ends the threads that evaluate filters; database and Temporal stay the caller's. */
  close(): Promise<void>;
}

/** The control plane over a database and a Temporal connection that the caller opened and closes. */
export function createControlPlane(options: ControlPlaneOptions): ControlPlane {
  const { deps, close } = dependencies(options);
  return {
    startRun: (request) => startRun(deps, request),
    startAnswered: (request, patience) => startAnswered(deps, request, patience),
    startFlowRun: (request) => startFlowRun(deps, request),
    retryRun: (projectId, runId, request) => retryRun(deps, projectId, runId, request),
    rerunRun: (projectId, runId, request) => rerunRun(deps, projectId, runId, request),
    startChild: (request) => startChild(deps, request),
    openScheduled: (fire) => openScheduledRun(deps, fire),
    slotFreed: (freed) => refill(deps, freed),
    cancelRun: (projectId, runId) => cancelRun(deps, projectId, runId),
    terminateRun: (projectId, runId, reason) => terminateRun(deps, projectId, runId, reason),
    controlRun: (projectId, runId, command) => controlRun(deps, projectId, runId, command),
    startBulk: (projectId, request) => startBulk(deps, projectId, request),
    doBulkItem: (job, item, signal) => doBulkItem(deps, job, item, signal),
    liveRun: (run, deadlineMs) => liveRun(deps, run, deadlineMs),
    waitForRun: (run, ms) => waitForRun(deps, run, ms),
    runAnswer: (run, ms, signal) => runAnswer(deps, run, ms, signal),
    resumePiece: (request) => resumePiece(deps, request),
    resumedAnswer: (request, patience) => resumedAnswer(deps, request, patience),
    callerOf: (projectId, request) => callerOf(deps, projectId, request),
    callTrigger: (request, patience) => callTrigger(deps, request, patience),
    askTrigger: (input, ms) => askTrigger(deps, input, ms),
    switchTriggerOn: (trigger, ms) => switchTriggerOn(deps, trigger, ms),
    switchTriggerOff: (trigger, ms) => switchTriggerOff(deps, trigger, ms),
    syncSchedule: (projectId, workflowId) => syncSchedule(deps, projectId, workflowId),
    pauseSchedule: (projectId, workflowId, request) => pauseSchedule(deps, projectId, workflowId, request),
    backfillSchedule: (workflow, request) => backfillSchedule(deps, workflow, request),
    scheduleReport: (workflowId) => scheduleReport(deps, workflowId),
    publishEvent: (projectId, event) => publishEvent(deps, projectId, event),
    receiveMessage: (channel, message) => receiveMessage(deps, channel, message),
    tellApproval: (task) => tellApproval(deps, task),
    redeliver: (projectId, subscriptionId, deliveryId) => redeliver(deps, projectId, subscriptionId, deliveryId),
    testTool: (input, ms) => testTool(deps, input, ms),
    callPiece: (input, ms) => callPiece(deps, input, ms),
    temporalReady: (deadlineMs) => deps.temporal.ready(deadlineMs),
    close,
  };
}

/** Housekeeping for a worker process; see {@link makeHousekeeping}. */
export function createHousekeeping(options: HousekeepingOptions): Housekeeping {
  const { deps, close } = dependencies(options);
  const { mailApprovers, mailAccounts } = options;
  const mails = { ...(mailApprovers ? { mailApprovers } : {}), ...(mailAccounts ? { mailAccounts } : {}) };
  const keeper = makeHousekeeping(
    { ...deps, ...mails },
    { ...DEFAULT_INTERVALS, ...options.intervals },
    options.metrics,
  );
  return {
    ...keeper,
    stop: async (graceMs) => {
      await keeper.stop(graceMs);
      await close();
    },
  };
}

function dependencies(options: ControlPlaneOptions): { deps: ControlDependencies; close(): Promise<void> } {
  const { database, temporal, logger } = options;
  const own = options.evaluator ? null : createEvaluator({ threads: 1 });
  const evaluator = options.evaluator ?? (own as Evaluator);
  return {
    deps: {
      database,
      temporal,
      logger,
      evaluator,
      settings: { ...DEFAULT_SETTINGS, ...options.settings },
      startedAt: Date.now(),
      scheduleSyncs: new Coalescer(),
      admissions: new Coalescer(),
    },
    close: async () => await own?.close(),
  };
}
