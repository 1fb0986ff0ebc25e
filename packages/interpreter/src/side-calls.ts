import type {
  ApprovalRef,
  ApprovalState,
  CarriedRun,
  CollectListInput,
  GatherRoundInput,
  MatchEventInput,
  OpenedRun,
  OpenRunInput,
  RunActivities,
  RunSnapshot,
  StepPlace,
  ValueRef,
  WrapValueInput,
} from '@perdura/definition/run';
import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';

type JsonValue = CarriedRun[string];

/** Waits out a long outage of the database: nothing can be done without what these activities bring. */
const { 'open-run': openPatiently } = proxyActivities<RunActivities>({
  cancellationType: 'TRY_CANCEL',
  startToCloseTimeout: 30_000,
  scheduleToCloseTimeout: 24 * 60 * 60 * 1000,
  retry: { initialInterval: 500, backoffCoefficient: 2, maximumInterval: 15_000 },
});

/**
 * Records and stored values are local activities: their inputs, which may be larger than Temporal's payloads, stay out
 * of the history. Never two at once, and never beside a node of the local lane.
 */
const {
  'record-run': recordPatiently,
  'store-values': storePatiently,
  'collect-list': collectPatiently,
  'load-value': loadPatiently,
  'wrap-value': wrapPatiently,
  'approval-state': approvalPatiently,
  'approval-end': endPatiently,
  'match-event': matchPatiently,
  'gather-round': gatherPatiently,
} = proxyLocalActivities<RunActivities>({
  startToCloseTimeout: 30_000,
  scheduleToCloseTimeout: 24 * 60 * 60 * 1000,
  localRetryThreshold: 5_000,
  retry: { initialInterval: 500, backoffCoefficient: 2, maximumInterval: 60_000 },
});

/** The last word must not hold up the end of a run: the reconciler makes good what is lost here. */
const { 'record-run': recordBriefly } = proxyLocalActivities<RunActivities>({
  startToCloseTimeout: 2_000,
  scheduleToCloseTimeout: 5_000,
  retry: { maximumAttempts: 3, initialInterval: 200, backoffCoefficient: 2, maximumInterval: 1_000 },
});

export function openRun(input: OpenRunInput): Promise<OpenedRun> {
  return openPatiently(input);
}

/** Stores values as blobs and answers their references in the same order. */
export function storeValues(projectId: string, runId: string, values: JsonValue[]): Promise<ValueRef[]> {
  return storePatiently({ projectId, runId, values });
}

/** Writes a snapshot that later ones will not repeat, however long that takes. */
export function recordForGood(snapshot: RunSnapshot): Promise<void> {
  return recordPatiently(snapshot);
}

/** Writes the last snapshot, within the workflow task that ends the run. Fails silently. */
export function recordLastWord(snapshot: RunSnapshot): Promise<void> {
  // The `run` query still answers this snapshot, and the reconciler reads it.
  return recordBriefly(snapshot).catch(() => undefined);
}

/** What the end of a step lets go of must not hold up the run: housekeeping makes good what is lost here. */
const { 'end-wait': endWaitBriefly, 'end-piece-wait': endPieceWaitBriefly } = proxyLocalActivities<RunActivities>({
  startToCloseTimeout: 5_000,
  scheduleToCloseTimeout: 15_000,
  retry: { maximumAttempts: 3, initialInterval: 200, backoffCoefficient: 2, maximumInterval: 2_000 },
});

const { 'cancel-child': cancelBriefly } = proxyActivities<RunActivities>({
  startToCloseTimeout: 10_000,
  scheduleToCloseTimeout: 60_000,
  retry: { maximumAttempts: 5, initialInterval: 500, backoffCoefficient: 2, maximumInterval: 10_000 },
});

/** Mails of an approval, which a mail server that is away may hold up for long. */
const { 'approval-remind': remindPatiently, 'approval-escalate': escalatePatiently } = proxyActivities<RunActivities>({
  startToCloseTimeout: 120_000,
  scheduleToCloseTimeout: 24 * 60 * 60 * 1000,
  heartbeatTimeout: 10_000,
  cancellationType: 'TRY_CANCEL',
  retry: { initialInterval: 1_000, backoffCoefficient: 2, maximumInterval: 5 * 60_000 },
});

/** One list of the parts, in order. */
export function collectList(input: CollectListInput): Promise<ValueRef> {
  return collectPatiently(input);
}

/** A value that the interpreter had stored. */
export function loadValue(projectId: string, value: ValueRef): Promise<JsonValue> {
  return loadPatiently({ projectId, value });
}

export function wrapValue(input: WrapValueInput): Promise<ValueRef> {
  return wrapPatiently(input);
}

/** What the steps of a round of a `loop` gave, as one value. */
export function gatherRound(input: GatherRoundInput): Promise<ValueRef> {
  return gatherPatiently(input);
}

export function approvalState(task: ApprovalRef): Promise<ApprovalState> {
  return approvalPatiently(task);
}

/** @param deadline the one that has passed: a task whose deadline was moved meanwhile stays pending */
export function endApproval(
  task: ApprovalRef,
  reason: 'timeout' | 'cancelled',
  deadline: string | null = null,
): Promise<ApprovalState> {
  return endPatiently({ ...task, reason, ...(deadline === null ? {} : { deadline }) });
}

export function remindApprovers(task: ApprovalRef, reminder: number): Promise<void> {
  return remindPatiently({ ...task, reminder });
}

export function escalateApproval(task: ApprovalRef, level: number): Promise<void> {
  return escalatePatiently({ ...task, level });
}

/** The event, when it is the one that the node waits for. */
export function matchEvent(input: MatchEventInput): Promise<ValueRef | null> {
  return matchPatiently(input);
}

export function endWait(input: { projectId: string; runId: string } & StepPlace): Promise<void> {
  return endWaitBriefly(input);
}

export function endPieceWait(input: { projectId: string; runId: string; requestId: string }): Promise<void> {
  return endPieceWaitBriefly(input);
}

export function cancelChild(input: { projectId: string; runId: string }): Promise<void> {
  return cancelBriefly(input);
}
