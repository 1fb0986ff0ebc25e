import { type Difference, differences } from './differences.ts';
import type { JsonObject } from './json.ts';
import { resolveReferences } from './references.ts';
import { withKnownSecrets } from './workflow-content.ts';

export type ObjectKind = 'workflow' | 'flow';

/** What a file asks for. */
export interface DesiredObject {
  kind: ObjectKind;
  /** Identity within the folder. */
  key: string;
  path: string;
  name: string;
  /** The object on a server that this file is, when it was written from one. */
  id: string | null;
  /** As `workflowContent` or `flowContent` give it, references to other files not resolved. */
  content: JsonObject;
  /** Of the content of the file. */
  hash: string;
}

/** What there is on the server. */
export interface ActualObject {
  kind: ObjectKind;
  id: string;
  name: string;
  /** The marker of the folder that it bears; null for what nobody applied. */
  marker: string | null;
  /** The folder whose marker it bears is another one. */
  foreign: boolean;
  content: JsonObject;
  /** Hashes of the file that was applied last and of what the server made of it; flows have them. */
  applied: { file: string; stored: string } | null;
  contentHash: string;
}

export type Change =
  | { action: 'create'; desired: DesiredObject; differences: readonly Difference[] }
  | { action: 'update' | 'unchanged'; desired: DesiredObject; actual: ActualObject; differences: readonly Difference[] }
  /** The marker is another: the file was moved, or takes over what it was written from. */
  | { action: 'move' | 'adopt'; desired: DesiredObject; actual: ActualObject; differences: readonly Difference[] }
  | { action: 'delete'; actual: ActualObject; differences: readonly Difference[] };

export interface Plan {
  changes: readonly Change[];
  /** Ids of the objects that are there already, by kind and key: what references to files mean. */
  ids: ReadonlyMap<string, string>;
}

/** Name of an object within a folder, over both kinds. */
export function objectName({ kind, key }: { kind: ObjectKind; key: string }): string {
  return `${kind}:${key}`;
}

/**
 * What must happen so that the server has what the files ask for, and nothing else that bears the folder's marker.
 * An object is known by its marker; a file without one takes the object that it was written from, or, when it has only
 * been moved, the only one of its name that has lost its file. Objects without the folder's marker are never deleted.
 */
export function planChanges(
  desired: readonly DesiredObject[],
  actual: readonly ActualObject[],
  markerOf: (object: DesiredObject) => string,
): Plan {
  const pairs = matched(desired, actual, markerOf);
  const ids = new Map([...pairs].map(([wanted, found]) => [objectName(wanted), found.id]));
  const taken = new Set([...pairs.values()]);
  const changes = desired.map((wanted) => changeOf(wanted, pairs.get(wanted) ?? null, markerOf(wanted), ids));
  const kept = new Set([...taken].map(markOf));
  // A copy of an object bears its marker too, yet no file was ever its own.
  const gone = actual.filter((object) => isOwn(object) && !taken.has(object) && !kept.has(markOf(object)));
  return { changes: [...changes, ...gone.map(deletion)], ids };
}

/** Whether the plan does anything. */
export function isEmpty({ changes }: Plan): boolean {
  return changes.every(({ action }) => action === 'unchanged');
}

function isOwn({ marker, foreign }: ActualObject): boolean {
  return marker !== null && !foreign;
}

function markOf({ kind, marker }: ActualObject): string {
  return `${kind}:${marker}`;
}

function deletion(actual: ActualObject): Change {
  return { action: 'delete', actual, differences: [] };
}

function matched(
  desired: readonly DesiredObject[],
  actual: readonly ActualObject[],
  markerOf: (object: DesiredObject) => string,
): Map<DesiredObject, ActualObject> {
  const pairs = new Map<DesiredObject, ActualObject>();
  const left = new Set(actual.filter(({ foreign }) => !foreign));
  const pair = (find: (wanted: DesiredObject) => readonly ActualObject[]) => {
    for (const wanted of desired) {
      if (pairs.has(wanted)) continue;
      const [found, ...others] = find(wanted);
      if (found === undefined || others.length > 0) continue;
      pairs.set(wanted, found);
      left.delete(found);
    }
  };
  const ofKind = ({ kind }: DesiredObject) => [...left].filter((object) => object.kind === kind);
  pair((wanted) =>
    ofKind(wanted)
      .filter(({ marker }) => marker === markerOf(wanted))
      .slice(0, 1),
  );
  pair((wanted) => (wanted.id === null ? [] : ofKind(wanted).filter(({ id }) => id === wanted.id)));
  // A name that several files bear says nothing of which of them was moved.
  const unpaired = desired.filter((wanted) => !pairs.has(wanted));
  pair((wanted) => {
    const rivals = unpaired.filter(({ kind, name }) => kind === wanted.kind && name === wanted.name);
    return rivals.length > 1
      ? []
      : ofKind(wanted).filter(({ marker, name }) => marker !== null && name === wanted.name);
  });
  return pairs;
}

function changeOf(
  desired: DesiredObject,
  actual: ActualObject | null,
  marker: string,
  ids: ReadonlyMap<string, string>,
): Change {
  if (actual === null) return { action: 'create', desired, differences: [] };
  const found = contentDifferences(desired, actual, ids);
  if (actual.marker === null) return { action: 'adopt', desired, actual, differences: found };
  if (actual.marker !== marker) return { action: 'move', desired, actual, differences: found };
  return { action: found.length === 0 ? 'unchanged' : 'update', desired, actual, differences: found };
}

/** Whether the file is the one that was applied last, and nobody has changed what the server made of it since. */
function isAsApplied({ hash }: DesiredObject, { applied, contentHash }: ActualObject): boolean {
  return applied !== null && applied.file === hash && applied.stored === contentHash;
}

/** Fields that are compared only where a file speaks of them. */
const LEFT_TO_OTHERS = ['enabled', 'status', 'published', 'notes', 'metadata', 'folder'];
/** What the server may write in another way than the file does. */
const STEPS = ['displayName', 'trigger', 'steps'];

function contentDifferences(
  desired: DesiredObject,
  actual: ActualObject,
  ids: ReadonlyMap<string, string>,
): Difference[] {
  const wanted = resolveReferences(desired.content, ids);
  const skipped = LEFT_TO_OTHERS.filter((field) => !Object.hasOwn(wanted, field));
  if (isAsApplied(desired, actual)) skipped.push(...STEPS);
  return differences(without(withKnownSecrets(actual.content, wanted), skipped), without(wanted, skipped));
}

function without(content: JsonObject, fields: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(content).filter(([field]) => !fields.includes(field)));
}
