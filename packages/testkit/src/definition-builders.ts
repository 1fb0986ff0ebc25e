import type { BodyDefinition, Definition, EdgeDefinition, NodeDefinition, NodeType } from '@perdura/definition';

type NodeExtras = Partial<Omit<NodeDefinition, 'id' | 'type' | 'config'>>;

/** One node, with policies beside its config. */
export function node(
  id: string,
  type: NodeType,
  config: NodeDefinition['config'] = {},
  extras: NodeExtras = {},
): NodeDefinition {
  return { id, type, config, ...extras };
}

/** An edge, with the label that takes it when there is one. */
export function edge(from: string, to: string, condition?: string): EdgeDefinition {
  return condition === undefined ? { from, to } : { from, to, condition };
}

/** A whole definition; a manual trigger and no edges unless given. */
export function definition(nodes: NodeDefinition[], rest: Partial<Omit<Definition, 'nodes'>> = {}): Definition {
  return { trigger: { type: 'manual' }, edges: [], ...rest, nodes };
}

/** Nodes one after the other, in the order in which they are given. */
export function chain(nodes: NodeDefinition[], rest: Partial<Omit<Definition, 'nodes' | 'edges'>> = {}): Definition {
  const edges = nodes.slice(1).map((to, index) => edge(nodes[index]?.id ?? '', to.id));
  return definition(nodes, { ...rest, edges });
}

/** The body of a loop; no edges unless given. */
export function body(nodes: NodeDefinition[], edges: EdgeDefinition[] = []): BodyDefinition {
  return { nodes, edges };
}

/** A loop over items: an expression, or a list; further fields of its config in `rest`. */
export function forEach(
  id: string,
  items: NodeDefinition['config'][string],
  inner: BodyDefinition,
  rest: NodeDefinition['config'] = {},
  extras: NodeExtras = {},
): NodeDefinition {
  return node(id, 'for-each', { items, body: bodyConfig(inner), ...rest }, extras);
}

/** A loop for as long as a condition holds; further fields of its config in `rest`. */
export function whileLoop(
  id: string,
  condition: string,
  inner: BodyDefinition,
  rest: NodeDefinition['config'] = {},
  extras: NodeExtras = {},
): NodeDefinition {
  return node(id, 'while', { condition, body: bodyConfig(inner), ...rest }, extras);
}

/** A graph as a field of a config, which is JSON. */
function bodyConfig(inner: BodyDefinition): NodeDefinition['config'] {
  return inner as unknown as NodeDefinition['config'];
}

/** The documented example: fetch the devices, let a model analyse them, mail the report. */
export function dailyInspection(): Definition {
  return chain(
    [
      node('fetch', 'tool-call', { tool: 'iot_get_all_devices', input: {} }),
      node('analyze', 'ai-generate', { prompt: '分析设备数据:{{fetch.result}}' }),
      node('notify', 'email-send', { to: 'ops@example.com', subject: '巡检报告', body: '{{analyze.result}}' }),
    ],
    { trigger: { type: 'cron', schedule: '0 9 * * *' } },
  );
}
