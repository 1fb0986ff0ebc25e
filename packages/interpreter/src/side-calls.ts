import type {
  CarriedRun,
  OpenedRun,
  OpenRunInput,
  RunActivities,
  RunSnapshot,
  ValueRef,
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
const { 'record-run': recordPatiently, 'store-values': storePatiently } = proxyLocalActivities<RunActivities>({
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
