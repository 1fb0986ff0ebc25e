import type { JsonValue } from '@perdura/definition';
import type { PlanNode } from '@perdura/definition/plan';
import { type ModelStep, type Surroundings, stepBase } from './model-steps.ts';
import {
  childRunOf,
  eventOf,
  failureOf,
  parkResultOf,
  payloadOf,
  requestOf,
  resultOf,
  type Script,
  type Seen,
  type Sight,
  scriptOf,
} from './scripts.ts';

/** What one node comes to by itself; a loop only as far as its opening. `handled`: an edge takes its failure. */
export function performNode(node: PlanNode, iteration: string, around: Surroundings, handled: boolean): ModelStep {
  const step = stepBase(node, iteration);
  const script = scriptOf(node);
  if (node.skip === true || (node.skip !== null && script.skipped === true)) {
    return { ...step, status: 'skipped', passed: true };
  }
  const called = callNode(node, around.trigger, handled);
  if (called.end === 'skip') {
    return { ...step, status: 'skipped', passed: true, result: parkResultOf(node.id, iteration) };
  }
  const { attempts } = called;
  if (called.end === 'failed') {
    return { ...step, status: 'failed', attempts, error: failureOf(node.id, iteration, script.fatal === true) };
  }
  const digest = resultOf({ nodeId: node.id, iteration }, sightOf(node, around, called.trigger), script.bytes);
  return { ...step, attempts: attempts + failuresBehindPauses(script, attempts), ...settle(node, iteration, digest) };
}

/** Each call of a paused piece begins with its failures, unless those are counted on. */
function failuresBehindPauses({ pauses = [], park, counts = false }: Script, attempts: number): number {
  return park === undefined && !counts ? pauses.length * (attempts - 1) : 0;
}

interface Called {
  end: 'success' | 'failed' | 'skip';
  attempts: number;
  /** The trigger's data that the last attempt saw. */
  trigger: JsonValue;
}

/** Tries the node's activity as often as its policy and the operator of its parking say. */
function callNode(node: PlanNode, trigger: JsonValue, handled: boolean): Called {
  const { failures = 0, fatal = false, park = [], parkData } = scriptOf(node);
  let attempts = 0;
  for (let parked = 0; ; parked += 1) {
    const seen = parked > 0 && parkData !== undefined ? parkData : trigger;
    for (let attempt = 1; attempt <= node.retry.attempts; attempt += 1) {
      attempts += 1;
      if (attempts > failures) return { end: 'success', attempts, trigger: seen };
      if (fatal) break;
    }
    if (node.onError !== 'park' || handled) return { end: 'failed', attempts, trigger: seen };
    const decision = park[parked] ?? 'skip';
    if (decision === 'skip') return { end: 'skip', attempts, trigger: seen };
    if (decision === 'fail') return { end: 'failed', attempts, trigger: seen };
  }
}

function sightOf(node: PlanNode, around: Surroundings, trigger: JsonValue): Sight {
  const nodes: Record<string, Seen> = {};
  for (const id of node.uses) see(nodes, around.known.get(id));
  // In the first round there is none before it.
  for (const id of node.usesPrevious) nodes[id] = NOT_RUN;
  for (const id of node.usesPrevious) see(nodes, around.previous.get(id));
  const locals: Record<string, JsonValue> = {};
  for (const name of node.usesLocals) {
    const value = around.locals[name];
    if (value !== undefined) locals[name] = value;
  }
  const loops: Sight['loops'] = {};
  for (const id of node.usesLoops ?? []) {
    const place = around.loops[id];
    if (place !== undefined) loops[id] = place;
  }
  return { nodes, locals, loops, trigger: node.usesTrigger ? trigger : null };
}

const NOT_RUN: Seen = { status: 'skipped', result: null, code: null };

function see(nodes: Record<string, Seen>, step: ModelStep | undefined): void {
  if (step === undefined) return;
  nodes[step.node.id] = { status: step.status, result: step.result, code: step.error?.code ?? null };
}

type End = Partial<Pick<ModelStep, 'status' | 'result' | 'error' | 'label'>>;

function settle(node: PlanNode, iteration: string, digest: string): End {
  const script = scriptOf(node);
  switch (node.type) {
    case 'delay':
      return { result: { until: '*' } };
    case 'wait-for-event':
      return script.end === 'timeout' ? timedOut(script.onTimeout) : { result: eventOf(node.id, iteration, digest) };
    case 'approval':
      return decided(script, digest);
    case 'sub-workflow':
      return childEnded(script, childRunOf(node.id, iteration), digest);
    case 'piece':
    case 'code-step':
      return { result: pausedResult(script, node.id, iteration, digest), label: script.label ?? null };
    default:
      return { result: digest, label: script.label ?? null };
  }
}

/** A piece that paused tells with what it was called last. */
function pausedResult({ pauses = [] }: Script, nodeId: string, iteration: string, digest: string): JsonValue {
  const last = pauses.at(-1);
  return last === undefined
    ? digest
    : { digest, resumed: payloadOf(last, requestOf(nodeId, iteration, pauses.length)) };
}

function timedOut(onTimeout: string | undefined): End {
  return onTimeout === 'branch' ? { label: 'timeout', result: null } : failed('WAIT_TIMEOUT');
}

function decided({ end = 'approved', onTimeout = 'fail' }: ReturnType<typeof scriptOf>, digest: string): End {
  if (end === 'cancelled') return failed('APPROVAL_CANCELLED');
  if (end === 'timeout' && onTimeout === 'fail') return failed('APPROVAL_TIMEOUT');
  const decision = end === 'timeout' ? ENDS_BY_TIMEOUT[onTimeout] : end === 'rejected' ? 'rejected' : 'approved';
  return { label: decision, result: { decision, decisions: [digest] } };
}

/** What an approval that times out ends as. */
const ENDS_BY_TIMEOUT = { approve: 'approved', reject: 'rejected', branch: 'timeout', fail: 'timeout' };

function childEnded(
  { end = 'completed', wait = true }: ReturnType<typeof scriptOf>,
  runId: string,
  digest: string,
): End {
  if (!wait) return { result: { runId, status: 'pending', result: null } };
  if (end === 'failed' || end === 'cancelled') return failed('SUB_WORKFLOW_FAILED');
  return { result: { runId, status: 'completed', result: digest } };
}

function failed(code: string): End {
  return { status: 'failed', error: { code, message: null } };
}
