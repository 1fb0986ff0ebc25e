import { isObject, type Json, type JsonObject, present } from './json.ts';
import { contentHash } from './marker.ts';

/** What of a step the server decides by itself, or what only says how it was tried. */
const OF_THE_SERVER = new Set(['valid', 'lastUpdatedDate', 'nextAction', 'firstLoopAction', 'children']);
const OF_TRIALS = new Set(['sampleData', 'inputUiInfo', 'packageType', 'pieceType', 'packageJson']);

/** Fields of a flow's file that say how it is kept, beside its steps. */
export interface FlowKeeping {
  folder?: string | null | undefined;
  /** Whether the newest version is the published one; absent where a file leaves that alone. */
  published?: boolean | undefined;
  status?: string | undefined;
  metadata?: JsonObject | undefined;
}

interface FlowSteps {
  displayName?: Json;
  trigger?: Json;
  notes?: Json;
}

/**
 * What a flow is, in one form for files and for answers: steps by name with their places, so that a difference names
 * the step, and with all that the server fills in.
 */
export function flowContent({ displayName, trigger, notes }: FlowSteps, keeping: FlowKeeping): JsonObject {
  const steps: Record<string, Json> = {};
  const start = isObject(trigger) ? trigger : {};
  collect(start.nextAction, 'after trigger', steps);
  return present({
    displayName,
    folder: keeping.folder,
    published: keeping.published,
    status: keeping.status,
    metadata: keeping.metadata,
    notes: Array.isArray(notes) ? notes.map(plainNote) : undefined,
    trigger: { ...plainStep(start), name: 'trigger', displayName: start.displayName ?? 'trigger' },
    steps,
  });
}

function collect(first: Json | undefined, place: string, steps: Record<string, Json>): void {
  let at = place;
  for (let step = first; isObject(step); step = step.nextAction) {
    const name = typeof step.name === 'string' ? step.name : '';
    steps[name] = { ...plainStep(step), displayName: step.displayName ?? name, place: at };
    collectInner(step, name, steps);
    at = `after ${name}`;
  }
}

function collectInner(step: JsonObject, name: string, steps: Record<string, Json>): void {
  collect(step.firstLoopAction, `in loop ${name}`, steps);
  const children = Array.isArray(step.children) ? step.children : [];
  for (const [index, child] of children.entries()) collect(child as Json, `in branch ${index} of ${name}`, steps);
  const branches = isObject(step.continueOnFailureBranches) ? step.continueOnFailureBranches : {};
  collect(branches.onSuccess, `on success of ${name}`, steps);
  collect(branches.onFailure, `on failure of ${name}`, steps);
}

function plainStep(step: JsonObject): JsonObject {
  const { continueOnFailureBranches: _branches, settings, ...fields } = step;
  const kept = withoutNulls(fields, OF_THE_SERVER);
  return { ...kept, settings: plainSettings(step.type, isObject(settings) ? settings : {}) };
}

function plainSettings(type: Json | undefined, settings: JsonObject): JsonObject {
  const kept = withoutNulls(settings, OF_TRIALS);
  switch (type) {
    case 'CODE': {
      const source = isObject(kept.sourceCode) ? kept.sourceCode : {};
      return { input: {}, ...kept, sourceCode: { ...source, packageJson: source.packageJson || '{}' } };
    }
    case 'PIECE':
    case 'PIECE_TRIGGER':
      return withoutEmpty({ input: {}, ...kept }, 'propertySettings');
    case 'LOOP_ON_ITEMS':
      return { items: '', ...kept };
    default:
      return kept;
  }
}

function withoutNulls(fields: JsonObject, dropped: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([name, value]) => value !== null && !dropped.has(name)));
}

function withoutEmpty(fields: JsonObject, name: string): JsonObject {
  const value = fields[name];
  if (!isObject(value) || Object.keys(value).length > 0) return fields;
  const { [name]: _empty, ...rest } = fields;
  return rest;
}

function plainNote(note: Json): Json {
  if (!isObject(note)) return note;
  const { createdAt: _made, updatedAt: _changed, ownerId: _owner, ...kept } = note;
  return kept;
}

/** The steps of a flow as a file has them: as they can be imported, without what the server decides. */
export function importableTrigger(trigger: Json | undefined): Json {
  if (Array.isArray(trigger)) return trigger.map((each) => importableTrigger(each as Json));
  if (!isObject(trigger)) return trigger ?? null;
  const { valid: _valid, lastUpdatedDate: _date, settings, ...fields } = trigger;
  const inner = ['nextAction', 'firstLoopAction', 'children'].filter((name) => fields[name] !== undefined);
  const branches = isObject(fields.continueOnFailureBranches) ? fields.continueOnFailureBranches : null;
  return {
    ...fields,
    ...(isObject(settings) && { settings: withoutNulls(settings, new Set(['sampleData'])) }),
    ...Object.fromEntries(inner.map((name) => [name, importableTrigger(fields[name])])),
    ...(branches && {
      continueOnFailureBranches: Object.fromEntries(
        Object.entries(branches).map(([name, step]) => [name, importableTrigger(step)]),
      ),
    }),
  };
}

/** A short name of what a flow does, by which its steps are known again however the server writes them. */
export function stepsHash({ displayName = null, trigger = null, steps = null }: JsonObject): string {
  return contentHash({ displayName, trigger, steps });
}
