import type { JsonObject, JsonValue, PlanNodeType } from '@perdura/definition';
import type { NodeActivityInput, NodeActivityOutput, NodeOutcome } from '@perdura/definition/run';
import type { ActivityDependencies, AttemptNote } from '../dependencies.ts';
import { type Attempt, AttemptFailed, runNode } from '../run-node.ts';
import { contextOn, type Stage } from './stage.ts';

/** What a node is called with, beside its type and config. */
export interface NodeCallOptions {
  id?: string;
  skip?: string;
  iteration?: string;
  now?: string;
  scope?: Partial<NodeActivityInput['scope']>;
}

/** The input of a node on a stage. */
export function nodeInput(
  stage: Stage,
  type: PlanNodeType,
  config: JsonObject,
  { id = 'probe', skip, iteration = '0', now = '2026-04-12T08:00:00.000Z', scope = {} }: NodeCallOptions = {},
): NodeActivityInput {
  const { run } = contextOn(stage);
  const node = { id, type, config, ...(skip === undefined ? {} : { skip }) };
  return { run, node, iteration, now, scope: { trigger: { value: null }, nodes: {}, ...scope } };
}

/** The outcome of a step that succeeded. */
export function succeeded(value: JsonValue): NodeOutcome {
  return { status: 'success', result: { value }, error: null };
}

/** One attempt as it came out: its output or its failure, and what was noted of it. */
export interface AttemptResult {
  output: NodeActivityOutput | null;
  failed: AttemptFailed | null;
  notes: AttemptNote[];
}

/** Makes one attempt of a node. */
export async function attemptOn(
  input: NodeActivityInput,
  dependencies: ActivityDependencies,
  given: Partial<Attempt> = {},
): Promise<AttemptResult> {
  const notes: AttemptNote[] = [];
  const noting = { ...dependencies, attempts: { note: (note: AttemptNote) => void notes.push(note) } };
  const signal = new AbortController().signal;
  try {
    const output = await runNode(input, { number: 1, signal, heartbeat: () => undefined, ...given }, noting);
    return { output, failed: null, notes };
  } catch (error) {
    if (error instanceof AttemptFailed) return { output: null, failed: error, notes };
    throw error;
  }
}
