import {
  flowScope,
  flowTextValue,
  type JsonObject,
  type JsonValue,
  parseFlowText,
  type RenderedRouter,
  resolvePath,
  routerLabel,
  routerOutcome,
} from '@perdura/definition';
import type { PlanNode } from '@perdura/definition/plan';

/** When something happens, by the last number of the iteration. */
export type When = 'never' | 'always' | 'odd';

/** What a scripted step of a flow does; it stands in its input, as `script`, beside what it reads. */
export interface FlowScript {
  fails: When;
  stops: When;
  /** Length of the `list` of its output. */
  list: number;
}

/** What references see. */
export interface FlowSight {
  trigger: JsonValue;
  /** Outputs by name. */
  outputs: Record<string, JsonValue>;
  loops: Record<string, { item: JsonValue; index: number }>;
}

export type FlowEnd =
  | { kind: 'success'; output: JsonValue; label: string | null }
  /** Ends the whole run. */
  | { kind: 'stop'; output: JsonValue }
  | { kind: 'failed'; message: string }
  | { kind: 'loop'; items: JsonValue[] };

/** What a node that a step was compiled to does, scripted: as its activity would, in no time. */
export function performFlowNode(
  { id, type, config }: Pick<PlanNode, 'id' | 'type' | 'config'>,
  iteration: string,
  sight: FlowSight,
): FlowEnd {
  switch (type) {
    case 'loop':
      return performLoop(id, renderFlow(config.items, sight));
    case 'router':
      return performRouter(renderFlow(config, sight) as unknown as RenderedRouter);
    default:
      return performStep(id, iteration, renderFlow(config.input, sight) as JsonObject);
  }
}

/** A value of a step with all references resolved; they are plain paths. */
export function renderFlow(value: JsonValue | undefined, sight: FlowSight): JsonValue {
  if (typeof value === 'string') return renderText(value, sight);
  if (Array.isArray(value)) return value.map((each) => renderFlow(each, sight));
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, renderFlow(each, sight)]));
}

export function performStep(name: string, iteration: string, { script, reads }: JsonObject): FlowEnd {
  const { fails, stops, list } = script as unknown as FlowScript;
  if (isNow(fails, iteration)) return { kind: 'failed', message: `Step ${name} failed in ${iteration}.` };
  const saw = digest(JSON.stringify([name, iteration, reads]));
  const items = Array.from({ length: list }, (_, index) => `${name} ${index} in ${iteration}`);
  const output = { by: name, at: iteration, saw, n: saw % 7, list: items };
  return isNow(stops, iteration) ? { kind: 'stop', output } : { kind: 'success', output, label: null };
}

export function performRouter(router: RenderedRouter): FlowEnd {
  const { branches, taken } = routerOutcome(router);
  return { kind: 'success', output: { branches }, label: routerLabel(taken) };
}

export function performLoop(name: string, items: JsonValue): FlowEnd {
  return Array.isArray(items) ? { kind: 'loop', items } : { kind: 'failed', message: `Loop ${name} has no list.` };
}

function renderText(text: string, sight: FlowSight): JsonValue {
  const parsed = parseFlowText(text);
  const scope = flowScope(sight);
  const values = parsed.parts.flatMap((part) => {
    if (part.kind === 'text') return [];
    if (part.kind !== 'path') throw new Error(`${text} is no plain path.`);
    return [resolvePath(part.path, scope).value];
  });
  return flowTextValue(parsed, values);
}

function isNow(when: When, iteration: string): boolean {
  return when === 'always' || (when === 'odd' && Number(iteration.split('.').at(-1)) % 2 === 1);
}

/** FNV-1a: enough to tell inputs apart. */
function digest(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return hash;
}
