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
const patient = proxyActivities<RunActivities>({
  cancellationType: 'TRY_CANCEL',
  startToCloseTimeout: 30_000,
  scheduleToCloseTimeout: 24 * 60 * 60 * 1000,
  retry: { initialInterval: 500, backoffCoefficient: 2, maximumInterval: 15_000 },
});

/** The last word of a run, which must not hold up its end: the reconciler makes good what is lost here. */
const LAST_WORD = {
  startToCloseTimeout: 2_000,
  scheduleToCloseTimeout: 5_000,
  retry: { maximumAttempts: 3, initialInterval: 200, backoffCoefficient: 2, maximumInterval: 1_000 },
};
const lastWordLocal = proxyLocalActivities<RunActivities>(LAST_WORD);
const lastWordRemote = proxyActivities<RunActivities>(LAST_WORD);

export function openRun(input: OpenRunInput): Promise<OpenedRun> {
  return patient['open-run'](input);
}

/** Stores values as blobs and answers their references in the same order. */
export function storeValues(projectId: string, values: JsonValue[]): Promise<ValueRef[]> {
  return patient['store-values']({ projectId, values });
}

/** Writes a snapshot that later ones will not repeat, however long that takes. */
export function recordForGood(snapshot: RunSnapshot): Promise<void> {
  return patient['record-run'](snapshot);
}

/**
 * Writes the last snapshot as a local activity, within the workflow task that ends the run; as a regular one where a
 * local activity is still out, since two at once do not replay reliably. Fails silently.
 */
export async function recordLastWord(snapshot: RunSnapshot, localBusy: boolean): Promise<void> {
  const record = localBusy ? lastWordRemote['record-run'] : lastWordLocal['record-run'];
  try {
    await record(snapshot);
  } catch {
    // The `run` query still answers this snapshot, and the reconciler reads it.
  }
}
