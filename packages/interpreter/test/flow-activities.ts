import type { JsonValue, PlanNodeType } from '@perdura/definition';
import type {
  GatherRoundInput,
  ItemPage,
  NodeActivityInput,
  NodeActivityOutput,
  NodeOpening,
} from '@perdura/definition/run';
import { ApplicationFailure } from '@temporalio/common';
import { type FlowSight, performFlowNode } from './flow-scripts.ts';
import { runWithBehind } from './run-chain.ts';
import { type Pause, requestOf } from './scripts.ts';
import { TestActivities } from './test-activities.ts';

const PAGE_ITEMS = 2;
const PAUSE_MS = 5;

/** The contract's names of the types of steps. */
const STEP_TYPES: Partial<Record<PlanNodeType, string>> = {
  ...{ loop: 'LOOP_ON_ITEMS', router: 'ROUTER', piece: 'PIECE', 'code-step': 'CODE' },
};

/** Activities of scripted flows. Some of their pieces pause first, for a request or for a while. */
export class FlowActivities extends TestActivities {
  override get activities(): TestActivities['activities'] {
    const step = (input: NodeActivityInput) => runWithBehind(input, (each) => this.#step(each));
    return {
      ...super.activities,
      ...{ piece: step, 'code-step': step, router: step, loop: step },
      'gather-round': async (input: GatherRoundInput) => this.blobs.refer(this.#gathered(input)),
    };
  }

  async #step(input: NodeActivityInput): Promise<NodeActivityOutput> {
    const { node, iteration } = input;
    const at = new Date().toISOString();
    const done = { attempt: 1, startedAt: at, completedAt: at, warnings: [], result: { value: null }, label: null };
    const pause = pauseOf(input);
    if (pause !== null) return { ...done, opening: await this.#paused(input, pause) };
    const end = performFlowNode(node, iteration, this.#sight(input));
    if (end.kind === 'failed') throw ApplicationFailure.nonRetryable(end.message, 'STEP_FAILED', done);
    if (end.kind === 'loop') return { ...done, opening: this.#loop(end.items, node.config.gathers === true) };
    const result = this.blobs.refer(end.output);
    return end.kind === 'stop' ? { ...done, result, stop: true } : { ...done, result, label: end.label };
  }

  async #paused(input: NodeActivityInput, pause: Pause): Promise<NodeOpening> {
    const requestId = requestOf(input.node.id, input.iteration, 1);
    await this.world.awaitRequest(input, pause, requestId);
    const until = pause.by === 'time' ? new Date(Date.parse(input.now) + PAUSE_MS).toISOString() : null;
    return { type: 'piece', requestId, until };
  }

  #loop(items: JsonValue[], gathers: boolean): NodeOpening {
    const pages: ItemPage[] = [];
    for (let from = 0; from < items.length; from += PAGE_ITEMS) {
      const page = items.slice(from, from + PAGE_ITEMS);
      const isStored = pages.length % 2 === 1;
      pages.push({ items: isStored ? this.blobs.store(page) : { value: page }, from, count: page.length });
    }
    return { type: 'loop', pages, count: items.length, gathers };
  }

  #sight({ scope }: NodeActivityInput): FlowSight {
    const outputs: FlowSight['outputs'] = {};
    for (const [id, { status, result }] of Object.entries(scope.nodes)) {
      if (status === 'success') outputs[id] = this.blobs.load(result);
    }
    const loops: FlowSight['loops'] = {};
    for (const [id, { item, index }] of Object.entries(scope.loops ?? {})) {
      loops[id] = { item: this.blobs.load(item), index };
    }
    return { trigger: this.blobs.load(scope.trigger), outputs, loops };
  }

  #gathered({ steps }: GatherRoundInput): JsonValue {
    const entries = Object.entries(steps).map(([id, { type, outcome }]) => {
      const status = outcome.status === 'success' ? 'SUCCEEDED' : 'FAILED';
      return [id, { type: STEP_TYPES[type] ?? type, status, output: this.blobs.load(outcome.result) }];
    });
    return Object.fromEntries(entries);
  }
}

/** Every third piece pauses once, each in its own way. */
function pauseOf({ node, iteration, resume }: NodeActivityInput): Pause | null {
  const salt = Number(node.id.slice(1)) + Number(iteration.split('.').at(-1));
  if (node.type !== 'piece' || resume !== undefined || salt % 3 !== 0) return null;
  return salt % 2 === 0 ? { by: 'time' } : { by: 'request', early: salt % 4 === 1, strays: 1 };
}
