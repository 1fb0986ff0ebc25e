import { newId } from '@perdura/database';
import type { JsonObject, JsonValue } from '@perdura/definition';
import type { ValueRef } from '@perdura/definition/run';
import { loadValues, toValueRef } from '../../blobs.ts';
import type { ActivityDependencies, FlowRunStart } from '../../dependencies.ts';
import { StepFailure } from '../../failures.ts';
import { isObject } from '../../json-object.ts';
import { bufferedStore } from './buffered-store.ts';
import { callIdOf } from './call-id.ts';
import { type CalledTrigger, callHook } from './called-trigger.ts';
import { foundAtOnce, foundList, inTurns } from './found-list.ts';
import { keepSamples } from './keep-samples.ts';

/** A call of `run`. */
export interface RunsCall {
  id: string;
  /** The version that was asked for; null: the one that was published. */
  versionId: string | null;
  /** Whether a schedule made it: it is not kept unless it finds something. */
  isScheduled: boolean;
  /** The request; null for a poll. */
  payload: JsonObject | null;
}

/** What a trigger found, and the run that it is to start. */
interface Finding {
  runId: string;
  data: JsonValue;
}

/** By this field a piece says which of the things that it finds are one and the same. */
const DEDUPE_KEY = '_dedupe_key';

/**
 * Asks a trigger what there is to run, and starts that. What it found is kept with its changes of the store, all or
 * nothing, before the first run is started: an attempt that comes after the death of a worker goes on from there. What a
 * poll finds beyond what one call may start is kept as calls that follow this one.
 *
 * @returns ids of the runs, in the order in which they were found
 * @throws {StepFailure} the failures of pieces
 */
export async function findRuns(
  trigger: CalledTrigger,
  call: RunsCall,
  dependencies: ActivityDependencies,
  signal: AbortSignal,
): Promise<string[]> {
  const { database, settings } = dependencies;
  const { projectId } = trigger.target;
  const kept = await database.triggerCalls.get(projectId, call.id);
  if (kept !== null && kept.completedAt !== null && kept.found === null) return [];
  const isRest = kept !== null && kept.afterId !== null;
  // Whoever switches a flow off wants what is still to come of a large poll no more.
  if (isRest && !trigger.target.isEnabled) {
    await database.triggerCalls.markCompleted(projectId, call.id);
    return [];
  }
  const found = kept?.found ?? (await find(trigger, call, dependencies, signal));
  if (found === null) return [];
  const [list = []] = await loadValues(database, projectId, [found], settings.maxInputBytes);
  const findings = list as unknown as Finding[];
  if (trigger.trial !== null) {
    const samples = findings.map(({ data }) => data);
    await keepSamples(trigger, samples, dependencies);
  }
  const start = { ...call, depth: kept?.depth ?? 0 };
  const runIds = trigger.trial === 'sample' ? [] : await startAll(trigger, start, findings, dependencies, signal);
  await database.triggerCalls.markCompleted(projectId, call.id);
  return runIds;
}

/** Null where a poll found nothing: there is nothing to keep of it. */
async function find(
  trigger: CalledTrigger,
  call: RunsCall,
  dependencies: ActivityDependencies,
  signal: AbortSignal,
): Promise<ValueRef | null> {
  const { database } = dependencies;
  const { projectId, flowId } = trigger.target;
  const store = bufferedStore(database.storeEntries);
  const findings = await ask(trigger, call, { store, dependencies, signal });
  const changes = store.changes();
  if (call.isScheduled && findings.length === 0) {
    await database.storeEntries.change(projectId, changes);
    return null;
  }
  const [first = [], ...later] = call.isScheduled ? inTurns(findings) : [findings];
  const keep = (id: string, turn: Finding[]) =>
    toValueRef(database, { projectId, runId: id }, turn as unknown as JsonValue);
  const found = await keep(call.id, first);
  const rest: { id: string; found: ValueRef }[] = [];
  for (const [at, turn] of later.entries()) {
    const id = callIdOf(`${call.id}/${at + 1}`);
    rest.push({ id, found: await keep(id, turn) });
  }
  const row = { id: call.id, flowId, versionId: call.versionId, hook: 'run' as const, trial: trigger.trial };
  const kept = await database.triggerCalls.keepFindings(projectId, { ...row, payload: null }, { found, rest, changes });
  return kept?.found ?? null;
}

async function ask(
  trigger: CalledTrigger,
  call: RunsCall,
  { store, dependencies, signal }: { store: ReturnType<typeof bufferedStore> } & AskWith,
): Promise<Finding[]> {
  const { database } = dependencies;
  const { projectId } = trigger.target;
  const { pieceName } = trigger.settings;
  const payload = call.payload === null ? {} : { payload: call.payload };
  try {
    const { output } = await callHook(trigger, { hook: 'run', ...payload, store }, dependencies, signal);
    const list = call.isScheduled ? foundList(output) : foundAtOnce(output);
    const findings = list.map((data) => ({ runId: newId(), data }));
    await database.triggerStats.count(projectId, pieceName, 'success');
    return findings;
  } catch (error) {
    if (!(error instanceof StepFailure) || error.retryable) throw error;
    // What the piece says is final: nobody makes the call again.
    await database.triggerStats.count(projectId, pieceName, 'failure');
    await database.triggerCalls.markCompleted(projectId, call.id);
    throw error;
  }
}

interface AskWith {
  dependencies: ActivityDependencies;
  signal: AbortSignal;
}

/** One after the other, so that runs begin in the order in which things were found. */
async function startAll(
  trigger: CalledTrigger,
  call: RunsCall & Pick<FlowRunStart, 'depth'>,
  findings: readonly Finding[],
  dependencies: ActivityDependencies,
  signal: AbortSignal,
): Promise<string[]> {
  const runIds: string[] = [];
  for (const [at, finding] of findings.entries()) {
    signal.throwIfAborted();
    const { runId, data } = finding;
    if (call.payload !== null) await tellStart(trigger, finding, dependencies, signal);
    const { key, scope, content } = identityOf(trigger, call, at, data);
    const started = await dependencies.control.startFlowRun({
      ...{ runId, data: content, key, scope, version: compiled(trigger), request: call.payload },
      ...{ projectId: trigger.target.projectId, flowId: trigger.target.flowId },
      flowVersionId: trigger.target.flowVersionId,
      environment: trigger.trial === null ? 'PRODUCTION' : 'TESTING',
      origin: call.payload === null ? 'cron' : 'webhook',
      depth: call.depth,
    });
    if (started !== null) runIds.push(started.runId);
  }
  return runIds;
}

/** Some triggers keep something for each run that they start: who called it. */
async function tellStart(
  trigger: CalledTrigger,
  { runId, data }: Finding,
  dependencies: ActivityDependencies,
  signal: AbortSignal,
): Promise<void> {
  await callHook(trigger, { hook: 'onStart', payload: data, runId }, dependencies, signal);
}

/** What a piece names by a key of its own is run once, however often it is found. */
function identityOf({ target }: CalledTrigger, call: RunsCall, at: number, data: JsonValue) {
  if (!isObject(data) || typeof data[DEDUPE_KEY] !== 'string') {
    return { key: `${call.id}/${at}`, scope: `trigger-item:${target.flowId}`, content: data };
  }
  const { [DEDUPE_KEY]: own, ...content } = data;
  return { key: String(own).slice(0, 500), scope: `trigger-key:${target.flowId}`, content };
}

function compiled({ target }: CalledTrigger) {
  if (target.version !== null) return target.version;
  const message = `Version ${target.flowVersionId} of the flow was not compiled.`;
  throw new StepFailure('INTERNAL_ERROR', message, { retryable: false });
}
