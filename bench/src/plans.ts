import {
  compile,
  type Definition,
  definitionHash,
  type NodeType,
  type Plan,
  validateDefinition,
} from '@perdura/definition';

/** A definition as it would be saved, and what it compiles to. */
export interface Compiled {
  definition: Definition;
  plan: Plan;
  hash: string;
}

type Node = { id: string; type: NodeType; config: object };

/** @throws when the definition has a fault */
export function compiled(nodes: Node[], edges: { from: string; to: string; condition?: string }[]): Compiled {
  const checked = validateDefinition({ trigger: { type: 'manual' }, nodes, edges }, { locale: 'en' });
  if (!checked.ok) throw new Error(`A definition of the bench is at fault: ${JSON.stringify(checked.faults)}`);
  const { definition } = checked;
  return { definition, plan: compile(definition), hash: definitionHash(definition) };
}

/** Three HTTP requests, each of which uses the answer before it. */
export function threeCalls(url: string): Compiled {
  return compiled(
    [
      request('first', `${url}/first`),
      request('second', `${url}/second?of={{ first.result.body.device }}`),
      request('third', `${url}/third?of={{ second.result.body.device }}`),
    ],
    [
      { from: 'first', to: 'second' },
      { from: 'second', to: 'third' },
    ],
  );
}

export const DECISIONS = ['trigger.data.count > 1', 'trigger.data.count > 2', 'trigger.data.count > 3'];

/** Three conditions on the trigger's data, each an expression that the sandbox evaluates. */
export function threeDecisions(): Compiled {
  return compiled(
    DECISIONS.map((expression, index) => ({ id: `decide-${index}`, type: 'condition', config: { expression } })),
    [
      { from: 'decide-0', to: 'decide-1', condition: 'true' },
      { from: 'decide-1', to: 'decide-2', condition: 'true' },
    ],
  );
}

/** HTTP requests one after the other, or all at once. */
export function manyCalls(urls: readonly string[], together: boolean): Compiled {
  const nodes = urls.map((url, index) => request(`call-${index}`, url));
  const edges = together ? [] : nodes.slice(1).map(({ id }, index) => ({ from: `call-${index}`, to: id }));
  return compiled(nodes, edges);
}

/** A loop over the trigger's items, with one node as its body. */
export function loopOver(node: Omit<Node, 'id'>, concurrency: number): Compiled {
  const body = { nodes: [{ id: 'each', ...node }], edges: [] };
  return compiled([{ id: 'loop', type: 'for-each', config: { items: 'trigger.data.items', concurrency, body } }], []);
}

function request(id: string, url: string): Node {
  return { id, type: 'http-request', config: { url } };
}
