import type { JsonObject, JsonValue } from '@perdura/definition';
import type {
  ApprovalRef,
  ApprovalState,
  ChildEnd,
  NodeActivityInput,
  StepPlace,
  ValueRef,
  Wake,
} from '@perdura/definition/run';
import { childRunOf, eventOf, type Pause, payloadOf, type Script } from './scripts.ts';
import type { TestBlobs } from './test-blobs.ts';

/** A call of an activity that the interpreter makes beside the nodes. */
export interface SideCall extends StepPlace {
  runId: string;
  call: 'remind' | 'escalate' | 'end-approval' | 'end-wait' | 'end-piece-wait' | 'cancel-child';
  /** Number of the reminder, level, reason, or request. */
  detail: string | number | null;
}

interface Task {
  state: ApprovalState;
  script: Script;
  digest: string;
}

/** What runs wait for, in memory: tasks of approvals, events and other runs, which end as the scripts say. */
export class World {
  readonly calls: SideCall[] = [];
  /** Sends a wake to a run; the harness sets it. */
  send: (runId: string, wake: Wake) => Promise<void> = async () => undefined;
  readonly #blobs: TestBlobs;
  readonly #tasks = new Map<string, Task>();
  readonly #eventData = new Map<string, JsonValue>();
  readonly #pending = new Set<Promise<void>>();

  constructor(blobs: TestBlobs) {
    this.#blobs = blobs;
  }

  /** Resolves when nothing is under way any more. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  /** The event of a `wait-for-event` that had come already, or null. */
  async awaitEvent(input: NodeActivityInput, script: Script, digest: string): Promise<ValueRef | null> {
    const place = placeOf(input);
    const event = eventOf(place.nodeId, place.iteration, digest);
    const { end = 'event' } = script;
    this.#eventData.set(keyOf(input.run.id, place), event);
    if (end === 'now') return this.#blobs.refer(event);
    const strays = strayEvents(script);
    const eventIds = end === 'event' ? [...strays, String(event.id), String(event.id)] : strays;
    await this.#play(script, async () => {
      for (const eventId of eventIds) await this.send(input.run.id, { kind: 'event', eventId, ...place });
    });
    return null;
  }

  /** The event, if it is the one that the node waits for. */
  match(input: NodeActivityInput, eventId: string): ValueRef | null {
    const event = this.#eventData.get(keyOf(input.run.id, placeOf(input))) as JsonObject | undefined;
    return event?.id === eventId ? this.#blobs.refer(event) : null;
  }

  /** How a child run had ended already, or null. */
  async awaitChild(input: NodeActivityInput, script: Script, digest: string): Promise<ChildEnd | null> {
    const { end = 'completed' } = script;
    const failed = end === 'failed' || end === 'cancelled';
    const childEnd: ChildEnd = {
      status: failed ? end : 'completed',
      result: failed ? { value: null } : this.#blobs.refer(digest),
      error: end === 'failed' ? { code: 'CHILD_FAILED', message: 'The child failed.' } : null,
    };
    if (end === 'now') return childEnd;
    if (end === 'never') return null;
    const place = placeOf(input);
    const childRunId = childRunOf(place.nodeId, place.iteration);
    const wake: Wake = { kind: 'child', end: childEnd, childRunId, ...place };
    await this.#play(script, async () => {
      await this.send(input.run.id, wake);
      await this.send(input.run.id, wake);
    });
    return null;
  }

  /** Sends the request that ends a pause, twice, behind strays and the request that ended the pause before. */
  async awaitRequest(input: NodeActivityInput, pause: Pause, requestId: string): Promise<void> {
    const send = (id: string, payload: JsonValue) =>
      this.send(input.run.id, { kind: 'piece', requestId: id, payload: this.#blobs.refer(payload), ...placeOf(input) });
    const { strays = 0, by } = pause;
    if (by === 'nothing') return;
    await this.#play(pause, async () => {
      for (let stray = 1; stray <= strays; stray += 1) await send(`stray ${stray}`, 'stray');
      if (input.resume !== undefined) await send(input.resume.requestId, 'late');
      if (by === 'time') return;
      await send(requestId, payloadOf(pause, requestId));
      await send(requestId, 'repeated');
    });
  }

  /** Opens the task of an approval, and answers its state. */
  async openTask(input: NodeActivityInput, script: Script, digest: string): Promise<ApprovalState> {
    const place = placeOf(input);
    const key = keyOf(input.run.id, place);
    const { end = 'approved', strays = 0 } = script;
    const timesOut = end === 'timeout' && strays === 0;
    const task: Task = { state: pending(timesOut ? DEADLINE_MS : DAY_MS), script, digest };
    this.#tasks.set(key, task);
    if (end === 'now') this.#decide(task, 'approved');
    else if (!timesOut) await this.#play(script, () => this.#playTask(input.run.id, place, task));
    return task.state;
  }

  /** Decides on a task, and tells its run. */
  async decide(runId: string, place: StepPlace, decision: 'approved' | 'rejected'): Promise<void> {
    const task = this.#tasks.get(keyOf(runId, place));
    if (task === undefined) throw new Error(`${place.nodeId} of run ${runId} has no task.`);
    this.#decide(task, decision);
    await this.send(runId, { kind: 'approval', ...place });
  }

  taskState(ref: ApprovalRef): ApprovalState {
    return this.#task(ref).state;
  }

  /** Ends a task that is still pending. */
  endTask(ref: ApprovalRef & { reason: 'timeout' | 'cancelled' }): ApprovalState {
    this.note({ ...ref, call: 'end-approval', detail: ref.reason });
    const task = this.#task(ref);
    if (task.state.status !== 'pending') return task.state;
    const { onTimeout = 'fail' } = task.script;
    if (ref.reason === 'cancelled') this.#decide(task, 'cancelled');
    else this.#decide(task, ENDS[onTimeout]);
    return task.state;
  }

  note({ runId, nodeId, iteration, call, detail }: SideCall): void {
    this.calls.push({ runId, nodeId, iteration, call, detail });
  }

  /** Moves the deadline now and then, and comes to the end of the script. */
  async #playTask(runId: string, place: StepPlace, task: Task): Promise<void> {
    const { end = 'approved', strays = 0 } = task.script;
    const wake: Wake = { kind: 'approval', ...place };
    for (let change = 1; change <= strays; change += 1) {
      const isLast = change === strays && end === 'timeout';
      if (task.state.status === 'pending') task.state = pending(isLast ? DEADLINE_MS : DAY_MS + change);
      await this.send(runId, wake);
    }
    if (end === 'timeout' || end === 'never') return;
    if (task.state.status === 'pending')
      this.#decide(task, end === 'rejected' || end === 'cancelled' ? end : 'approved');
    await this.send(runId, wake);
    await this.send(runId, wake);
  }

  #decide(task: Task, status: 'approved' | 'rejected' | 'timeout' | 'cancelled'): void {
    const result = status === 'cancelled' ? null : this.#blobs.refer({ decision: status, decisions: [task.digest] });
    task.state = { ...task.state, status, result };
  }

  #task(ref: ApprovalRef): Task {
    const task = this.#tasks.get(keyOf(ref.runId, ref));
    if (task === undefined || ref.taskId !== taskIdOf(ref)) {
      throw new Error(`There is no task ${ref.taskId} of ${ref.nodeId} in ${ref.iteration}.`);
    }
    return task;
  }

  /** At once, so that the wake is there before the activity has answered, or later. */
  async #play(
    { early = false, afterMs = 0 }: Pick<Script, 'early' | 'afterMs'>,
    act: () => Promise<void>,
  ): Promise<void> {
    if (early) return act();
    const played = new Promise((resolve) => setTimeout(resolve, afterMs)).then(act);
    this.#pending.add(played);
    played.finally(() => this.#pending.delete(played)).catch(() => undefined);
  }
}

export function taskIdOf({ nodeId, iteration }: StepPlace): string {
  return `task of ${nodeId} in ${iteration}`;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Of a task that nobody decides. */
const DEADLINE_MS = 20;

const ENDS = { approve: 'approved', reject: 'rejected', branch: 'timeout', fail: 'timeout' } as const;

function pending(afterMs: number): ApprovalState {
  return { status: 'pending', deadline: new Date(Date.now() + afterMs).toISOString(), result: null };
}

function strayEvents({ strays = 0 }: Script): string[] {
  return Array.from({ length: strays }, (_, index) => `stray ${index}`);
}

function placeOf({ node, iteration }: NodeActivityInput): StepPlace {
  return { nodeId: node.id, iteration };
}

function keyOf(runId: string, { nodeId, iteration }: StepPlace): string {
  return `${runId}/${nodeId}/${iteration}`;
}
