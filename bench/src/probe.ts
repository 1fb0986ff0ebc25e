import { BroadcastChannel, isMainThread, threadId } from 'node:worker_threads';
import type { ProbeAnswer, ProbeRequest } from './probe-messages.ts';

/**
 * Loaded before a process's own code, in each of its threads, so that the bench can ask it what it uses. Needs
 * `--expose-gc` for figures after a collection.
 */
const GATHERING_MS = 400;
const HEAPS = 'bench-heaps';

if (isMainThread) answerParent();
else tellHeap();

function answerParent(): void {
  process.on('message', (message: ProbeRequest) => {
    void answer(message).then((reply) => process.send?.(reply));
  });
  // The channel alone must not keep the process from ending.
  process.channel?.unref();
}

async function answer({ id, collect }: ProbeRequest): Promise<ProbeAnswer> {
  const { user, system } = process.cpuUsage();
  const cpuMs = (user + system) / 1_000;
  if (!collect) return { id, cpuMs, rssBytes: process.memoryUsage.rss(), heapBytes: 0 };
  const heaps = await heapsOfThreads();
  return { id, cpuMs, rssBytes: process.memoryUsage.rss(), heapBytes: ownHeap() + heaps };
}

/** Each thread has a heap of its own, which only it can collect and measure. */
async function heapsOfThreads(): Promise<number> {
  const channel = new BroadcastChannel(HEAPS);
  const heaps = new Map<number, number>();
  channel.onmessage = (event) => {
    const { thread, bytes } = (event as { data: { thread?: number; bytes?: number } }).data;
    if (thread !== undefined && bytes !== undefined) heaps.set(thread, bytes);
  };
  channel.postMessage({ collect: true });
  await new Promise((resolve) => setTimeout(resolve, GATHERING_MS));
  channel.close();
  return [...heaps.values()].reduce((sum, bytes) => sum + bytes, 0);
}

function tellHeap(): void {
  const channel = new BroadcastChannel(HEAPS);
  channel.onmessage = (event) => {
    if ((event as { data: { collect?: boolean } }).data.collect !== true) return;
    channel.postMessage({ thread: threadId, bytes: ownHeap() });
  };
  channel.unref();
}

function ownHeap(): number {
  // Twice: what finalizers let go in the first pass is freed in the second.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
