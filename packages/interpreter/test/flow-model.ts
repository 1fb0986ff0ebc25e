import type { FlowAction, FlowTrigger, JsonObject, JsonValue, LoopAction, RouterAction } from '@perdura/definition';
import { chainOf, type RenderedRouter, routerOutcome } from '@perdura/definition';
import { type FlowSight, performLoop, performStep, renderFlow } from './flow-scripts.ts';

/** One step of a flow's run, in the order in which they begin. */
export interface FlowModelStep {
  name: string;
  /** `0` outside of loops; the rounds of the loops around it, from 0, joined by dots. */
  iteration: string;
  /** `stopped`: it ended the run, or it is a loop around the step that did. */
  status: 'success' | 'failed' | 'stopped';
  /** Of a loop without its rounds; null where it failed. */
  output: JsonValue;
}

export interface FlowModelRun {
  end: 'completed' | 'stopped' | 'failed';
  /** The step that failed the run: a loop when one of its steps did. */
  failed: string | null;
  steps: FlowModelStep[];
}

/**
 * What a run of a flow of scripted steps must come to, reckoned from the steps alone, one after the other. Written
 * without a look at plans: it knows neither nodes nor edges.
 */
export function flowModelOf(trigger: FlowTrigger, data: JsonValue): FlowModelRun {
  const model = new FlowModel(data);
  const end = model.chain(trigger.nextAction, { path: null, outputs: {}, loops: {}, outer: null, steps: {} });
  return { end: end === null ? 'completed' : end.kind, failed: end?.step ?? null, steps: model.steps };
}

/** Why nothing more is run. */
type Ending = { kind: 'failed'; step: string } | { kind: 'stopped'; step: null } | null;

/** One pass through the steps of the flow, or of the body of a loop. */
interface Pass {
  path: string | null;
  outputs: Record<string, JsonValue>;
  loops: FlowSight['loops'];
  outer: Pass | null;
  /** What it will be in the `iterations` of its loop. */
  steps: Record<string, JsonObject>;
}

class FlowModel {
  readonly steps: FlowModelStep[] = [];
  readonly #data: JsonValue;

  constructor(data: JsonValue) {
    this.#data = data;
  }

  chain(first: FlowAction | null | undefined, pass: Pass): Ending {
    for (const step of chainOf(first)) {
      const end = step.skip === true ? null : this.#play(step, pass);
      if (end !== null) return end;
    }
    return null;
  }

  #play(step: FlowAction, pass: Pass): Ending {
    switch (step.type) {
      case 'LOOP_ON_ITEMS':
        return this.#loop(step, pass);
      case 'ROUTER':
        return this.#router(step, pass);
      default:
        return this.#step(step, pass);
    }
  }

  #step(step: Extract<FlowAction, { type: 'CODE' | 'PIECE' }>, pass: Pass): Ending {
    const { name, settings, continueOnFailureBranches: branches = {} } = step;
    const input = renderFlow(settings.input, this.#sight(pass)) as JsonObject;
    const end = performStep(name, iterationOf(pass), input);
    const begun = this.#begin(step, pass);
    if (end.kind === 'failed') {
      this.#end(step, pass, begun, 'failed', null);
      const continues = settings.errorHandlingOptions?.continueOnFailure?.value === true;
      return continues ? this.chain(branches.onFailure, pass) : { kind: 'failed', step: name };
    }
    if (end.kind === 'loop') throw new Error('A step is no loop.');
    pass.outputs[name] = end.output;
    this.#end(step, pass, begun, end.kind === 'stop' ? 'stopped' : 'success', end.output);
    return end.kind === 'stop' ? { kind: 'stopped', step: null } : this.chain(branches.onSuccess, pass);
  }

  #router(step: RouterAction, pass: Pass): Ending {
    const rendered = renderFlow(step.settings as unknown as JsonObject, this.#sight(pass));
    const { branches, taken } = routerOutcome(rendered as unknown as RenderedRouter);
    pass.outputs[step.name] = { branches };
    this.#end(step, pass, this.#begin(step, pass), 'success', { branches });
    for (const branch of taken) {
      const end = this.chain(step.children[branch - 1], pass);
      if (end !== null) return end;
    }
    return null;
  }

  #loop(step: LoopAction, pass: Pass): Ending {
    const { name, settings } = step;
    const begun = this.#begin(step, pass);
    const start = performLoop(name, renderFlow(settings.items, this.#sight(pass)));
    if (start.kind !== 'loop') {
      this.#end(step, pass, begun, 'failed', null);
      return { kind: 'failed', step: name };
    }
    const iterations: JsonValue[] = [];
    let place: { item: JsonValue; index: number } = { item: null, index: 0 };
    for (const [round, item] of start.items.entries()) {
      place = { item, index: round + 1 };
      const path = pass.path === null ? String(round) : `${pass.path}.${round}`;
      const inner: Pass = { path, outputs: {}, loops: { [name]: place }, outer: pass, steps: {} };
      const end = this.chain(step.firstLoopAction, inner);
      if (end !== null) {
        this.#end(step, pass, begun, end.kind, end.kind === 'failed' ? null : place);
        return end.kind === 'failed' ? { kind: 'failed', step: name } : end;
      }
      iterations.push(inner.steps);
    }
    pass.outputs[name] = { ...place, iterations };
    this.#end(step, pass, begun, 'success', place);
    pass.steps[name] = { type: step.type, status: 'SUCCEEDED', output: { ...place, iterations } };
    return null;
  }

  #begin({ name }: FlowAction, pass: Pass): FlowModelStep {
    const begun: FlowModelStep = { name, iteration: iterationOf(pass), status: 'success', output: null };
    this.steps.push(begun);
    return begun;
  }

  #end(
    { name, type }: FlowAction,
    pass: Pass,
    begun: FlowModelStep,
    status: FlowModelStep['status'],
    output: JsonValue,
  ): void {
    Object.assign(begun, { status, output });
    pass.steps[name] = { type, status: status === 'failed' ? 'FAILED' : 'SUCCEEDED', output };
  }

  #sight(pass: Pass): FlowSight {
    const outer = pass.outer === null ? null : this.#sight(pass.outer);
    return {
      trigger: this.#data,
      outputs: { ...outer?.outputs, ...pass.outputs },
      loops: { ...outer?.loops, ...pass.loops },
    };
  }
}

function iterationOf({ path }: Pass): string {
  return path ?? '0';
}
