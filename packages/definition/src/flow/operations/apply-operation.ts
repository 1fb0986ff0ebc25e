import type { FlowTrigger } from '../flow.ts';
import { mapFlow } from '../steps.ts';
import { addBranch, deleteBranch, duplicateBranch, moveBranch } from './branches.ts';
import type { FlowContent, FlowOperation, OperationContext } from './flow-operation.ts';
import { requireSound } from './flow-soundness.ts';
import { addNote, deleteNote, importedNotes, updateNote } from './notes.ts';
import { addAction, deleteActions, duplicateAction, moveAction } from './placing.ts';
import { setSampleInfo, setSkip, updateAction, updateTrigger } from './updates.ts';

/**
 * A version's content after an operation; what was given stays as it is. `valid` of the steps is not looked at: see
 * `withValidity`.
 *
 * @throws {FlowOperationInvalid} when the operation does not fit the flow
 */
export function applyOperation(content: FlowContent, operation: FlowOperation, context: OperationContext): FlowContent {
  const changed = changedBy(content, operation, context);
  if (changed.trigger === content.trigger) return changed;
  requireSound(changed.trigger);
  return { ...changed, trigger: dated(changed.trigger, context.now) };
}

/** Steps that came without a time of their last change have changed now. */
function dated(trigger: FlowTrigger, now: string): FlowTrigger {
  return mapFlow(trigger, (step) => (step.lastUpdatedDate === undefined ? { ...step, lastUpdatedDate: now } : step));
}

function changedBy(content: FlowContent, operation: FlowOperation, context: OperationContext): FlowContent {
  switch (operation.type) {
    case 'CHANGE_NAME':
      return { ...content, displayName: operation.request.displayName };
    case 'IMPORT_FLOW':
      return imported(content, operation.request, context);
    case 'ADD_NOTE':
      return { ...content, notes: addNote(content.notes, operation.request, context) };
    case 'UPDATE_NOTE':
      return { ...content, notes: updateNote(content.notes, operation.request, context) };
    case 'DELETE_NOTE':
      return { ...content, notes: deleteNote(content.notes, operation.request.id) };
    default:
      return { ...content, trigger: changedTrigger(content.trigger, operation, context) };
  }
}

type StepOperation = Exclude<
  FlowOperation,
  { type: 'CHANGE_NAME' | 'IMPORT_FLOW' | 'ADD_NOTE' | 'UPDATE_NOTE' | 'DELETE_NOTE' }
>;

function changedTrigger(trigger: FlowContent['trigger'], { type, request }: StepOperation, context: OperationContext) {
  switch (type) {
    case 'UPDATE_TRIGGER':
      return updateTrigger(trigger, request, context);
    case 'ADD_ACTION':
      return addAction(trigger, request, context);
    case 'UPDATE_ACTION':
      return updateAction(trigger, request, context);
    case 'DELETE_ACTION':
      return deleteActions(trigger, request.names);
    case 'MOVE_ACTION':
      return moveAction(trigger, request);
    case 'DUPLICATE_ACTION':
      return duplicateAction(trigger, request.stepName, context);
    case 'SET_SKIP_ACTION':
      return setSkip(trigger, request);
    case 'ADD_BRANCH':
      return addBranch(trigger, request);
    case 'DELETE_BRANCH':
      return deleteBranch(trigger, request);
    case 'DUPLICATE_BRANCH':
      return duplicateBranch(trigger, request, context);
    case 'MOVE_BRANCH':
      return moveBranch(trigger, request);
    case 'UPDATE_SAMPLE_DATA_INFO':
      return setSampleInfo(trigger, request, context);
  }
}

/** What is imported takes the place of all that was there. */
function imported(
  content: FlowContent,
  request: Extract<FlowOperation, { type: 'IMPORT_FLOW' }>['request'],
  context: OperationContext,
): FlowContent {
  const { displayName, trigger, schemaVersion, notes } = request;
  return {
    displayName,
    trigger,
    schemaVersion: schemaVersion ?? content.schemaVersion,
    notes: importedNotes(notes ?? [], context),
  };
}
