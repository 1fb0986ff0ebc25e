import type { FlowActionStep, FlowDefinition, FlowTriggerStep } from './flow-definition.ts';
import type { BranchDraft, StepDraft, StepFields, TriggerDraft } from './flow-steps.ts';

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const RESERVED = ['trigger', 'connections', 'variables'];

/** Begins a flow: `flow('Orders').trigger(webhook()).step(code('…'))`. */
export function flow(displayName: string): FlowBuilder {
  return new FlowBuilder(displayName);
}

/** A chain of steps, one after the other. */
export class FlowChain {
  readonly #drafts: StepDraft[] = [];

  /** Adds a step at the end. */
  step(draft: StepDraft): this {
    this.#drafts.push(draft);
    return this;
  }

  /** Adds a loop over a list, mostly a reference such as `{{trigger.body.lines}}`; rounds read `{{<name>.item}}`. */
  loop(items: string, fill: (steps: FlowChain) => unknown, fields: StepFields = {}): this {
    const body = new FlowChain();
    fill(body);
    return this.step({ ...fields, type: 'LOOP_ON_ITEMS', settings: { items }, body });
  }

  /** Adds a router: its first branch whose conditions hold is taken, or with `all` each of them. */
  router(branches: BranchDraft[], { all = false, ...fields }: StepFields & { all?: boolean } = {}): this {
    const chains = branches.map(({ fill }) => {
      const chain = new FlowChain();
      fill(chain);
      return chain;
    });
    const executionType = all ? 'EXECUTE_ALL_MATCH' : 'EXECUTE_FIRST_MATCH';
    const settings = { executionType, branches: branches.map((branch) => branch.settings) };
    return this.step({ ...fields, type: 'ROUTER', settings, branches: chains });
  }

  /** All steps, each before what it holds. */
  drafts(): StepDraft[] {
    return this.#drafts.flatMap((draft) => [
      draft,
      ...(draft.body?.drafts() ?? []),
      ...(draft.branches ?? []).flatMap((chain) => chain.drafts()),
    ]);
  }

  /** The first step with all behind it; null for none. */
  assemble(names: ReadonlyMap<StepDraft, string>): FlowActionStep | null {
    return this.#drafts.reduceRight<FlowActionStep | null>((next, draft) => assembleStep(draft, next, names), null);
  }
}

/** A flow that is being put together. It stays as it is when it is built, and may be built again. */
export class FlowBuilder extends FlowChain {
  readonly #displayName: string;
  #trigger: TriggerDraft | null = null;

  constructor(displayName: string) {
    super();
    this.#displayName = displayName;
  }

  /** Says what starts it. */
  trigger(trigger: TriggerDraft): this {
    this.#trigger = trigger;
    return this;
  }

  /**
   * The flow as one document.
   * @throws TypeError for a name that cannot be one, or that two steps have
   */
  build(): FlowDefinition {
    const first = this.assemble(namesOf(this.drafts()));
    const trigger: FlowTriggerStep = {
      name: 'trigger',
      type: this.#trigger === null ? 'EMPTY' : 'PIECE_TRIGGER',
      displayName: this.#trigger?.displayName ?? 'Select Trigger',
      valid: this.#trigger !== null,
      settings: this.#trigger?.settings ?? {},
      ...(first === null ? {} : { nextAction: first }),
    };
    return { displayName: this.#displayName, schemaVersion: '1', trigger };
  }

  /** The operation that makes a flow this one: `client.workflows.applyFlowOperation(id, flow('…').toOperation())`. */
  toOperation(): { type: 'IMPORT_FLOW'; request: FlowDefinition } {
    return { type: 'IMPORT_FLOW', request: this.build() };
  }
}

function namesOf(drafts: StepDraft[]): Map<StepDraft, string> {
  const given = drafts.flatMap(({ name }) => (name === undefined ? [] : [name]));
  for (const name of given) {
    if (!NAME.test(name) || RESERVED.includes(name)) {
      throw new TypeError(`A step cannot be called ${JSON.stringify(name)}: expected letters, digits and underscores`);
    }
    if (given.indexOf(name) !== given.lastIndexOf(name)) throw new TypeError(`Two steps are called "${name}"`);
  }
  let count = 0;
  const nextName = (): string => {
    do count += 1;
    while (given.includes(`step_${count}`));
    return `step_${count}`;
  };
  return new Map(drafts.map((draft) => [draft, draft.name ?? nextName()]));
}

function assembleStep(
  draft: StepDraft,
  next: FlowActionStep | null,
  names: ReadonlyMap<StepDraft, string>,
): FlowActionStep {
  const name = names.get(draft) ?? '';
  return {
    name,
    type: draft.type,
    displayName: draft.displayName ?? name,
    valid: true,
    ...(draft.skip === undefined ? {} : { skip: draft.skip }),
    settings: draft.settings,
    ...(draft.body === undefined ? {} : { firstLoopAction: draft.body.assemble(names) }),
    ...(draft.branches === undefined ? {} : { children: draft.branches.map((chain) => chain.assemble(names)) }),
    ...(next === null ? {} : { nextAction: next }),
  };
}
