import type { Client } from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/client';
import { TemporalUnavailable } from './temporal-errors.ts';

/** A poll lasts a minute; a poller that was not heard of for longer has gone. */
const POLLER_SILENCE_MS = 75_000;

/** `TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW` of Temporal's API. */
const WORKFLOW_TASK_QUEUE = 1;

/** State of Temporal as far as this platform needs it. */
export interface TemporalReadiness {
  /** The service answered. */
  reachable: boolean;
  /** The namespace exists. */
  namespace: boolean;
  /** A worker polled the task queue within the last minute or so. */
  worker: boolean;
  /** What is missing, for people; null when nothing is. */
  detail: string | null;
}

interface Target {
  call<T>(work: (client: Client) => Promise<T>, deadlineMs?: number): Promise<T>;
  namespace: string;
  taskQueue: string;
}

/** Asks Temporal for the namespace and for the pollers of the task queue. Never throws. */
export async function readiness(target: Target, deadlineMs: number): Promise<TemporalReadiness> {
  try {
    await target.call(
      (client) => client.workflowService.describeNamespace({ namespace: target.namespace }),
      deadlineMs,
    );
    const worker = await target.call((client) => workerPolls(client, target), deadlineMs);
    const detail = worker ? null : `no worker polls the task queue ${target.taskQueue}`;
    return { reachable: true, namespace: true, worker, detail };
  } catch (error) {
    return missing(error, target.namespace);
  }
}

async function workerPolls(client: Client, { namespace, taskQueue }: Target): Promise<boolean> {
  const answer = await client.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: WORKFLOW_TASK_QUEUE,
  });
  return (answer.pollers ?? []).some((poller) => {
    const seconds = Number(poller.lastAccessTime?.seconds ?? 0);
    return Date.now() - seconds * 1_000 < POLLER_SILENCE_MS;
  });
}

function missing(error: unknown, namespace: string): TemporalReadiness {
  const detail = error instanceof Error ? error.message : String(error);
  if (lacksNamespace(error)) {
    return { reachable: true, namespace: false, worker: false, detail: `namespace ${namespace} does not exist` };
  }
  return { reachable: !(error instanceof TemporalUnavailable), namespace: false, worker: false, detail };
}

/** Raw service calls answer NOT_FOUND (5) where the client's own methods throw NamespaceNotFoundError. */
function lacksNamespace(error: unknown): boolean {
  const cause = error instanceof TemporalUnavailable ? error.cause : error;
  if (cause instanceof NamespaceNotFoundError) return true;
  return cause instanceof Error && 'code' in cause && cause.code === 5;
}
