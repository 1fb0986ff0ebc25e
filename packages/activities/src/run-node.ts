import type { JsonObject, JsonValue } from '@perdura/definition';
import type {
  AttemptTiming,
  NodeActivityInput,
  NodeActivityOutput,
  NodeOpening,
  RunIdentity,
  ValueRef,
} from '@perdura/definition/run';
import { AttemptSecrets } from './attempt-secrets.ts';
import { jsonToValueRef, ownerOf } from './blobs.ts';
import type { ActivityDependencies, AttemptNote, LogLine } from './dependencies.ts';
import { abortFailure, FAILURE_CODES, resultTooLarge, type StepFailure, toStepFailure } from './failures.ts';
import { Files } from './files/files.ts';
import { startHeartbeat } from './heartbeat.ts';
import type { NodeContext } from './node-context.ts';
import { normalJson } from './normal-json.ts';
import { patientDatabase } from './patient-database.ts';
import { shownConfig } from './rendering/masking.ts';
import { runnableNodes } from './runnable-nodes.ts';
import { noteWhileRunning } from './running-note.ts';
import { StepLog } from './step-log.ts';
import { Warnings } from './warnings.ts';

/** What one attempt is given from outside, by Temporal or by another lane. */
export interface Attempt {
  /** From 1. */
  number: number;
  /** When it was handed to the workers, ISO 8601; unset where that is not known. */
  queuedAt?: string;
  /** Aborted when the run is cancelled or the attempt's time is over. */
  signal: AbortSignal;
  /** Tells that the attempt is alive; called only by attempts that last. */
  heartbeat(): void;
}

/** How an attempt failed: what history keeps of it. */
export class AttemptFailed extends Error {
  override readonly name = 'AttemptFailed';
  readonly failure: StepFailure;
  readonly timing: AttemptTiming;
  readonly warnings: string[];

  constructor(failure: StepFailure, timing: AttemptTiming, warnings: string[]) {
    super(failure.message, { cause: failure });
    this.failure = failure;
    this.timing = timing;
    this.warnings = warnings;
  }
}

/**
 * One attempt of one node, with all that nodes share: skipping, scope, rendering, the handler, the result's form and
 * size, timing, the note for history, and the shape of failures. Knows nothing of Temporal.
 *
 * @throws {AttemptFailed}
 */
export async function runNode(
  input: NodeActivityInput,
  attempt: Attempt,
  dependencies: ActivityDependencies,
): Promise<NodeActivityOutput> {
  const startedAt = new Date();
  const records = new AttemptRecords();
  const stopHeartbeat = startHeartbeat(attempt.heartbeat);
  const stopNotes = noteUnderWay({ input, attempt, startedAt, records }, dependencies);
  try {
    const outcome = await untilAborted(act(input, attempt, dependencies, records), attempt.signal);
    const timing = timingOf(attempt, startedAt);
    conclude({ input, attempt, timing, failure: null, records }, dependencies);
    return { ...timing, ...outcome, warnings: records.warningTexts() };
  } catch (error) {
    const met = attempt.signal.aborted ? abortFailure(attempt.signal) : toStepFailure(error);
    const taken = runnableNodes[input.node.type].failure?.(met, input) ?? met;
    const failure = records.secrets.ofFailure(taken);
    const timing = timingOf(attempt, startedAt);
    conclude({ input, attempt, timing, failure, records }, dependencies);
    throw new AttemptFailed(failure, timing, records.warningTexts());
  } finally {
    stopHeartbeat();
    stopNotes();
  }
}

type Outcome = Omit<NodeActivityOutput, keyof AttemptTiming | 'warnings'>;

async function act(
  input: NodeActivityInput,
  attempt: Attempt,
  dependencies: ActivityDependencies,
  records: AttemptRecords,
): Promise<Outcome> {
  const node = runnableNodes[input.node.type];
  const patient = { ...dependencies, database: patientDatabase(dependencies.database, attempt.signal) };
  const said: Said = { opening: null, response: null, stops: false };
  const context = contextOf(input, attempt, patient, { records, said });
  const rendered = await node.render(input, context);
  if (rendered === null) return { result: { value: null }, label: null, skipped: true };
  records.config = node.shown?.(rendered) ?? rendered;
  // Nothing was done yet that anybody could see: an attempt that is over must not begin now.
  if (attempt.signal.aborted) throw abortFailure(attempt.signal);
  const answer = normalJson(await node.run(rendered, context), context.warn);
  const value = records.secrets.redactor.json(answer);
  const result = await storeResult(value, context);
  const { opening, response, stops } = said;
  return {
    result,
    label: node.label(value, rendered),
    ...(opening === null ? {} : { opening }),
    ...(response === null ? {} : { response: isResult(response, value) ? result : response }),
    ...(stops ? { stop: true } : {}),
  };
}

async function storeResult(value: JsonValue, { run, dependencies }: NodeContext): Promise<ValueRef> {
  const { database, settings } = dependencies;
  return jsonToValueRef(database, ownerOf(run), value, sizedJson(value, settings.maxResultBytes));
}

/** A node may answer the caller with its own result, which is stored once. */
function isResult(response: ValueRef, result: JsonValue): boolean {
  return 'value' in response && response.value === result;
}

/** What a handler said beside its result. */
interface Said {
  opening: NodeOpening | null;
  response: ValueRef | null;
  /** Whether the whole run is to end here. */
  stops: boolean;
}

/** What is gathered while an attempt lasts, for whoever asks how it went. */
class AttemptRecords {
  readonly warnings = new Warnings();
  readonly log = new StepLog();
  readonly secrets = new AttemptSecrets();
  /** The rendered config, as far as it is shown; null until it is. */
  config: JsonObject | null = null;

  warningTexts(): string[] {
    return this.warnings.list().map((text) => this.secrets.redactor.text(text));
  }

  /** What people are shown of the config: secrets are masked before long values are cut. */
  shownConfig(): JsonValue {
    return this.config === null ? null : shownConfig(this.secrets.redactor.json(this.config));
  }

  logLines(): LogLine[] {
    return this.log.list().map((line) => ({ ...line, message: this.secrets.redactor.text(line.message) }));
  }
}

function contextOf(
  input: NodeActivityInput,
  attempt: Attempt,
  dependencies: ActivityDependencies,
  { records, said }: { records: AttemptRecords; said: Said },
): NodeContext {
  const { run, node, iteration } = input;
  return {
    run,
    nodeId: node.id,
    iteration,
    attempt: attempt.number,
    idempotencyKey: `${run.id}/${node.id}/${iteration}`,
    signal: attempt.signal,
    warn: records.warnings.add,
    dependencies,
    input,
    open: (opening) => {
      said.opening = opening;
    },
    respond: (response) => {
      said.response = response;
    },
    stop: () => {
      said.stops = true;
    },
    secrets: records.secrets,
    log: records.log.add,
    files: filesOf(run, dependencies),
  };
}

function filesOf(run: RunIdentity, { database, settings }: ActivityDependencies): Files {
  const { maxInputBytes, maxFileBytes } = settings;
  return new Files({ database, owner: ownerOf(run), maxLoadedBytes: maxInputBytes, maxFileBytes });
}

/** A handler that does not hear the signal must not hold up the end of the attempt. */
async function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  let abort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(abortFailure(signal));
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function sizedJson(value: JsonValue, maxBytes: number): string {
  const json = JSON.stringify(value);
  const bytes = json.length > maxBytes ? json.length : json.length * 3 > maxBytes ? Buffer.byteLength(json) : 0;
  if (bytes <= maxBytes) return json;
  throw resultTooLarge(bytes, maxBytes);
}

function timingOf({ number }: Attempt, startedAt: Date): AttemptTiming {
  return { attempt: number, startedAt: startedAt.toISOString(), completedAt: new Date().toISOString() };
}

interface Ended {
  input: NodeActivityInput;
  attempt: Attempt;
  timing: AttemptTiming;
  failure: StepFailure | null;
  records: AttemptRecords;
}

interface Noted extends Omit<Ended, 'timing'> {
  timing: Omit<AttemptTiming, 'completedAt'> & { completedAt: string | null };
}

function conclude(ended: Ended, dependencies: ActivityDependencies): void {
  log(ended, dependencies);
  const lines = ended.records.logLines();
  const { alwaysNoted } = runnableNodes[ended.input.node.type];
  if (!alwaysNoted && ended.failure === null && lines.length === 0) return;
  dependencies.attempts.note(noteOf(ended, lines));
}

/** Only what is noted at its end as well is noted before. */
function noteUnderWay(
  { startedAt, ...begun }: Pick<Ended, 'input' | 'attempt' | 'records'> & { startedAt: Date },
  { attempts }: ActivityDependencies,
): () => void {
  const { input, attempt, records } = begun;
  if (!runnableNodes[input.node.type].alwaysNoted) return () => undefined;
  const timing = { attempt: attempt.number, startedAt: startedAt.toISOString(), completedAt: null };
  const note = (): void => attempts.note(noteOf({ ...begun, timing, failure: null }, records.logLines()));
  return noteWhileRunning(note, records.log.count);
}

function noteOf({ input, attempt, timing, failure, records }: Noted, lines: LogLine[]): AttemptNote {
  const { run, node, iteration } = input;
  return {
    projectId: run.projectId,
    runId: run.id,
    nodeId: node.id,
    iteration,
    attempt: attempt.number,
    queuedAt: attempt.queuedAt ?? null,
    startedAt: timing.startedAt,
    endedAt: timing.completedAt,
    error: failure === null ? null : { code: failure.code, message: failure.message },
    input: records.shownConfig(),
    log: lines,
  };
}

function log({ input, timing, failure }: Ended, { logger }: ActivityDependencies): void {
  const { run, node, iteration } = input;
  const durationMs = Date.parse(timing.completedAt) - Date.parse(timing.startedAt);
  const place = { projectId: run.projectId, workflowId: run.workflowId, runId: run.id, nodeId: node.id };
  const fields = { ...place, nodeType: node.type, iteration, attempt: timing.attempt, durationMs };
  if (failure === null) logger.debug(fields, 'step succeeded');
  else if (failure.code === FAILURE_CODES.internal)
    logger.error({ ...fields, code: failure.code, err: failure.cause }, 'step met an unexpected error');
  else logger.info({ ...fields, code: failure.code, retryable: failure.retryable }, 'step failed');
}
