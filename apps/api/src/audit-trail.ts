import { setTimeout as pause } from 'node:timers/promises';
import { statusOf } from '@perdura/contracts';
import type { AuditActor, Database, NewAuditEntry } from '@perdura/database';
import type { Logger } from 'pino';
import { changedParts } from './audited-change.ts';
import { toApiError } from './problem-document.ts';

/** What a request changed or decided. */
export interface NotedChange {
  /** The resource's id. */
  target: string;
  /**
   * The resource as callers read it, before and after: the log takes the fields that differ. Absent before for what was
   * made, absent after for what is gone. Never a secret; `audited-change.ts` masks the usual fields all the same.
   */
  before?: unknown;
  after?: unknown;
  /** Where it is not the action of the route's contract. */
  action?: string;
  /** The project that the change belongs to, where it is not the actor's. */
  projectId?: string;
}

/** Says what was changed; null: nothing was. May be called more than once. */
export type NoteChange = (change: NotedChange | null) => void;

/** Who is about to change what. */
export interface AnnouncedChange extends AuditActor {
  projectId: string;
  action: string;
  /** What the request names: the id of the resource, empty for one that is to be made. */
  target: string;
}

interface Trail {
  audit: Database['audit'];
  log: Logger;
}

/** Pauses between tries to write an entry, in milliseconds. */
const TRIES_MS = [100, 400, 1_000];

/**
 * Makes a change that leaves a trace whatever dies: it is announced before, and its entry written before the answer. A
 * change that was made and whose entry cannot be written is answered as made; its announcement becomes an entry later.
 *
 * @param targetOf names what was changed when the change itself does not say it
 * @throws DatabaseUnavailable before the change when it cannot be announced
 */
export async function audited<Result>(
  { audit, log }: Trail,
  announced: AnnouncedChange,
  change: (note: NoteChange) => Promise<Result>,
  targetOf: (result: Result) => string,
): Promise<Result> {
  const { projectId, ...entry } = announced;
  const id = await audit.announce(projectId, entry);
  const noted: (NotedChange | null)[] = [];
  const settle = (changes: (NotedChange | null)[]) => settled({ audit, log }, projectId, id, entriesOf(entry, changes));
  try {
    const result = await change((each) => void noted.push(each));
    await settle(noted.length === 0 ? [{ target: targetOf(result) }] : noted);
    return result;
  } catch (error) {
    // A refusal changed nothing but what was noted; of anything else nobody knows how far it came.
    if (noted.length > 0 || statusOf(toApiError(error).code) < 500) await settle(noted);
    throw error;
  }
}

function entriesOf(entry: Omit<AnnouncedChange, 'projectId'>, changes: (NotedChange | null)[]) {
  return changes.flatMap((change) => {
    if (change === null) return [];
    const { target, before, after, action = entry.action, projectId } = change;
    return [{ ...entry, target, action, ...changedParts(before, after), ...(projectId ? { projectId } : {}) }];
  });
}

async function settled(
  { audit, log }: Trail,
  projectId: string,
  announced: string,
  entries: (NewAuditEntry & { projectId?: string })[],
): Promise<void> {
  for (const waitMs of [...TRIES_MS, null]) {
    try {
      return await audit.settle(projectId, announced, entries);
    } catch (error) {
      if (waitMs === null) log.error({ err: error, announced, entries }, 'entry of the audit log could not be written');
      else await pause(waitMs);
    }
  }
}
