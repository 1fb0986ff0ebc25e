import type { Stack } from './stack.ts';

/** Places that a run's history must show of a loop before it counts as under way. */
const ROUNDS = 10;
/** `PENDING_ACTIVITY_STATE_STARTED` of Temporal's protocol. */
const STARTED = 2;

/** What Temporal knows of what a run does at the moment: its attempts and its computing, and in which process. */
export class StepWatch {
  readonly #stack: Stack;
  readonly #workflowId: string;

  constructor(stack: Stack, workflowId: string) {
    this.#stack = stack;
    this.#workflowId = workflowId;
  }

  /** The process in which an attempt of that step is under way; null for none. */
  async holderOf(nodeId: string): Promise<number | null> {
    const { raw } = await this.#handle.describe();
    const started = (raw.pendingActivities ?? []).filter(({ state }) => state === STARTED);
    if (started.length === 0) return null;
    const nodes = await this.#nodes();
    const held = started.find(({ activityId }) => nodes.get(activityId ?? '') === nodeId);
    return pidOf(held?.lastWorkerIdentity);
  }

  /** The process that computes in the rounds of a loop, of whose task nothing is recorded yet; null for none. */
  async computer(): Promise<number | null> {
    const { events } = await this.#handle.fetchHistory();
    const rounds = (events ?? []).filter((event) => event.markerRecordedEventAttributes != null).length;
    const last = events?.at(-1)?.workflowTaskStartedEventAttributes;
    return rounds >= ROUNDS ? pidOf(last?.identity) : null;
  }

  /** How often the step was done, in the last part of the run. */
  async completions(nodeId: string): Promise<number> {
    const { events } = await this.#handle.fetchHistory();
    const scheduled = new Map((events ?? []).map((event) => [String(event.eventId), nodeOf(event)?.nodeId]));
    const done = (events ?? []).filter(({ activityTaskCompletedEventAttributes: completed }) => {
      return completed != null && scheduled.get(String(completed.scheduledEventId)) === nodeId;
    });
    return done.length;
  }

  get #handle() {
    return this.#stack.temporalClient.workflow.getHandle(this.#workflowId);
  }

  /** The nodes of all attempts that were dispatched, by the activity's id. */
  async #nodes(): Promise<Map<string, string>> {
    const { events } = await this.#handle.fetchHistory();
    return new Map(
      (events ?? []).flatMap((event) => {
        const node = nodeOf(event);
        return node === null ? [] : [[node.activityId, node.nodeId]];
      }),
    );
  }
}

type HistoryEvent = NonNullable<
  Awaited<ReturnType<ReturnType<Stack['temporalClient']['workflow']['getHandle']>['fetchHistory']>>['events']
>[number];

function nodeOf({ activityTaskScheduledEventAttributes: scheduled }: HistoryEvent) {
  const [input] = scheduled?.input?.payloads ?? [];
  if (!scheduled?.activityId || !input?.data) return null;
  const { node } = JSON.parse(Buffer.from(input.data).toString('utf8')) as { node?: { id: string } };
  return node === undefined ? null : { activityId: scheduled.activityId, nodeId: node.id };
}

function pidOf(identity: string | null | undefined): number | null {
  const pid = /^(\d+)@/.exec(identity ?? '')?.[1];
  return pid === undefined ? null : Number(pid);
}
