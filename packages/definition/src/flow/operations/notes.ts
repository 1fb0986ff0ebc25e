import type { FlowNote } from '../flow.ts';
import { type GivenNote, named, type OperationContext, refuse } from './flow-operation.ts';

/** Most notes of a flow. */
const MAX_NOTES = 500;

/** The notes with another one; of an id that one has already, the new one counts. */
export function addNote(notes: FlowNote[], given: GivenNote, context: OperationContext): FlowNote[] {
  const note = newNote(given, context);
  const others = notes.filter(({ id }) => id !== note.id);
  if (others.length >= MAX_NOTES) refuse(`a flow has ${MAX_NOTES} notes at most`);
  return [...others, note];
}

/** The notes with one changed; what the change leaves out stays. */
export function updateNote(
  notes: FlowNote[],
  change: GivenNote & { id: string },
  { now }: OperationContext,
): FlowNote[] {
  if (!notes.some(({ id }) => id === change.id)) refuse(`the flow has no note ${named(change.id)}`);
  return notes.map((note) => (note.id === change.id ? { ...note, ...change, updatedAt: now } : note));
}

/** The notes without one. */
export function deleteNote(notes: FlowNote[], id: string): FlowNote[] {
  return notes.filter((note) => note.id !== id);
}

/** The notes that an import brings, in the place of those that were there. */
export function importedNotes(given: GivenNote[], context: OperationContext): FlowNote[] {
  return given.reduce<FlowNote[]>((notes, note) => addNote(notes, note, context), []);
}

function newNote(given: GivenNote, { now, newId, userId }: OperationContext): FlowNote {
  return {
    id: given.id ?? newId(),
    content: given.content ?? '',
    color: given.color ?? 'yellow',
    position: given.position ?? { x: 0, y: 0 },
    size: given.size ?? { width: 200, height: 150 },
    ownerId: given.ownerId ?? userId,
    createdAt: now,
    updatedAt: now,
  };
}
