import type { Edge, NewWorkflow, Node, Trigger } from '../generated/openapi.ts';

type NodeType = Node['type'];

/** What the nodes of a workflow are told; any text may hold templates. Of others than these it is an object of any fields. */
export interface NodeConfigs {
  'ai-generate': {
    prompt: string;
    systemPrompt?: string;
    model?: string;
    temperature?: number;
    maxTokens?: number;
    responseSchema?: Record<string, unknown>;
    connection?: string;
    tools?: string[];
  };
  'tool-call': { tool: string; input?: Record<string, unknown> };
  'http-request': {
    url: string;
    method?: string;
    headers?: Record<string, string>;
    query?: Record<string, unknown>;
    body?: unknown;
    timeoutMs?: number;
    connection?: string;
    responseType?: string;
    failOnStatus?: unknown;
  };
  condition: { expression: string };
  'email-send': {
    to: string | string[];
    cc?: string | string[];
    bcc?: string | string[];
    subject: string;
    body: string;
    html?: string | boolean;
    from?: string;
    attachments?: unknown[];
  };
}

/** The config of a node by its type. */
export type ConfigOf<Type extends NodeType> = Type extends keyof NodeConfigs
  ? NodeConfigs[Type]
  : Record<string, unknown>;

type NodeOptions = Omit<Node, 'id' | 'type' | 'config'>;

/** Begins a workflow: `workflow('Inspection').node('read', 'tool-call', { tool: 'iot_read' })`. */
export function workflow(
  name: string,
  fields: Omit<NewWorkflow, 'name' | 'nodes' | 'edges'> = {},
): WorkflowBuilder<never> {
  return new WorkflowBuilder({ ...fields, name }, [], []);
}

/** A workflow that is being put together; each call answers a new one, which knows one node more. */
export class WorkflowBuilder<Ids extends string> {
  readonly #fields: NewWorkflow;
  readonly #nodes: readonly Node[];
  readonly #edges: readonly Edge[];

  constructor(fields: NewWorkflow, nodes: readonly Node[], edges: readonly Edge[]) {
    this.#fields = fields;
    this.#nodes = nodes;
    this.#edges = edges;
  }

  /** Says what starts it: by hand, unless told. */
  trigger(trigger: Trigger): WorkflowBuilder<Ids> {
    return new WorkflowBuilder({ ...this.#fields, trigger }, this.#nodes, this.#edges);
  }

  /** @throws TypeError when there is a node of that id */
  node<Id extends string, Type extends NodeType>(
    id: Id,
    type: Type,
    config: ConfigOf<Type>,
    options: NodeOptions = {},
  ): WorkflowBuilder<Ids | Id> {
    if (this.#nodes.some((node) => node.id === id)) throw new TypeError(`Two nodes are called "${id}"`);
    const node: Node = { ...options, id, type, config: config as Node['config'] };
    return new WorkflowBuilder<Ids | Id>(this.#fields, [...this.#nodes, node], this.#edges);
  }

  /** Leads from a node to another; `condition` is the outcome that takes the edge, such as `true`. */
  edge(from: Ids, to: Ids, condition?: string): WorkflowBuilder<Ids> {
    const edge: Edge = { from, to, ...(condition === undefined ? {} : { condition }) };
    return new WorkflowBuilder<Ids>(this.#fields, this.#nodes, [...this.#edges, edge]);
  }

  /** Edges from each node to the next one. */
  chain(...ids: Ids[]): WorkflowBuilder<Ids> {
    const edges = ids.slice(1).map((to, index): Edge => ({ from: ids[index] ?? to, to }));
    return new WorkflowBuilder<Ids>(this.#fields, this.#nodes, [...this.#edges, ...edges]);
  }

  /** The workflow as `client.workflows.create` takes it. */
  build(): NewWorkflow {
    return { ...this.#fields, nodes: [...this.#nodes], edges: [...this.#edges] };
  }

  /** Nodes and edges alone, for the `body` of a `for-each` or `while`. */
  body(): { nodes: Node[]; edges: Edge[] } {
    return { nodes: [...this.#nodes], edges: [...this.#edges] };
  }
}
