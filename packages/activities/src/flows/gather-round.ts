import type { JsonValue, PlanNodeType } from '@perdura/definition';
import { type GatherRoundInput, INLINE_RESULT_BYTES, type StepStatus, type ValueRef } from '@perdura/definition/run';
import { storeJson } from '../blobs.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { resultTooLarge } from '../failures.ts';
import { jsonTexts, storedBytes } from '../lists/json-texts.ts';

/**
 * What the steps of a round came to, as references into `iterations` read it: put together as text, so that no output is
 * taken apart.
 *
 * @throws {StepFailure} RESULT_TOO_LARGE, BLOB_MISSING
 */
export async function gatherRound(
  { projectId, runId, steps }: GatherRoundInput,
  { database, settings }: Pick<ActivityDependencies, 'database' | 'settings'>,
): Promise<ValueRef> {
  const entries = Object.entries(steps);
  const outputs = entries.map(([, { outcome }]) => outcome.result);
  const { maxResultBytes } = settings;
  const known = storedBytes(outputs);
  if (known > maxResultBytes) throw resultTooLarge(known, maxResultBytes);
  const texts: string[] = [];
  for await (const json of jsonTexts(database, projectId, outputs)) {
    const [name = '', step] = entries[texts.length] ?? [];
    if (step === undefined) break;
    const { type, outcome } = step;
    const known = { type: STEP_TYPES[type] ?? type, status: STEP_STATUSES[outcome.status] };
    const error = outcome.error === null ? '' : `,"errorMessage":${JSON.stringify(outcome.error.message)}`;
    texts.push(`${JSON.stringify(name)}:${JSON.stringify(known).slice(0, -1)},"output":${json}${error}}`);
  }
  const data = Buffer.from(`{${texts.join(',')}}`);
  if (data.byteLength > maxResultBytes) throw resultTooLarge(data.byteLength, maxResultBytes);
  if (data.byteLength <= INLINE_RESULT_BYTES) return { value: JSON.parse(data.toString()) as JsonValue };
  return storeJson(database, { projectId, runId }, data);
}

/** As the contract of flows spells them. */
const STEP_TYPES: Partial<Record<PlanNodeType, string>> = {
  piece: 'PIECE',
  'code-step': 'CODE',
  router: 'ROUTER',
  loop: 'LOOP_ON_ITEMS',
};

const STEP_STATUSES: Record<StepStatus, string> = {
  running: 'RUNNING',
  waiting: 'PAUSED',
  success: 'SUCCEEDED',
  failed: 'FAILED',
  skipped: 'SKIPPED',
  cancelled: 'CANCELED',
};
