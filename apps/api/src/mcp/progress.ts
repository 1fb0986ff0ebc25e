import type { RunRow } from '@perdura/database';
import type { Plan } from '@perdura/definition/plan';
import { NO_EVENT } from '../live/event-id.ts';
import type { Feed } from '../live/feed.ts';
import type { LiveView } from '../live/live-view.ts';

/** How far a run is: steps that have ended, of how many, and the title of the one that ended last. */
export interface RunProgress {
  progress: number;
  total: number;
  message: string;
}

/**
 * Tells how far a run is, each time that a step has ended for the first time, until the run has ended or nobody wants to
 * know any more.
 */
export async function tellProgress(
  live: LiveView,
  run: Pick<RunRow, 'projectId' | 'id'>,
  plan: Plan,
  tell: (progress: RunProgress) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const held = await live.follow(run.projectId, run.id);
  if (held === null) return;
  const titles = titlesOf(plan);
  const ended = new Set<string>();
  try {
    for await (const { nodeId, status } of stepEvents(held.feed, signal)) {
      if (!ENDED.has(status) || ended.has(nodeId) || !titles.has(nodeId)) continue;
      ended.add(nodeId);
      await tell({ progress: ended.size, total: titles.size, message: titles.get(nodeId) ?? nodeId });
    }
  } finally {
    held.release();
  }
}

const ENDED: ReadonlySet<string> = new Set(['success', 'failed', 'cancelled']);

interface StepEvent {
  nodeId: string;
  status: string;
}

async function* stepEvents(feed: Feed, signal: AbortSignal): AsyncGenerator<StepEvent> {
  for (let id = NO_EVENT; !signal.aborted && !feed.isOver(id); ) {
    const { version } = feed;
    const next = await feed.after(id);
    for (const { text } of next.events) yield* stepIn(text);
    if (next.events.length === 0 && next.upTo === id) await feed.news(version, signal);
    id = next.upTo;
  }
}

/** The step that an event tells of, in the form in which it is sent; none of one of the run. */
function stepIn(text: string): StepEvent[] {
  const data = text.split('\n').find((line) => line.startsWith(DATA));
  return data === undefined || !text.startsWith('event: step\n') ? [] : [JSON.parse(data.slice(DATA.length))];
}

const DATA = 'data: ';

/** Titles of all nodes of a plan, those of loops' bodies included, by id. */
function titlesOf({ nodes }: Plan): Map<string, string> {
  return new Map(
    nodes.flatMap(({ id, name, body }) => [[id, name] as const, ...(body === null ? [] : titlesOf(body))]),
  );
}
