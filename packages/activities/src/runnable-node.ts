import type { JsonObject, JsonValue } from '@perdura/definition';
import type { NodeActivityInput } from '@perdura/definition/run';
import type { StepFailure } from './failures.ts';
import type { NodeContext } from './node-context.ts';

/** A node type with its code, as an attempt runs it. */
export interface RunnableNode {
  /** Whether attempts are noted that succeeded and logged nothing: of what only computes, the step itself tells enough. */
  alwaysNoted: boolean;
  /** The config with its templates resolved; null for a node that its own `skip` passes over. */
  render(input: NodeActivityInput, context: NodeContext): Promise<JsonObject | null>;
  /** @param rendered as `render` gave it */
  run(rendered: JsonObject, context: NodeContext): Promise<JsonValue>;
  /** What people are shown of the rendered config, secrets included: they are masked afterwards. All of it by default. */
  shown?(rendered: JsonObject): JsonObject;
  /** The outcome label that picks outgoing edges; null where success has none. */
  label(result: JsonValue, rendered: JsonObject): string | null;
  /** What the failure of an attempt is taken for; for types that see failures in a way of their own. */
  failure?(failure: StepFailure, input: NodeActivityInput): StepFailure;
}
