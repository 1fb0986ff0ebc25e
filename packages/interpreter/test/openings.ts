import type { ItemPage, NodeActivityInput, NodeOpening } from '@perdura/definition/run';
import { ApplicationFailure } from '@temporalio/common';
import { childRunOf, itemOf, requestOf, type Script } from './scripts.ts';
import type { TestBlobs } from './test-blobs.ts';
import { taskIdOf, type World } from './world.ts';

/** What a scripted node of a type that waits or loops asks of the interpreter; undefined for all others. */
export async function openingOf(
  input: NodeActivityInput,
  script: Script,
  digest: string,
  outside: { world: World; blobs: TestBlobs },
): Promise<NodeOpening | undefined> {
  const { world, blobs } = outside;
  switch (input.node.type) {
    case 'delay':
      return { type: 'delay', until: timeAfter(input, script.delayMs ?? 0) };
    case 'for-each':
      return forEachOpening(input, script, blobs);
    case 'loop':
      return loopOpening(input, script, blobs);
    case 'piece':
    case 'code-step':
      return pieceOpening(input, script, world);
    case 'while':
      return whileOpening(input, script, blobs);
    case 'wait-for-event': {
      const event = await world.awaitEvent(input, script, digest);
      const { timeoutMs = script.end === 'timeout' ? TIMEOUT_MS : null } = script;
      const until = timeoutMs === null ? null : timeAfter(input, timeoutMs);
      return { type: 'wait-for-event', event, until, onTimeout: script.onTimeout === 'branch' ? 'branch' : 'fail' };
    }
    case 'sub-workflow':
      return childOpening(input, script, digest, world);
    case 'approval':
      return approvalOpening(input, script, digest, world);
    default:
      return undefined;
  }
}

/** Of waits that nothing ends: long enough for a stray wake to come before, short enough for a test. */
const TIMEOUT_MS = 25;
const DAY_MS = 24 * 60 * 60 * 1000;

function timeAfter({ now }: NodeActivityInput, ms: number): string {
  return new Date(Date.parse(now) + ms).toISOString();
}

function forEachOpening(input: NodeActivityInput, script: Script, blobs: TestBlobs): NodeOpening {
  const { items: count = 0, concurrency = 1, onItemError = 'fail' } = script;
  return { type: 'for-each', pages: pagesOf(input, script, blobs), count, concurrency, onItemError };
}

function loopOpening(input: NodeActivityInput, script: Script, blobs: TestBlobs): NodeOpening {
  const { items: count = 0, gathers = false } = script;
  return { type: 'loop', pages: pagesOf(input, script, blobs), count, gathers };
}

/** Every other page travels as a blob. */
function pagesOf(input: NodeActivityInput, { items: count = 0, pageItems = 2 }: Script, blobs: TestBlobs): ItemPage[] {
  const pages: ItemPage[] = [];
  for (let from = 0; from < count; from += pageItems) {
    const length = Math.min(pageItems, count - from);
    const items = Array.from({ length }, (_, at) => itemOf(input.node.id, input.iteration, from + at));
    pages.push({ items: pages.length % 2 === 0 ? { value: items } : blobs.store(items), from, count: length });
  }
  return pages;
}

/** The next pause, until there is none left. */
async function pieceOpening(
  input: NodeActivityInput,
  { pauses = [] }: Script,
  world: World,
): Promise<NodeOpening | undefined> {
  const { node, iteration, resume } = input;
  const done = pauses.findIndex((_, index) => requestOf(node.id, iteration, index + 1) === resume?.requestId) + 1;
  const pause = pauses[done];
  if (pause === undefined) return undefined;
  const requestId = requestOf(node.id, iteration, done + 1);
  await world.awaitRequest(input, pause, requestId);
  const until = pause.by === 'time' ? timeAfter(input, TIMEOUT_MS) : done % 2 === 0 ? null : timeAfter(input, DAY_MS);
  return { type: 'piece', requestId, until };
}

function whileOpening(input: NodeActivityInput, script: Script, blobs: TestBlobs): NodeOpening {
  const { rounds = 0, maxIterations = 100, onLimit = 'fail' } = script;
  const index = input.scope.locals?.index;
  if (index === undefined)
    throw ApplicationFailure.nonRetryable(`The condition of ${input.node.id} does not know which round it is.`);
  return { type: 'while', met: Number(blobs.load(index)) < rounds, maxIterations, onLimit };
}

async function childOpening(
  input: NodeActivityInput,
  script: Script,
  digest: string,
  world: World,
): Promise<NodeOpening> {
  const { wait = true } = script;
  const runId = childRunOf(input.node.id, input.iteration);
  return { type: 'sub-workflow', runId, wait, end: wait ? await world.awaitChild(input, script, digest) : null };
}

async function approvalOpening(
  input: NodeActivityInput,
  script: Script,
  digest: string,
  world: World,
): Promise<NodeOpening> {
  const { reminders, escalations = [] } = script;
  return {
    type: 'approval',
    taskId: taskIdOf({ nodeId: input.node.id, iteration: input.iteration }),
    state: await world.openTask(input, script, digest),
    remindEveryMs: reminders?.everyMs ?? null,
    maxReminders: reminders?.max ?? 0,
    escalateAfterMs: [...escalations],
    onTimeout: script.onTimeout ?? 'fail',
  };
}
