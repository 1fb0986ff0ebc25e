import { type Plan, type PlanNode, successTakes } from '@perdura/definition/plan';

/**
 * Decides which nodes of a graph run, are skipped, or are stopped: a pure reducer that knows neither time nor Temporal.
 * The state that is passed in is never changed.
 *
 * Rules: success takes the unlabelled edges and those of its label; failure takes the `error` edges, and with
 * `onError: continue` and no such edge the unlabelled ones. A join `all` waits for every incoming edge to settle and
 * runs if one was taken; `any` runs at the first taken edge; a number at that many. A node whose join can no longer be
 * met is skipped, and so are all its outgoing edges. An outcome with an exclusive label takes only edges of that label; a
 * node that was passed over takes its unlabelled edges. A failure that nothing takes stops the graph: what runs is
 * cancelled, what has not started is skipped. An edge that only orders holds its end back, whatever becomes of it, until
 * it has settled, and counts for no join.
 */
export function reduce(plan: Plan, before: SchedulerState, event: SchedulerEvent): Transition {
  const transition = { state: copyOf(before), commands: [] };
  switch (event.type) {
    case 'resume':
      resume(plan, transition, event);
      break;
    case 'settled':
      settle(plan, transition, event.node, event.settlement);
      break;
    case 'stop':
      stop(transition);
  }
  return transition;
}

/** What became of a node; `label` is the outcome that picks outgoing edges. */
export type Settlement =
  | { status: 'success'; label: string | null }
  /** Passed over: what follows runs all the same, as if it had succeeded with the label. */
  | { status: 'passed'; label?: string | null }
  | { status: 'failed' | 'skipped' | 'cancelled'; label?: null };

export type SchedulerEvent =
  /** Starts a graph, or takes it up again where these nodes had settled already and those are still running. */
  | { type: 'resume'; settled: ReadonlyMap<number, Settlement>; running: readonly number[] }
  | { type: 'settled'; node: number; settlement: Settlement }
  /** Ends the graph early. */
  | { type: 'stop' };

export type SchedulerCommand =
  | { type: 'run'; node: number }
  | { type: 'skip'; node: number }
  | { type: 'cancel'; node: number }
  /** The failure of this node stops the graph. */
  | { type: 'fail'; node: number }
  /** Every node has settled; always the last command of a graph. */
  | { type: 'finish' };

export interface Transition {
  state: SchedulerState;
  commands: SchedulerCommand[];
}

export const MARKS = { waiting: 0, running: 1, success: 2, failed: 3, skipped: 4, cancelled: 5, passed: 6 } as const;

export interface SchedulerState {
  /** One of MARKS per node. */
  marks: Uint8Array;
  /** Incoming edges per node that have not settled, without those that only order. */
  open: Uint32Array;
  /** Incoming edges per node that were taken. */
  taken: Uint32Array;
  /** Incoming edges per node that only order and have not settled. */
  held: Uint32Array;
  /** Nodes that have not settled. */
  unsettled: number;
  /** Whether the graph was ended early: nothing starts any more. */
  stopped: boolean;
}

/** The state before anything started. */
export function initialState(plan: Plan): SchedulerState {
  return {
    marks: new Uint8Array(plan.nodes.length),
    open: Uint32Array.from(plan.nodes, (node) => node.incoming.filter((at) => !onlyOrders(plan, at)).length),
    taken: new Uint32Array(plan.nodes.length),
    held: Uint32Array.from(plan.nodes, (node) => node.incoming.filter((at) => onlyOrders(plan, at)).length),
    unsettled: plan.nodes.length,
    stopped: false,
  };
}

/** Whether an outcome takes an edge of that condition. */
export function takesEdge(node: PlanNode, plan: Plan, condition: string | null, settlement: Settlement): boolean {
  if (settlement.status === 'passed' || settlement.status === 'success') {
    return successTakes(condition, settlement.label ?? null, node.exclusiveLabels, node.manyLabels);
  }
  if (settlement.status !== 'failed') return false;
  return hasErrorEdge(node, plan) ? condition === 'error' : node.onError === 'continue' && condition === null;
}

function copyOf(state: SchedulerState): SchedulerState {
  const { marks, open, taken, held } = state;
  return { ...state, marks: marks.slice(), open: open.slice(), taken: taken.slice(), held: held.slice() };
}

function resume(
  plan: Plan,
  transition: Transition,
  { settled, running }: Extract<SchedulerEvent, { type: 'resume' }>,
): void {
  const { state } = transition;
  for (const index of running) state.marks[index] = MARKS.running;
  for (const [index, settlement] of settled) {
    markSettled(state, index, settlement);
    settleEdges(plan, state, nodeAt(plan, index), settlement);
  }
  const candidates = plan.nodes.map((_, index) => index);
  decideAll(plan, transition, candidates);
}

function settle(plan: Plan, transition: Transition, index: number, settlement: Settlement): void {
  const { state, commands } = transition;
  const node = nodeAt(plan, index);
  if (state.marks[index] !== MARKS.running) {
    throw new Error(`Node ${node.id} settled as ${settlement.status} although it was not running.`);
  }
  markSettled(state, index, settlement);
  if (state.stopped) {
    finishWhenSettled(transition);
  } else if (settlement.status === 'failed' && !isHandled(node, plan)) {
    commands.push({ type: 'fail', node: index });
    stop(transition);
  } else {
    decideAll(plan, transition, settleEdges(plan, state, node, settlement));
  }
}

function stop(transition: Transition): void {
  const { state, commands } = transition;
  if (state.stopped) return;
  state.stopped = true;
  for (let index = 0; index < state.marks.length; index += 1) {
    if (state.marks[index] === MARKS.waiting) skip(transition, index);
    else if (state.marks[index] === MARKS.running) commands.push({ type: 'cancel', node: index });
  }
  finishWhenSettled(transition);
}

/** Decides the candidates, and in their order of discovery all nodes that a skip decides in turn. */
function decideAll(plan: Plan, transition: Transition, candidates: number[]): void {
  const { state, commands } = transition;
  for (let at = 0; at < candidates.length; at += 1) {
    const index = candidates[at] as number;
    if (state.marks[index] !== MARKS.waiting) continue;
    const node = nodeAt(plan, index);
    if ((state.held[index] as number) > 0) continue;
    const decision = isRoot(plan, node)
      ? 'run'
      : decide(node, state.open[index] as number, state.taken[index] as number);
    if (decision === 'run') {
      state.marks[index] = MARKS.running;
      commands.push({ type: 'run', node: index });
    } else if (decision === 'skip') {
      skip(transition, index);
      candidates.push(...settleEdges(plan, state, node, SKIPPED));
    }
  }
  finishWhenSettled(transition);
}

const SKIPPED: Settlement = { status: 'skipped' };

function decide(node: PlanNode, open: number, taken: number): 'run' | 'skip' | 'wait' {
  if (node.join === 'all') {
    if (open > 0) return 'wait';
    return taken > 0 ? 'run' : 'skip';
  }
  const needed = node.join === 'any' ? 1 : node.join;
  if (taken >= needed) return 'run';
  return taken + open < needed ? 'skip' : 'wait';
}

/** Whether nothing leads to the node; edges that only order do not. */
function isRoot(plan: Plan, node: PlanNode): boolean {
  return node.incoming.every((position) => onlyOrders(plan, position));
}

function onlyOrders(plan: Plan, position: number): boolean {
  return plan.edges[position]?.order === true;
}

function skip({ state, commands }: Transition, index: number): void {
  markSettled(state, index, SKIPPED);
  commands.push({ type: 'skip', node: index });
}

function markSettled(state: SchedulerState, index: number, settlement: Settlement): void {
  state.marks[index] = MARKS[settlement.status];
  state.unsettled -= 1;
}

function settleEdges(plan: Plan, state: SchedulerState, node: PlanNode, settlement: Settlement): number[] {
  return node.outgoing.map((position) => {
    const edge = plan.edges[position];
    if (edge === undefined) throw new Error(`Node ${node.id} has no edge at ${position}.`);
    if (edge.order === true) {
      state.held[edge.to] = (state.held[edge.to] as number) - 1;
      return edge.to;
    }
    state.open[edge.to] = (state.open[edge.to] as number) - 1;
    if (takesEdge(node, plan, edge.condition, settlement)) state.taken[edge.to] = (state.taken[edge.to] as number) + 1;
    return edge.to;
  });
}

function finishWhenSettled({ state, commands }: Transition): void {
  if (state.unsettled === 0) commands.push({ type: 'finish' });
}

/** Whether a failure of the node stops nothing. */
export function isHandled(node: PlanNode, plan: Plan): boolean {
  return node.onError === 'continue' || hasErrorEdge(node, plan);
}

/** Whether a failure of the node takes an edge. */
export function hasErrorEdge(node: PlanNode, plan: Plan): boolean {
  return node.outgoing.some((position) => plan.edges[position]?.condition === 'error');
}

function nodeAt(plan: Plan, index: number): PlanNode {
  const node = plan.nodes[index];
  if (node === undefined) throw new Error(`The plan has no node at ${index}; it has ${plan.nodes.length}.`);
  return node;
}
