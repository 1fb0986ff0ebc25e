import type { JsonObject } from '../json.ts';
import type { FlowStep, FlowTrigger, PieceFields, RouterAction } from './flow.ts';
import type { PieceMetadata, PieceProperties } from './piece-metadata.ts';
import { flowSteps, mapFlow } from './steps.ts';

/** Finds what is known of the piece that a step names; null where there is none such. */
export type PieceLookup = (step: Pick<PieceFields, 'pieceName' | 'pieceVersion'>) => PieceMetadata | null;

/** Why a step cannot run as it is. */
export interface StepFault {
  step: string;
  displayName: string;
  /** In English. */
  reason: string;
}

/** The same flow, with each step's `valid` as it is now. */
export function withValidity(trigger: FlowTrigger, lookup: PieceLookup): FlowTrigger {
  return mapFlow(trigger, (step) => ({ ...step, valid: stepFault(step, lookup) === null }));
}

/** Whether a flow can be published: each of its steps is valid, or skipped. */
export function isFlowValid(trigger: FlowTrigger): boolean {
  return flowSteps(trigger).every((step) => step.valid || isSkipped(step));
}

/** Why a flow cannot be published: one reason for each step that stands in the way. */
export function flowFaults(trigger: FlowTrigger, lookup: PieceLookup): StepFault[] {
  return flowSteps(trigger).flatMap((step) => {
    const reason = isSkipped(step) ? null : stepFault(step, lookup);
    return reason === null ? [] : [{ step: step.name, displayName: step.displayName, reason }];
  });
}

function isSkipped(step: FlowStep): boolean {
  return 'skip' in step && step.skip === true;
}

/** Why a step cannot run as it is; null when it can. */
function stepFault(step: FlowStep, lookup: PieceLookup): string | null {
  switch (step.type) {
    case 'EMPTY':
      return 'no trigger is chosen';
    case 'PIECE_TRIGGER':
      return pieceFault(step.settings, 'trigger', lookup);
    case 'PIECE':
      return pieceFault(step.settings, 'action', lookup);
    case 'CODE':
      return step.settings.sourceCode.code.trim() === '' ? 'it has no code' : null;
    case 'LOOP_ON_ITEMS':
      return step.settings.items.trim() === '' ? 'the loop has no items' : null;
    case 'ROUTER':
      return routerFault(step);
  }
}

/** A second value may be empty: that is a text to compare with. */
function routerFault({ settings }: RouterAction): string | null {
  for (const branch of settings.branches) {
    const conditions = branch.branchType === 'CONDITION' ? branch.conditions.flat() : [];
    if (conditions.some(({ firstValue }) => firstValue.trim() === '')) {
      return `the branch ${JSON.stringify(branch.branchName)} has an unfinished condition`;
    }
  }
  return null;
}

function pieceFault(
  settings: PieceFields & { actionName?: string; triggerName?: string },
  kind: 'action' | 'trigger',
  lookup: PieceLookup,
): string | null {
  const { pieceName, pieceVersion, input } = settings;
  const piece = lookup(settings);
  if (piece === null) return `there is no piece ${pieceName} in version ${pieceVersion}`;
  const name = kind === 'action' ? settings.actionName : settings.triggerName;
  if (name === undefined || name === '') return `no ${kind} of ${pieceName} is chosen`;
  const found = kind === 'action' ? own(piece.actions, name) : own(piece.triggers, name);
  if (found === undefined) return `${pieceName} ${piece.version} has no ${kind} ${JSON.stringify(name)}`;
  const needsAuth = found.requireAuth && piece.auth.some(({ required }) => required);
  if (needsAuth && isAbsent(input.auth)) return `${pieceName} needs a connection in input.auth`;
  const missing = missingProperties(found.props, input);
  return missing.length === 0 ? null : `input has no ${missing.join(', ')}`;
}

/** Required properties that neither have a value nor a default. */
function missingProperties(properties: PieceProperties, input: JsonObject): string[] {
  return Object.entries(properties)
    .filter(([name, { required, type, defaultValue }]) => {
      // Nothing is asked for by a text, an unticked box, or by fields of which only the piece knows whether there are any.
      if (!required || ['MARKDOWN', 'CHECKBOX', 'DYNAMIC'].includes(type)) return false;
      return isAbsent(own(input, name)) && isAbsent(defaultValue);
    })
    .map(([name]) => name);
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function own<Value>(values: Record<string, Value>, name: string): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
