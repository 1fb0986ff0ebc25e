import type { core } from 'zod';
import type { FaultParams } from '../faults/schema-faults.ts';
import type { FlowAction, FlowTrigger } from './flow.ts';
import { jsonFault } from './json-fault.ts';
import type { StepIssue } from './schema.ts';
import { STEP_SHAPES, type StepType, TRIGGER_NAME } from './step-shapes.ts';
import { linked } from './steps.ts';

/** Steps of one flow, the trigger not counted. */
export const MAX_FLOW_STEPS = 1_000;
/** Loops, routers and branches on failure within each other. */
export const MAX_STEP_NESTING = 16;
const MAX_ISSUES = 100;

type Path = readonly PropertyKey[];
type Fields = Readonly<Record<string, unknown>>;

const ACTION_TYPES: readonly StepType[] = ['CODE', 'PIECE', 'LOOP_ON_ITEMS', 'ROUTER'];
const TRIGGER_TYPES: readonly StepType[] = ['EMPTY', 'PIECE_TRIGGER'];

/** Reads the steps of one flow; goes along chains, so that their length takes no room on the stack. */
export class StepReader {
  readonly issues: StepIssue[] = [];
  readonly #names = new Set<string>();
  #count = 0;

  trigger(value: unknown): FlowTrigger | null {
    const fields = this.#fields(value, []);
    const own = fields === null ? null : this.#own(fields, [], TRIGGER_TYPES);
    if (fields === null || own === null) return null;
    const nextAction = this.#chain(fields.nextAction, ['nextAction'], 0);
    const { displayName = TRIGGER_NAME } = own;
    return { ...own, name: TRIGGER_NAME, displayName, ...(nextAction && { nextAction }) } as unknown as FlowTrigger;
  }

  action(value: unknown): FlowAction | null {
    return this.#chain(value ?? undefined, [], 0) ?? this.#absent(value);
  }

  #absent(value: unknown): null {
    if (this.issues.length === 0) this.#fields(value ?? undefined, []);
    return null;
  }

  #chain(value: unknown, start: Path, nesting: number): FlowAction | undefined {
    const steps: FlowAction[] = [];
    let path = start;
    for (let at = value; at !== undefined && at !== null; ) {
      const fields = this.#fields(at, path);
      if (fields === null || this.#isFull(path, nesting)) return undefined;
      const step = this.#step(fields, path, nesting);
      if (step !== null) steps.push(step);
      at = fields.nextAction;
      path = [...path, 'nextAction'];
    }
    return linked(steps);
  }

  #step(fields: Fields, path: Path, nesting: number): FlowAction | null {
    const own = this.#own(fields, path, ACTION_TYPES);
    const inner = this.#inner(fields, path, nesting + 1);
    if (own === null) return null;
    const name = String(own.name);
    if (this.#names.has(name)) this.#fault({ fault: 'STEP_NAME_DUPLICATE', values: { name } }, [...path, 'name'], name);
    this.#names.add(name);
    const { displayName = name } = own;
    return this.#withChildren({ ...own, displayName, ...inner } as unknown as FlowAction, path);
  }

  /** What a step says of itself, of one of the given types. */
  #own(fields: Fields, path: Path, types: readonly StepType[]): Fields | null {
    const type = types.find((known) => known === fields.type);
    if (type === undefined) {
      const issue = { code: 'invalid_value', values: [...types], path: [], message: '' } as core.$ZodIssue;
      this.#add({ path: [...path, 'type'], issue, input: fields.type });
      return null;
    }
    const settings = fields.settings ?? undefined;
    const unfit = jsonFault(settings);
    if (unfit !== null) {
      this.#fault(unfit.params, [...path, 'settings', ...unfit.path], null);
      return null;
    }
    const parsed = STEP_SHAPES[type].safeParse(withoutNulls({ ...fields, settings: plainSettings(settings) }));
    if (parsed.success) return defined(parsed.data);
    for (const issue of parsed.error.issues) {
      this.#add({ path: [...path, ...issue.path], issue, input: valueAt(fields, issue.path) });
    }
    return null;
  }

  /** The chains that the step holds. */
  #inner(fields: Fields, path: Path, nesting: number): Fields {
    switch (fields.type) {
      case 'LOOP_ON_ITEMS': {
        const firstLoopAction = this.#chain(fields.firstLoopAction, [...path, 'firstLoopAction'], nesting);
        return firstLoopAction === undefined ? {} : { firstLoopAction };
      }
      case 'ROUTER':
        return { children: this.#children(fields.children ?? [], [...path, 'children'], nesting) };
      default:
        return this.#failureBranches(fields, path, nesting);
    }
  }

  #children(value: unknown, path: Path, nesting: number): (FlowAction | null)[] {
    if (Array.isArray(value)) {
      return value.map((child: unknown, index) => this.#chain(child, [...path, index], nesting) ?? null);
    }
    this.#wrongType('array', path, value);
    return [];
  }

  #failureBranches(fields: Fields, path: Path, nesting: number): Fields {
    const given = fields.continueOnFailureBranches ?? undefined;
    if (given === undefined || (fields.type !== 'CODE' && fields.type !== 'PIECE')) return {};
    const place = [...path, 'continueOnFailureBranches'];
    const branches = this.#fields(given, place);
    if (branches === null) return {};
    const onSuccess = this.#chain(branches.onSuccess, [...place, 'onSuccess'], nesting);
    const onFailure = this.#chain(branches.onFailure, [...place, 'onFailure'], nesting);
    return { continueOnFailureBranches: { ...(onSuccess && { onSuccess }), ...(onFailure && { onFailure }) } };
  }

  /** Branches that have no chain yet need not be told. */
  #withChildren(step: FlowAction, path: Path): FlowAction {
    if (step.type !== 'ROUTER') return step;
    const { branches } = step.settings;
    const children = [...step.children];
    while (children.length < branches.length) children.push(null);
    if (children.length > branches.length) {
      const values = { branches: branches.length, children: children.length };
      this.#fault({ fault: 'ROUTER_CHILDREN', values }, [...path, 'children'], null);
    }
    return { ...step, children };
  }

  #isFull(path: Path, nesting: number): boolean {
    this.#count += 1;
    const isDeep = nesting > MAX_STEP_NESTING;
    if (isDeep) this.#fault({ fault: 'FLOW_TOO_DEEP', values: { limit: MAX_STEP_NESTING } }, path, null);
    const isLong = this.#count === MAX_FLOW_STEPS + 1;
    if (isLong) this.#fault({ fault: 'FLOW_TOO_LONG', values: { limit: MAX_FLOW_STEPS } }, path, null);
    return isDeep || this.#count > MAX_FLOW_STEPS || this.issues.length >= MAX_ISSUES;
  }

  #fields(value: unknown, path: Path): Fields | null {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
    this.#wrongType('object', path, value);
    return null;
  }

  #wrongType(expected: 'object' | 'array', path: Path, input: unknown): void {
    this.#add({
      path: [...path],
      issue: { code: 'invalid_type', expected, path: [], message: '' } as core.$ZodIssue,
      input,
    });
  }

  #fault(issue: FaultParams, path: Path, input: unknown): void {
    this.#add({ path: [...path], issue, input });
  }

  #add(issue: StepIssue): void {
    if (this.issues.length < MAX_ISSUES) this.issues.push(issue);
  }
}

/** Settings whose own fields are null are settings without these fields. */
function plainSettings(settings: unknown): unknown {
  return typeof settings === 'object' && settings !== null && !Array.isArray(settings)
    ? withoutNulls(settings as Fields)
    : settings;
}

function withoutNulls(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

/** Fields that are there, in `settings` too: what is stored has no `undefined`. */
function defined(fields: object): Fields {
  return JSON.parse(JSON.stringify(fields)) as Fields;
}

function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}
